//! Downloads from model hubs: `hf download`, `snapshot_download(…)`, `….from_pretrained(…)`.

mod python_code;

use std::cmp::Reverse;

use super::{Call, Effect, Walk};
use crate::context::matches_component;
use crate::facts::{Fact, HubFile, HubKind, HubRepository};
use crate::image_path::file_name;
use crate::size::bytes::{Confidence, Estimate, human};
use crate::size::constants::{NOTEWORTHY, gzip};
use crate::size::download::is_packed;
use crate::size::piece::Piece;

pub(in crate::size) use python_code::run as python_code;

/// Files shown one by one; the rest is summed.
const MAX_PARTS: usize = 8;
/// Configuration, vocabularies and the like are smaller than weights.
const SMALL_FILE: u64 = 20_000_000;

/// One download.
#[derive(Debug, Clone, PartialEq)]
struct Download {
    repository: HubRepository,
    choice: Choice,
    /// The folder that gets the files in place of the cache.
    local_folder: Option<String>,
    cache_folder: Option<String>,
}

/// Which files of the repository.
#[derive(Debug, Clone, PartialEq)]
enum Choice {
    Named(Vec<String>),
    Patterns {
        include: Vec<String>,
        exclude: Vec<String>,
    },
    /// What a library takes to load a model: one format of the weights, and small files.
    Loaded {
        weights: bool,
    },
}

/// `hf download ID [FILE…]`, and the same of `huggingface-cli`.
pub(super) fn hf(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let args = call.invocation.args;
    match args.first().map(|word| word.value.as_str()) {
        Some("download") => {}
        Some("auth" | "login" | "logout" | "whoami" | "cache" | "env" | "version" | "models") => {
            return Effect::Known;
        }
        _ => return Effect::Unknown("what it writes is not known before the build"),
    }
    if args.iter().any(|word| !word.is_literal) {
        return Effect::Unknown("what it downloads is not known before the build");
    }
    let words: Vec<&str> = args[1..].iter().map(|word| word.value.as_str()).collect();
    let Some(download) = of_words(walk, &words) else {
        return Effect::Unknown("it names no repository");
    };
    push(walk, &download);
    Effect::Known
}

/// Options with a value, besides the patterns.
const VALUES: [&str; 9] = [
    "--repo-type",
    "--revision",
    "--local-dir",
    "--cache-dir",
    "--token",
    "--max-workers",
    "--local-dir-use-symlinks",
    "--format",
    "--type",
];

fn of_words(walk: &Walk<'_>, words: &[&str]) -> Option<Download> {
    let (mut operands, mut include, mut exclude) = (Vec::new(), Vec::new(), Vec::new());
    let mut options: Vec<(&str, &str)> = Vec::new();
    let mut rest = words.iter().copied().peekable();
    while let Some(word) = rest.next() {
        let (name, attached) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        if name == "--include" || name == "--exclude" {
            let into = if name == "--include" { &mut include } else { &mut exclude };
            into.extend(attached.map(str::to_owned));
            while let Some(value) = rest.next_if(|next| attached.is_none() && !next.starts_with('-')) {
                into.push(value.to_owned());
            }
        } else if VALUES.contains(&name) {
            options.extend(attached.or_else(|| rest.next()).map(|value| (name, value)));
        } else if !word.starts_with('-') {
            operands.push(word.to_owned());
        }
    }
    let option = |name: &str| options.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let mut operands = operands.into_iter();
    let id = operands.next()?;
    let files: Vec<String> = operands.collect();
    let choice = if files.is_empty() { Choice::Patterns { include, exclude } } else { Choice::Named(files) };
    Some(Download {
        repository: repository(walk, &id, option("--revision"), option("--repo-type").or(option("--type"))),
        choice,
        local_folder: option("--local-dir").map(|folder| walk.path(folder)),
        cache_folder: option("--cache-dir").map(|folder| walk.path(folder)),
    })
}

fn repository(walk: &Walk<'_>, id: &str, revision: Option<&str>, kind: Option<&str>) -> HubRepository {
    HubRepository {
        endpoint: walk.variable("HF_ENDPOINT").filter(|address| address.contains("://")),
        kind: match kind {
            Some("dataset") => HubKind::Dataset,
            Some("space") => HubKind::Space,
            _ => HubKind::Model,
        },
        id: id.to_owned(),
        revision: revision.unwrap_or("main").to_owned(),
    }
}

/// Where the files lie in the end.
fn folder(walk: &Walk<'_>, download: &Download) -> String {
    if let Some(folder) = &download.local_folder {
        return folder.clone();
    }
    let set = |name: &str| walk.variable(name).filter(|value| !value.is_empty());
    let hub = download
        .cache_folder
        .clone()
        .or_else(|| set("HF_HUB_CACHE"))
        .or_else(|| set("HUGGINGFACE_HUB_CACHE"));
    let hub = hub.or_else(|| set("HF_HOME").map(|home| format!("{home}/hub")));
    let hub = hub.unwrap_or_else(|| format!("{}/.cache/huggingface/hub", walk.home()));
    let repository = &download.repository;
    format!("{hub}/{}--{}", repository.kind.plural(), repository.id.replace('/', "--"))
}

/// Adds the files that a download leaves.
fn push(walk: &mut Walk<'_>, download: &Download) {
    let folder = folder(walk, download);
    let id = &download.repository.id;
    let known = match walk.stages.analysis.inputs.facts.hub_files(&download.repository) {
        Fact::Known(known) => known,
        Fact::Pending => return walk.push(Piece::unknown(id, folder, "its files are being asked for")),
        Fact::Unavailable(why) => {
            return walk.push(Piece::unknown(id, folder, format!("the model hub: {why}")));
        }
    };
    let mut chosen: Vec<&HubFile> = chosen(&known.value.files, &download.choice);
    if chosen.is_empty() {
        return walk.push(Piece::unknown(id, folder, "no file of the repository is called so"));
    }
    chosen.sort_by_key(|file| Reverse(file.bytes));
    let source = format!("the model hub's list of {id}, {}", known.when_read());
    let is_sure = !matches!(download.choice, Choice::Loaded { .. });
    let confidence = if is_sure { Confidence::Index } else { Confidence::Estimated };
    let (shown, summed) = chosen.split_at(chosen.len().min(MAX_PARTS));
    for file in shown {
        let bytes = Estimate { confidence, ..Estimate::exact(file.bytes) };
        let path = format!("{folder}/{}", file.path);
        let share =
            if is_weights(&file.path) || is_packed(&file.path) { gzip::COMPRESSED } else { gzip::TEXT };
        walk.push(Piece::new(format!("{id} {}", file.path), path, bytes, share, source.clone()));
    }
    if !summed.is_empty() {
        let bytes = Estimate::exact(summed.iter().map(|file| file.bytes).sum());
        let what = format!("{id} {} more files", summed.len());
        walk.push(Piece::new(what, folder, Estimate { confidence, ..bytes }, gzip::ANY, source));
    }
    if let Some(note) = formats_note(&chosen, &download.choice) {
        walk.draft.note(note);
    }
}

fn chosen<'f>(files: &'f [HubFile], choice: &Choice) -> Vec<&'f HubFile> {
    let any = |patterns: &[String], path: &str| patterns.iter().any(|pattern| matches(pattern, path));
    match choice {
        Choice::Named(names) => files.iter().filter(|file| names.contains(&file.path)).collect(),
        Choice::Patterns { include, exclude } => files
            .iter()
            .filter(|file| include.is_empty() || any(include, &file.path))
            .filter(|file| !any(exclude, &file.path))
            .collect(),
        Choice::Loaded { weights } => {
            let at_root = |file: &&HubFile| !file.path.contains('/');
            let has_tensors = files.iter().filter(at_root).any(|file| file.path.ends_with(".safetensors"));
            let format = if has_tensors { ".safetensors" } else { ".bin" };
            files
                .iter()
                .filter(at_root)
                .filter(|file| match is_weights(&file.path) {
                    true => *weights && file.path.ends_with(format),
                    false => file.bytes < SMALL_FILE,
                })
                .collect()
        }
    }
}

/// Python's `fnmatch`, in which `*` crosses folders; `folder/` means all below it.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('/') {
        Some(folder) => matches_component(&format!("{folder}/*"), path),
        None => matches_component(pattern, path),
    }
}

fn is_weights(path: &str) -> bool {
    const ENDS: [&str; 11] = [
        ".safetensors",
        ".bin",
        ".pt",
        ".pth",
        ".ckpt",
        ".h5",
        ".msgpack",
        ".onnx",
        ".onnx_data",
        ".gguf",
        ".tflite",
    ];
    ENDS.iter().any(|end| file_name(path).ends_with(end))
}

/// A whole repository often holds the same weights in several formats.
fn formats_note(chosen: &[&HubFile], choice: &Choice) -> Option<String> {
    let Choice::Patterns { include, .. } = choice else { return None };
    let tensors = chosen.iter().any(|file| file.path.ends_with(".safetensors"));
    let other = |file: &&&HubFile| is_weights(&file.path) && !file.path.ends_with(".safetensors");
    let bytes: u64 = chosen.iter().filter(other).map(|file| file.bytes).sum();
    (include.is_empty() && tensors && bytes > NOTEWORTHY).then(|| {
        format!(
            "the repository holds weights in several formats; --include '*.safetensors' '*.json' '*.txt' takes about {} less",
            human(bytes)
        )
    })
}
