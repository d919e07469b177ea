//! ## What it does
//! Finds ADD whose sources are files or folders of the build context: no archive, no URL, no
//! repository.
//!
//! ## Why it matters
//! ADD unpacks archives and fetches URLs; whoever reads it has to think whether it does. COPY only
//! copies.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! ADD app /app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! COPY app /app
//! ```
//!
//! ## Fix
//! Safe where no wildcard could match an archive; unsafe where the destination is relative and no
//! WORKDIR is set, as that is to be looked at with it.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::copy::{CopyPath, copy_paths, destination_without_workdir, is_archive, is_remote};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "add-for-files",
    name: "ADD where COPY does",
    summary: "ADD copies plain files, which COPY does without surprises.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3020"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Add], check);

/// Flags that COPY does not have.
const ONLY_ADD: [&str; 3] = ["checksum", "keep-git-dir", "unpack"];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let paths = copy_paths(&analysis.model, info);
    let is_special =
        |path: &CopyPath| is_archive(&path.text) || is_remote(&path.text) || path.text.contains('$');
    let has_only_heredocs = paths.sources.is_empty() && info.syntax.heredocs().is_empty();
    if has_only_heredocs || paths.destination.is_none() || paths.sources.iter().any(is_special) {
        return;
    }
    let Some(keyword) = info.syntax.keyword() else { return };
    let has_own_flag = ONLY_ADD.iter().any(|flag| info.syntax.flag(flag).is_some());
    let may_match_archive = paths.sources.iter().any(|path| path.text.contains(['*', '?', '[']));
    let wanted = if keyword.text == "add" { "copy" } else { "COPY" };
    // Of a COPY to a relative path somebody has to say where it goes.
    let is_settled = destination_without_workdir(&analysis.model, info).is_none();
    let applicability = if is_settled { Applicability::Safe } else { Applicability::Unsafe };
    let fix = (!has_own_flag && !may_match_archive)
        .then(|| Fix::single("Change to COPY", applicability, TextEdit::replace(keyword.range, wanted)));
    let message = "ADD only copies here; use COPY, which never unpacks or downloads";
    findings.push(Finding::new(&META, keyword.range, message).with_fixes(fix));
}
