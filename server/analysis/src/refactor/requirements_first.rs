//! Copies the files that an install reads before it, and the rest of the build context after it: an
//! edit of the sources then installs nothing again.

mod needed;

use std::collections::BTreeMap;

use syntax::ast::Flag;
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::image_path::{absolute, below, file_name, parent};
use crate::lint::support::copy::{CopyPath, copies_everything, copy_paths};
use crate::model::{InstructionIndex, InstructionInfo};

/// Flags of COPY that mean the same for a part of the files.
const KEPT_FLAGS: [&str; 3] = ["chown", "chmod", "link"];

/// At the COPY of everything, or at an install behind it.
pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    let Some(stage) = analysis.model.stage_of(info) else { return Vec::new() };
    let mut upto =
        analysis.model.stage_instructions(stage).iter().rev().filter(|other| other.index <= info.index);
    let whole = upto.find(|other| copies_everything(&analysis.model, other));
    let split = whole.and_then(|whole| Split::of(analysis, whole)).filter(|split| info.index <= split.last);
    split.and_then(|split| split.fix(analysis)).into_iter().collect()
}

/// The fix for a COPY of the whole build context; `None` where the installs behind it may need more
/// than their requirement files.
pub fn fix(analysis: &Analysis<'_>, whole: &InstructionInfo<'_>) -> Option<Fix> {
    Split::of(analysis, whole)?.fix(analysis)
}

/// One COPY in two.
struct Split<'m> {
    whole: &'m InstructionInfo<'m>,
    destination: CopyPath,
    /// Paths below the root of the build context.
    files: Vec<String>,
    /// The last install.
    last: InstructionIndex,
}

impl<'m> Split<'m> {
    fn of(analysis: &'m Analysis<'_>, whole: &'m InstructionInfo<'_>) -> Option<Self> {
        let paths = copy_paths(&analysis.model, whole);
        let destination = paths.destination.filter(|path| !path.text.contains('$'))?;
        let is_kept = |flag: &Flag<'_>| flag.name.is_some_and(|name| KEPT_FLAGS.contains(&name.text));
        let keeps_flags = whole.syntax.flags().iter().all(is_kept);
        if paths.sources.len() != 1 || whole.syntax.json_array().is_some() || !keeps_flags {
            return None;
        }
        let folder = absolute(whole.workdir(), &destination.text);
        let stage = analysis.model.stage_of(whole)?;
        let behind = analysis.model.stage_instructions(stage).iter().filter(|info| info.index > whole.index);
        let (mut files, mut last) = (Vec::new(), None);
        for info in behind.take_while(|info| may_stand_before(info, &destination)) {
            if info.kind() != InstructionKind::Run {
                continue;
            }
            let Some(found) = needed::files(analysis, info, &folder) else { break };
            if !found.is_empty() {
                last = Some(info.index);
                files.extend(found.iter().filter_map(|path| below(&folder, path)).map(str::to_owned));
            }
        }
        files.sort();
        files.dedup();
        let are_plain =
            !files.is_empty() && !files.iter().any(|file| file.is_empty() || file.contains([' ', '$']));
        are_plain.then_some(Self { whole, destination, files, last: last? })
    }

    fn fix(&self, analysis: &Analysis<'_>) -> Option<Fix> {
        let line_break = analysis.source.line_break();
        let install = analysis.model.instructions.get(self.last)?;
        let rest = format!("{line_break}{}", self.whole.syntax.text());
        let edits = vec![
            TextEdit::replace(self.whole.syntax.range(), self.copies()?.join(line_break)),
            TextEdit::insert(install.syntax.range().end(), rest),
        ];
        let what = match self.files.as_slice() {
            [only] => file_name(only),
            _ => "the requirement files",
        };
        // An install may read what no command names: a configuration of pip, a version file.
        let title = format!("Copy {what} before the install, the rest after it");
        Fix::new(title, Applicability::Unsafe, edits)
    }

    /// One COPY for each folder that holds some of the files.
    fn copies(&self) -> Option<Vec<String>> {
        let keyword = self.whole.syntax.keyword()?.text;
        let flags: String =
            self.whole.syntax.flags().iter().map(|flag| format!("{} ", flag.text())).collect();
        let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in &self.files {
            by_folder.entry(parent(file)).or_default().push(file);
        }
        let target = |folder: &str, count: usize| match (self.destination.text.trim_end_matches('/'), folder)
        {
            (".", "") if count == 1 => ".".to_owned(),
            (root, "") => format!("{root}/"),
            (root, folder) => format!("{root}/{folder}/"),
        };
        let line = |(folder, files): (&str, Vec<&str>)| {
            format!("{keyword} {flags}{} {}", files.join(" "), target(folder, files.len()))
        };
        Some(by_folder.into_iter().map(line).collect())
    }
}

/// The instruction may come before the COPY, which it stands behind. A relative destination starts at
/// the WORKDIR before it.
fn may_stand_before(info: &InstructionInfo<'_>, destination: &CopyPath) -> bool {
    match info.kind() {
        InstructionKind::Workdir => destination.text.starts_with('/'),
        InstructionKind::Run
        | InstructionKind::Env
        | InstructionKind::Arg
        | InstructionKind::Label
        | InstructionKind::Expose
        | InstructionKind::Cmd
        | InstructionKind::Entrypoint
        | InstructionKind::Shell
        | InstructionKind::Stopsignal
        | InstructionKind::Healthcheck => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
