//! ## What it does
//! Finds sources of COPY and ADD that a pattern of `.dockerignore` matches. As in BuildKit, a
//! `.dockerignore` with exceptions (`!…`) is not judged.
//!
//! ## Why it matters
//! The build fails: the file is not there.
//!
//! ## Example
//! ```dockerfile
//! FROM scratch
//! COPY secret.txt /
//! ```
//! Use instead:
//! ```dockerfile
//! FROM scratch
//! COPY app.txt /
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::copy::{copy_paths, is_remote};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "copy-ignored-file",
    name: "Copy of a file that .dockerignore hides",
    summary: "COPY or ADD names a path that .dockerignore leaves out of the build.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["CopyIgnoredFile"],
    fix: None,
};

use crate::context::DockerIgnore;

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Add], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.syntax.flag("from").is_some() || info.is_trigger {
        return;
    }
    let file = analysis.inputs.context.read(".dockerignore");
    let Some(ignore) = file.value().map(|text| DockerIgnore::parse(text)) else { return };
    if ignore.is_empty() || ignore.may_have_exceptions() {
        return;
    }
    for path in copy_paths(&analysis.model, info).sources {
        let clean = path.text.trim_start_matches("./").trim_matches('/');
        let is_pattern = clean.contains(['*', '?', '[', '$']);
        if clean.is_empty() || clean == "." || is_pattern || is_remote(&path.text) || !ignore.ignores(clean) {
            continue;
        }
        let message = format!(".dockerignore leaves {clean} out of the build; remove the pattern there");
        findings.push(Finding::new(&META, path.range, message));
    }
}
