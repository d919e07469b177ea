//! Files of the build context: exact, after `.dockerignore`.

use std::collections::{BTreeMap, HashSet};

use syntax::InstructionKind;
use syntax::ast::Flag;

use super::gzipped::{gzipped, gzipped_by_name};
use super::{is_archive, target, unpacked};
use crate::context::{
    ArchiveFiles, BuildContext, ContextEntry, ContextListing, DockerIgnore, EntryKind, Filters, Selected,
    select,
};
use crate::facts::{Fact, Known, Unavailable};
use crate::image_path::file_name;
use crate::model::InstructionInfo;
use crate::size::bytes::Estimate;
use crate::size::piece::{Draft, Piece};
use crate::size::stages::Stages;

/// Parts shown one by one; the rest of a copy is summed.
const MAX_PARTS: usize = 8;

/// Adds what sources of the context bring, in their order: a later one replaces files of an earlier.
pub(super) fn copy(
    stages: &Stages<'_>,
    info: &InstructionInfo<'_>,
    sources: &[&str],
    destination: &str,
    draft: &mut Draft,
) {
    let why = match stages.analysis.inputs.context.listing() {
        Fact::Known(known) => {
            let copy = Copy { stages, info, listing: &known.value, destination };
            return copy.add(sources, draft);
        }
        Fact::Pending => "the build context is being read".to_owned(),
        Fact::Unavailable(why) => format!("build context: {why}"),
    };
    for source in sources {
        draft.push(Piece::unknown(*source, destination, why.as_str()));
    }
}

/// One instruction that reads the context.
struct Copy<'c> {
    stages: &'c Stages<'c>,
    info: &'c InstructionInfo<'c>,
    listing: &'c ContextListing,
    destination: &'c str,
}

impl<'c> Copy<'c> {
    fn add(&self, sources: &[&str], draft: &mut Draft) {
        let filters = self.filters();
        let unpacks = self.unpacks();
        let mut placed = Placed::default();
        // A folder that was copied to the destination makes it one for the files after it.
        let mut into_folder = self.info.workdir().is_some_and(|workdir| workdir == self.destination);
        for (number, source) in sources.iter().enumerate() {
            let Some(selected) = select(self.listing, source, &filters) else {
                draft.push(Piece::unknown(*source, self.destination, "not in the build context"));
                continue;
            };
            for selected in selected {
                let is_source = selected.is_source;
                match self.archive(&selected).filter(|_| unpacks) {
                    Some(Archive::Read(archive)) => {
                        placed.archive(selected.entry, &archive, self.destination)
                    }
                    Some(Archive::Guess(guess)) => draft.push(guess),
                    None => placed.file(self.path(&selected, into_folder), number, selected),
                }
                into_folder |= !is_source;
            }
        }
        placed.add(self.destination, self.stages.analysis.inputs.context, draft);
        if self.listing.truncated {
            let why = "the build context has more files than are counted";
            draft.push(Piece::unknown("more files", "", why));
        }
    }

    fn filters(&self) -> Filters {
        let flags = self.info.syntax.flags();
        let named = flags.iter().filter(|flag| flag.name.is_some_and(|name| name.text == "exclude"));
        let patterns: Vec<String> =
            named.filter_map(|flag| self.stages.text(self.info, Flag::raw_value(*flag)?)).collect();
        Filters { excludes: DockerIgnore::parse(&patterns.join("\n")), parents: self.is_set("parents") }
    }

    /// ADD unpacks archives unless `--unpack=false`.
    fn unpacks(&self) -> bool {
        self.info.kind() == InstructionKind::Add
            && (self.info.syntax.flag("unpack").is_none() || self.is_set("unpack"))
    }

    fn is_set(&self, flag: &str) -> bool {
        let flag = self.info.syntax.flag(flag);
        flag.is_some_and(|flag| flag.raw_value().is_none_or(|value| value.text() != "false"))
    }

    /// Where a file comes to lie. A source that is no folder takes the place of the destination, unless
    /// that is a folder.
    fn path(&self, selected: &Selected<'_>, is_folder: bool) -> String {
        if selected.is_source && !is_folder {
            target(self.destination, &selected.relative)
        } else {
            format!("{}/{}", self.destination.trim_end_matches('/'), selected.relative)
        }
    }

    /// The archive that ADD unpacks, or a guess at it: decided by the content, by the name until that is
    /// read. `None` for other files.
    fn archive(&self, selected: &Selected<'_>) -> Option<Archive> {
        let entry = selected.entry;
        if !selected.is_source || entry.kind != EntryKind::File {
            return None;
        }
        let guess = || is_archive(&entry.path).then(|| unpacked(&entry.path, self.destination, entry.bytes));
        match self.stages.analysis.inputs.context.archive(&entry.path) {
            Fact::Known(known) => known.value.is_some().then_some(Archive::Read(known)),
            Fact::Pending | Fact::Unavailable(Unavailable::NotFound) => guess().map(Archive::Guess),
            Fact::Unavailable(why) => guess().map(|piece| {
                let source = format!("{}: {why}", piece.source);
                Archive::Guess(Piece { source, ..piece })
            }),
        }
    }
}

/// An archive that ADD unpacks.
enum Archive {
    Read(Known<Option<ArchiveFiles>>),
    Guess(Piece),
}

/// What an instruction puts at each path.
#[derive(Default)]
struct Placed<'c> {
    contents: BTreeMap<String, Content<'c>>,
    archives: Vec<&'c ContextEntry>,
}

enum Content<'c> {
    /// What the source of that number brings.
    Entry(usize, Selected<'c>),
    /// Bytes of a file of one of the archives.
    Unpacked(usize, u64),
}

impl<'c> Placed<'c> {
    fn file(&mut self, path: String, source: usize, selected: Selected<'c>) {
        self.contents.insert(path, Content::Entry(source, selected));
    }

    fn archive(&mut self, entry: &'c ContextEntry, known: &Known<Option<ArchiveFiles>>, destination: &str) {
        let files = known.value.iter().flat_map(|archive| &archive.files);
        for (path, bytes) in files {
            let path = format!("{}/{path}", destination.trim_end_matches('/'));
            self.contents.insert(path, Content::Unpacked(self.archives.len(), *bytes));
        }
        self.archives.push(entry);
    }

    /// Every large file keeps its path, so that later instructions find it; the rest is summed.
    fn add(self, destination: &str, context: &dyn BuildContext, draft: &mut Draft) {
        let mut links = HashSet::new();
        let mut files: Vec<(String, &ContextEntry)> = Vec::new();
        let mut unpacked = vec![(0, 0); self.archives.len()];
        for (path, content) in self.contents {
            match content {
                Content::Unpacked(archive, bytes) => {
                    unpacked[archive] = (unpacked[archive].0 + 1, unpacked[archive].1 + bytes);
                }
                Content::Entry(source, Selected { entry, root, .. }) => {
                    let is_linked = entry.inode.is_some_and(|inode| !links.insert((source, root, inode)));
                    if entry.kind == EntryKind::File && !is_linked {
                        files.push((path, entry));
                    }
                }
            }
        }
        for (entry, (count, bytes)) in self.archives.iter().zip(unpacked).filter(|(_, (count, _))| *count > 0)
        {
            draft.push(counted(entry, count, bytes, destination));
        }
        add_files(files, destination, context, draft);
    }
}

/// An archive that was read.
fn counted(entry: &ContextEntry, count: u64, bytes: u64, destination: &str) -> Piece {
    let plain = file_name(&entry.path).ends_with(".tar");
    let packed = Estimate::exact(entry.bytes);
    let compressed = if plain { packed.scaled(0.1, 0.4, 1.0) } else { packed.scaled(0.9, 1.05, 1.5) };
    Piece {
        what: format!("{}, unpacked", entry.path),
        path: destination.to_owned(),
        bytes: Estimate::exact(bytes),
        compressed,
        source: format!("{count} files of the archive in the build context"),
    }
}

/// The largest files one by one, the rest together.
fn add_files(
    mut files: Vec<(String, &ContextEntry)>,
    destination: &str,
    context: &dyn BuildContext,
    draft: &mut Draft,
) {
    files.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.bytes));
    let summed = files.split_off(files.len().min(MAX_PARTS));
    let mut push = |what, path, bytes, compressed| {
        let bytes = Estimate::exact(bytes);
        draft.push(Piece { what, path, bytes, compressed, source: SOURCE.to_owned() });
    };
    for (path, entry) in files {
        push(entry.path.clone(), path, entry.bytes, gzipped(context, entry));
    }
    if !summed.is_empty() {
        let bytes = summed.iter().map(|(_, entry)| entry.bytes).sum();
        let compressed = summed.iter().map(|(_, entry)| gzipped_by_name(entry)).sum();
        let path = destination.trim_end_matches('/').to_owned();
        push(format!("{} more files", summed.len()), path, bytes, compressed);
    }
}

const SOURCE: &str = "build context";
