//! ## What it does
//! Finds COPY of an archive that a RUN of the same stage unpacks.
//!
//! ## Why it matters
//! The archive stays in its layer, so the image holds the files twice. ADD unpacks while it copies.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! COPY app.tar.gz /tmp/
//! RUN tar xzf /tmp/app.tar.gz -C /opt
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! ADD app.tar.gz /opt/
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;
use syntax::shell::Command;

use crate::Analysis;
use crate::lint::support::copy::{copy_paths, is_archive};
use crate::lint::support::marks::Mark;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};

pub const META: Meta = Meta {
    code: "archive-copied",
    name: "Archive copied, then unpacked",
    summary: "COPY brings an archive into a layer that a RUN then unpacks into another.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3010"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

/// Programs that unpack whatever they are given.
const UNPACKERS: [&str; 7] = ["unzip", "gunzip", "bunzip2", "unxz", "unlzma", "uncompress", "zcat"];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let instructions = analysis.model.stage_instructions(stage);
    let names_archive = |info: &&InstructionInfo<'_>| info.has(Mark::NamesArchive);
    let copies =
        instructions.iter().filter(|info| info.kind() == InstructionKind::Copy).filter(names_archive);
    for copy in copies.filter(|info| info.syntax.flag("from").is_none()) {
        for path in copy_paths(&analysis.model, copy).sources.iter().filter(|path| is_archive(&path.text)) {
            let name = path.text.rsplit('/').next().unwrap_or(&path.text);
            let mut later = instructions.iter().filter(|info| info.index > copy.index);
            if later.any(|info| info.commands().iter().any(|command| unpacks(command, name))) {
                let message =
                    format!("{name} stays in its layer after it is unpacked; use ADD, which unpacks it");
                findings.push(Finding::new(&META, path.range, message));
            }
        }
    }
}

fn unpacks(command: &Command, archive: &str) -> bool {
    let Some(found) = command.invocation() else { return false };
    let is_tar = found.program == "tar"
        && (found.has_option(&["-x", "--extract", "--get"])
            || found
                .args
                .first()
                .is_some_and(|word| !word.value.starts_with('-') && word.value.contains('x')));
    let names_it = found.args.iter().any(|word| word.value.rsplit('/').next() == Some(archive));
    (is_tar || UNPACKERS.contains(&found.program)) && names_it
}
