//! ## What it does
//! Finds ENV LD_LIBRARY_PATH without the base image's own value, and values that put cuda-compat
//! first.
//!
//! ## Why it matters
//! The base sets the folders where CUDA, or the driver that the container toolkit mounts, is found.
//! Without them libraries may no longer load. The compatibility driver in front breaks hosts whose
//! driver is newer than the image.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! ENV LD_LIBRARY_PATH=/opt/lib
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! ENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH
//! ```
//!
//! ## Fix
//! Unsafe: the base's value is searched after the new folders.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{BindingOrigin, InstructionInfo};
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

pub const META: Meta = Meta {
    code: "library-path-overwritten",
    name: "LD_LIBRARY_PATH of the base is lost",
    summary: "ENV replaces the LD_LIBRARY_PATH of the base image, or forces the compatibility driver.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML29"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for pair in info.syntax.pairs().into_iter().filter(|pair| pair.key.text() == "LD_LIBRARY_PATH") {
        let Some(value) = pair.value else { continue };
        let text = value.text();
        if text
            .split([':', '"', '='])
            .any(|folder| folder.contains("/cuda") && folder.trim_end_matches('/').ends_with("/compat"))
        {
            let message = "cuda-compat in LD_LIBRARY_PATH breaks hosts with a newer driver; leave it out, the container toolkit adds it where it helps";
            findings.push(Finding::new(&META, value.range(), message).with_severity(Severity::Warning));
        }
        let Some(before) = analysis.model.binding("LD_LIBRARY_PATH", info) else { continue };
        let base = before.value.clone().unwrap_or_default();
        let keeps = text.contains("LD_LIBRARY_PATH")
            || base.split(':').filter(|part| !part.is_empty()).all(|part| text.contains(part));
        if before.origin != BindingOrigin::BaseImage
            || keeps && !base.is_empty()
            || text.contains("LD_LIBRARY_PATH")
        {
            continue;
        }
        let message = "this replaces the LD_LIBRARY_PATH of the base image; append :$LD_LIBRARY_PATH";
        let end = value.range().end() - syntax::TextSize::from(u32::from(text.ends_with('"')));
        let is_plain = pair.has_equals && !text.is_empty() && !text.ends_with('\'');
        let fix = is_plain.then(|| {
            Fix::single(
                "Append $LD_LIBRARY_PATH",
                Applicability::Unsafe,
                TextEdit::insert(end, ":$LD_LIBRARY_PATH"),
            )
        });
        findings.push(Finding::new(&META, value.range(), message).with_fixes(fix));
    }
}
