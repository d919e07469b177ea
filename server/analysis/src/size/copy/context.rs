//! Files of the build context: exact, after `.dockerignore`.

use syntax::InstructionKind;
use syntax::ast::Flag;

use super::{is_archive, target, unpacked};
use crate::context::{ContextEntry, ContextListing, DockerIgnore, EntryKind, matches_component};
use crate::facts::Fact;
use crate::image_path::{below, file_name, in_context};
use crate::model::InstructionInfo;
use crate::size::bytes::Estimate;
use crate::size::constants::{Factor, gzip};
use crate::size::piece::{Draft, Piece};
use crate::size::stages::Stages;

/// Parts shown one by one; the rest of a copy is summed.
const MAX_PARTS: usize = 8;

/// Adds what one source of the context brings.
pub(super) fn copy(
    stages: &Stages<'_>,
    info: &InstructionInfo<'_>,
    source: &str,
    destination: &str,
    draft: &mut Draft,
) {
    let known = match stages.analysis.inputs.context.listing() {
        Fact::Known(known) => known,
        Fact::Pending => {
            return draft.push(Piece::unknown(source, destination, "the build context is being read"));
        }
        Fact::Unavailable(why) => {
            return draft.push(Piece::unknown(source, destination, format!("build context: {why}")));
        }
    };
    let excludes = excludes(stages, info);
    let parents = info.syntax.flag("parents").is_some();
    let copied: Vec<Copied<'_>> = roots(&known.value, source)
        .into_iter()
        .flat_map(|root| files(&known.value, root, parents))
        .filter(|copied| !excludes.ignores(&copied.entry.path))
        .collect();
    if copied.is_empty() && !known.value.entries.iter().any(|entry| matches(source, &entry.path)) {
        draft.push(Piece::unknown(source, destination, "not in the build context"));
    }
    add(info, copied, destination, draft);
    if known.value.truncated {
        draft.push(Piece::unknown("more files", "", "the build context has more files than are counted"));
    }
}

/// `--exclude`, with the patterns of `.dockerignore`.
fn excludes(stages: &Stages<'_>, info: &InstructionInfo<'_>) -> DockerIgnore {
    let flags = info.syntax.flags();
    let named = flags.iter().filter(|flag| flag.name.is_some_and(|name| name.text == "exclude"));
    let patterns: Vec<String> = named.filter_map(|flag| stages.text(info, Flag::raw_value(*flag)?)).collect();
    DockerIgnore::parse(&patterns.join("\n"))
}

/// A file and its place below the destination.
struct Copied<'c> {
    entry: &'c ContextEntry,
    relative: &'c str,
}

/// Entries that the source names: one path, or all that a pattern matches.
fn roots<'c>(listing: &'c ContextListing, source: &str) -> Vec<Option<&'c ContextEntry>> {
    let source = in_context(source);
    if source.is_empty() {
        return vec![None];
    }
    listing.entries.iter().filter(|entry| matches(&source, &entry.path)).map(Some).collect()
}

/// Go's `filepath.Match`, component by component.
fn matches(source: &str, path: &str) -> bool {
    let source = in_context(source);
    let (mut patterns, mut names) = (source.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if matches_component(pattern, name) => {}
            _ => return false,
        }
    }
}

/// The regular files of a root; those of a folder come without the folder's own name.
fn files<'c>(listing: &'c ContextListing, root: Option<&'c ContextEntry>, parents: bool) -> Vec<Copied<'c>> {
    let folder = root.map_or("", |root| root.path.as_str());
    let own = root.filter(|root| root.kind != EntryKind::Directory);
    let inside = listing.below(folder).filter(|_| own.is_none());
    own.into_iter()
        .map(|entry| Copied { entry, relative: file_name(&entry.path) })
        .chain(inside.map(|entry| Copied { entry, relative: below(folder, &entry.path).unwrap_or_default() }))
        .filter(|copied| copied.entry.kind == EntryKind::File)
        .map(|copied| if parents { Copied { relative: &copied.entry.path, ..copied } } else { copied })
        .collect()
}

fn add(info: &InstructionInfo<'_>, mut copied: Vec<Copied<'_>>, destination: &str, draft: &mut Draft) {
    copied.sort_by_key(|copied| std::cmp::Reverse(copied.entry.bytes));
    let is_add = info.kind() == InstructionKind::Add;
    let single = copied.len() == 1;
    // Every file keeps its path, so that later instructions find it; a large copy is summed by folder.
    let (shown, summed) = copied.split_at(copied.len().min(MAX_PARTS));
    for copied in shown {
        if is_add && is_archive(&copied.entry.path) && single {
            draft.push(unpacked(&copied.entry.path, destination, copied.entry.bytes));
            continue;
        }
        let nested = copied.relative.contains('/') || !single;
        let folder = format!("{}/", destination.trim_end_matches('/'));
        let path = target(if nested { &folder } else { destination }, copied.relative);
        let bytes = Estimate::exact(copied.entry.bytes);
        draft.push(Piece::new(&*copied.entry.path, path, bytes, compressibility(&copied.entry.path), SOURCE));
    }
    if !summed.is_empty() {
        let bytes = Estimate::exact(summed.iter().map(|copied| copied.entry.bytes).sum());
        let what = format!("{} more files", summed.len());
        draft.push(Piece::new(what, destination.trim_end_matches('/'), bytes, gzip::ANY, SOURCE));
    }
}

const SOURCE: &str = "build context";

/// What gzip makes of a file, by its extension.
fn compressibility(path: &str) -> Factor {
    const PACKED: &[&str] = &[
        "gz",
        "tgz",
        "bz2",
        "xz",
        "zst",
        "zip",
        "whl",
        "jar",
        "png",
        "jpg",
        "jpeg",
        "webp",
        "mp4",
        "mp3",
        "pt",
        "pth",
        "safetensors",
        "npz",
        "bin",
        "onnx",
        "ckpt",
        "gguf",
        "h5",
        "parquet",
    ];
    match file_name(path).rsplit_once('.').map(|(_, extension)| extension) {
        Some("py" | "rs" | "js" | "ts" | "c" | "h" | "cpp" | "md" | "txt" | "json" | "yaml" | "toml") => {
            gzip::PYTHON
        }
        Some("so") => gzip::LIBRARIES,
        Some("pyc") => gzip::BYTECODE,
        Some(extension) if PACKED.contains(&extension) => gzip::COMPRESSED,
        _ => gzip::ANY,
    }
}
