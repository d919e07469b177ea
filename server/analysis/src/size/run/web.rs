//! Commands that bring files from the network, and unpack them.

use super::{Call, Effect, Walk};
use crate::image_path::{absolute, file_name};
use crate::size::bytes::Estimate;
use crate::size::constants::ARCHIVE_EXPANSION;
use crate::size::download;
use crate::size::piece::Piece;

/// curl's options that take a value.
const CURL_VALUES: [&str; 16] = [
    "-o",
    "--output",
    "-H",
    "--header",
    "-u",
    "--user",
    "-A",
    "--user-agent",
    "-X",
    "--request",
    "-d",
    "--data",
    "--retry",
    "--connect-timeout",
    "--output-dir",
    "--max-time",
];

pub(super) fn curl(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let named = call.invocation.option_values(&["-o", "--output"]);
    let keeps_name = call.invocation.has_option(&["-O", "--remote-name"]);
    let mut outputs = named.into_iter();
    for url in urls(call, &CURL_VALUES) {
        let path = match outputs.next() {
            Some(path) => Some(walk.path(path)),
            None if keeps_name => Some(walk.path(name_of(&url))),
            None => redirected(walk, call),
        };
        fetch(walk, call, &url, path);
    }
    unresolved(call)
}

const WGET_VALUES: [&str; 10] = [
    "-O",
    "--output-document",
    "-P",
    "--directory-prefix",
    "--header",
    "-t",
    "--tries",
    "-T",
    "--timeout",
    "-U",
];

pub(super) fn wget(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    // In a cluster of short options the one with a value comes last: `-qO file`, `-qO- `.
    let output = call.invocation.args.iter().enumerate().find_map(|(at, word)| {
        let value = word.value.as_str();
        if let Some(path) = value.strip_prefix("--output-document=") {
            return Some(path.to_owned());
        }
        let cluster = value.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?;
        let (_, attached) = cluster.split_once('O')?;
        if !attached.is_empty() {
            return Some(attached.to_owned());
        }
        call.invocation.args.get(at + 1).map(|word| word.value.clone())
    });
    let folder = call.invocation.option_values(&["-P", "--directory-prefix"]);
    for url in urls(call, &WGET_VALUES) {
        let path = match output.as_deref() {
            Some("-") => redirected(walk, call),
            Some(path) => Some(walk.path(path)),
            None => {
                let folder = folder.first().map_or_else(|| walk.path("."), |folder| walk.path(folder));
                Some(absolute(Some(&folder), name_of(&url)))
            }
        };
        fetch(walk, call, &url, path);
    }
    unresolved(call)
}

/// A URL, an option or an output that is not known before the build.
fn unresolved(call: &Call<'_>) -> Effect {
    if call.invocation.args.iter().all(|word| word.is_literal) {
        Effect::Known
    } else {
        Effect::Unknown("the address is not known before the build")
    }
}

fn urls(call: &Call<'_>, with_value: &[&str]) -> Vec<String> {
    let args = call.invocation.args;
    let is_value = |at: usize| at > 0 && with_value.contains(&args[at - 1].value.as_str());
    let words = args.iter().enumerate().filter(|(at, word)| word.is_literal && !is_value(*at));
    words
        .map(|(_, word)| word.value.as_str())
        .filter(|text| {
            text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://")
        })
        .map(str::to_owned)
        .collect()
}

fn name_of(url: &str) -> &str {
    file_name(url.split(['?', '#']).next().unwrap_or(url))
}

fn redirected(walk: &Walk<'_>, call: &Call<'_>) -> Option<String> {
    call.command.redirects.iter().find_map(|redirect| walk.written_by(redirect))
}

/// Without a file the answer goes to the next command of the pipeline, which is asked about it.
fn fetch(walk: &mut Walk<'_>, call: &Call<'_>, url: &str, path: Option<String>) {
    match path {
        Some(path) => {
            let piece = download::piece(walk.stages.analysis.inputs.facts, url, &path);
            walk.push(piece);
        }
        None if call.command.pipeline.is_some() => walk.piped = Some(url.to_owned()),
        None => {}
    }
}

/// `tar -xf FILE`, `unzip FILE`, `… | tar -xz`: estimated from the archive's own size.
pub(super) fn unpack(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let args = call.invocation.args;
    let first = args.first().map(|word| word.value.trim_start_matches('-')).unwrap_or_default();
    let is_tar = call.invocation.program != "unzip";
    let extracts =
        !is_tar || first.contains('x') || call.invocation.has_option(&["-x", "--extract", "--get"]);
    if !extracts {
        return if first.contains('t') {
            Effect::Known
        } else {
            Effect::Unknown("the archive's size is not known")
        };
    }
    let into = call.invocation.option_values(&["-C", "--directory", "-d"]);
    let target = into.first().map_or_else(|| walk.path("."), |folder| walk.path(folder));
    let archive = args.iter().find(|word| word.is_literal && is_archive_name(&word.value));
    let packed = match (archive, walk.piped.take()) {
        (Some(archive), _) => bytes_at(walk, &archive.value),
        (None, Some(url)) => Some(download::piece(walk.stages.analysis.inputs.facts, &url, "").bytes),
        (None, None) => None,
    };
    match packed.filter(|packed| !packed.is_unknown()) {
        Some(packed) => {
            let bytes = packed.scaled(ARCHIVE_EXPANSION.low, ARCHIVE_EXPANSION.best, ARCHIVE_EXPANSION.high);
            let compressed = packed.scaled(0.8, 1.05, 1.6);
            let what = archive.map_or("unpacked archive".to_owned(), |name| {
                format!("{}, unpacked", file_name(&name.value))
            });
            let source = "the archive's size; its unpacked size is estimated".to_owned();
            walk.push(Piece { what, path: target, bytes, compressed, source });
            Effect::Known
        }
        None => Effect::Unknown("the archive's size is not known"),
    }
}

fn is_archive_name(text: &str) -> bool {
    !text.starts_with('-')
        && [".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst", ".zip"].iter().any(|end| text.ends_with(end))
}

/// The size of a file that this RUN or an earlier layer wrote.
fn bytes_at(walk: &Walk<'_>, written: &str) -> Option<Estimate> {
    let path = walk.path(written);
    let own = walk.draft.pieces.iter().find(|piece| piece.path == path);
    own.or_else(|| walk.state.written.at(&path).next()).map(|piece| piece.bytes)
}

/// `git config` and the like change little; a clone is as large as its repository, which nobody tells.
/// What is not known lies in the clone's folder, so that it goes with it.
pub(super) fn git(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    const WHY: &str = "the size of the repository is not known";
    let words: Vec<&str> = call.invocation.args.iter().map(|word| word.value.as_str()).collect();
    let verb = words.iter().position(|word| !word.starts_with('-'));
    let (verb, rest) = verb.map_or(("", &[][..]), |at| (words[at], &words[at + 1..]));
    match verb {
        "clone" => match clone_folder(rest) {
            Some((address, folder)) => {
                let path = walk.path(&folder);
                walk.push(Piece::unknown(format!("git clone {address}"), path, WHY));
            }
            None => return Effect::Unknown(WHY),
        },
        "lfs" if rest.first() == Some(&"install") => walk.push_small("git lfs install", ""),
        "submodule" | "fetch" | "pull" | "lfs" | "checkout" => {
            let folder = walk.path(".");
            walk.push(Piece::unknown(format!("git {verb}"), folder, WHY));
        }
        "" => return Effect::Unknown(WHY),
        _ => {}
    }
    Effect::Known
}

/// The address of a clone, and its folder: the one that is named, else the repository's name.
fn clone_folder<'w>(words: &[&'w str]) -> Option<(&'w str, String)> {
    const WITH_VALUE: [&str; 14] = [
        "-b",
        "--branch",
        "--depth",
        "-c",
        "--config",
        "-o",
        "--origin",
        "-j",
        "--jobs",
        "--filter",
        "--reference",
        "--template",
        "--shallow-since",
        "--shallow-exclude",
    ];
    let mut is_value = false;
    let is_operand = |word: &&&str| {
        let is_option_value = std::mem::replace(&mut is_value, WITH_VALUE.contains(word));
        !is_option_value && !word.starts_with('-')
    };
    let operands: Vec<&str> = words.iter().filter(is_operand).copied().collect();
    let address = *operands.first()?;
    let named = operands.get(1).map(|folder| (*folder).to_owned());
    let name = address.trim_end_matches('/').trim_end_matches(".git").rsplit(['/', ':']).next()?;
    let folder = named.or_else(|| (!name.is_empty()).then(|| name.to_owned()))?;
    (!folder.contains('$')).then_some((address, folder))
}
