//! ## What it does
//! Finds packages that `pip install` gets without any version. Not pip itself, setuptools and wheel,
//! local paths, URLs, variables and installs with a constraints file.
//!
//! ## Why it matters
//! The next build may get another version, and break.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN pip install --no-cache-dir transformers
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN pip install --no-cache-dir transformers==4.46.0
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "pip-unpinned",
    name: "Python package without a version",
    summary: "pip install without a version gets whatever is newest on the day of the build.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3013"],
    fix: None,
};

use crate::install::{RequirementOrigin, RequirementSource, pip_install};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

/// Tools that people upgrade on purpose before the real install.
const TOOLS: [&str; 5] = ["pip", "setuptools", "wheel", "uv", "build"];

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for command in info.commands() {
        let install = command.invocation().and_then(|found| pip_install(&found));
        let Some(install) = install.filter(|install| install.constraint_files.is_empty()) else { continue };
        for requirement in &install.requirements {
            let is_pinned = !requirement.specifier.is_empty();
            let is_index = matches!(requirement.source, RequirementSource::Index);
            let Some(name) = requirement.name.as_deref().filter(|_| is_index && !is_pinned) else { continue };
            let RequirementOrigin::CommandLine(range) = requirement.origin else { continue };
            if TOOLS.contains(&name) {
                continue;
            }
            let message =
                format!("{name} has no version, so the next build may get another; write {name}==…");
            findings.push(Finding::new(&META, range.at(info.start()), message));
        }
    }
}
