//! ## What it does
//! Finds `COPY --from=… / /`.
//!
//! ## Why it matters
//! All of the other stage comes along, also what the build left there. To squash layers it is a known
//! trick; switch the rule off then.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm AS build
//! RUN true
//! FROM scratch
//! COPY --from=build / /
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm AS build
//! RUN true
//! FROM scratch
//! COPY --from=build /usr/local/bin/tool /usr/local/bin/
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::rest_range;
use crate::lint::support::copy::{CopyPath, copy_paths};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "whole-filesystem-copy",
    name: "A whole file system is copied",
    summary: "COPY --from copies everything of a stage.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3067"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let paths = copy_paths(&analysis.model, info);
    let is_root = |path: &CopyPath| path.text == "/";
    let copies_all = paths.sources.iter().any(is_root) && paths.destination.as_ref().is_some_and(is_root);
    if copies_all && info.syntax.flag("from").is_some() {
        let message = "everything of the other stage is copied; name what is needed";
        findings.push(Finding::new(&META, rest_range(info), message));
    }
}
