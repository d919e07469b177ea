//! Sources and destination of COPY and ADD, in both forms.

use syntax::{InstructionKind, TextRange};

use crate::model::{InstructionInfo, Model};

/// One path as written, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyPath {
    pub range: TextRange,
    /// Variables stay as written.
    pub text: String,
}

/// Paths of a COPY or ADD. Heredocs are not among the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyPaths {
    pub sources: Vec<CopyPath>,
    pub destination: Option<CopyPath>,
}

/// Reads the paths of a COPY or ADD.
pub fn copy_paths(model: &Model<'_>, info: &InstructionInfo<'_>) -> CopyPaths {
    if let Some(array) = info.syntax.json_array() {
        let strings = array.strings().into_iter();
        let mut sources: Vec<CopyPath> =
            strings.map(|string| CopyPath { range: string.range, text: string.value }).collect();
        let destination = if sources.len() > 1 { sources.pop() } else { None };
        return CopyPaths { sources, destination };
    }
    let path = |word: syntax::ast::Word<'_>| {
        let text = word.joined(model.escape).text().trim_matches(['"', '\'']).to_owned();
        CopyPath { range: word.range(), text }
    };
    CopyPaths {
        sources: info.syntax.sources().into_iter().map(path).collect(),
        destination: info.syntax.destination().map(path),
    }
}

/// `COPY . …` from the build context.
pub fn copies_everything(model: &Model<'_>, info: &InstructionInfo<'_>) -> bool {
    let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add)
        && info.syntax.flag("from").is_none();
    let is_root = |source: &CopyPath| matches!(source.text.as_str(), "." | "./" | "/");
    copies && copy_paths(model, info).sources.iter().any(is_root)
}

/// What BuildKit fetches rather than copies from the context.
pub fn is_remote(source: &str) -> bool {
    is_url(source) || is_git(source)
}

/// A source that is fetched over HTTP.
pub fn is_url(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

/// A source that is cloned: `git@host:x`, `git://…`, `https://host/x.git#ref`.
pub fn is_git(source: &str) -> bool {
    let path = source.split('#').next().unwrap_or(source);
    source.starts_with("git@")
        || source.starts_with("git://")
        || source.starts_with("ssh://")
        || (is_url(source) && path.ends_with(".git"))
}

/// Endings of the archives that ADD unpacks (and of those that people think it does).
const ARCHIVES: [&str; 14] = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst", ".Z",
    ".gz", ".bz2", ".xz",
];

/// Without this no path in a text can end like an archive. Asked before the paths are read.
pub fn may_name_archive(text: &str) -> bool {
    let mut endings = text.match_indices('.').map(|(at, _)| &text[at..]);
    endings.any(|rest| rest.starts_with(".lzma") || ARCHIVES.iter().any(|ending| rest.starts_with(ending)))
}

/// The name ends like an archive.
pub fn is_archive(path: &str) -> bool {
    ARCHIVES.iter().any(|ending| path.ends_with(ending))
        || path.ends_with(".lzma")
        || path.ends_with(".tar.lz")
}

/// The destination of COPY or ADD, where it is relative and the file never sets a WORKDIR before it.
pub fn destination_without_workdir(model: &Model<'_>, info: &InstructionInfo<'_>) -> Option<CopyPath> {
    info.stage.filter(|_| !model.has_workdir_before(info))?;
    let destination = copy_paths(model, info).destination?;
    let text = destination.text.as_str();
    let is_absolute = text.starts_with(['/', '\\', '$']) || text.get(1..2) == Some(":");
    (!is_absolute && !text.is_empty()).then_some(destination)
}
