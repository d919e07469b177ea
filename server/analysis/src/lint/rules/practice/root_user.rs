//! ## What it does
//! Finds a stage that becomes the image and whose last USER is root.
//!
//! ## Why it matters
//! A process that breaks out of the container then is root on the host, too. An image that never sets
//! USER is left alone: many need a choice that the file does not show.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! USER root
//! CMD ["python"]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! USER root
//! RUN useradd --create-home app
//! USER app
//! CMD ["python"]
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::{rest, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "root-user",
    name: "The image runs as root",
    summary: "The last USER of the image is root.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3002"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let target = analysis.model.target_stage(analysis.inputs.options.target.as_deref());
    if target.is_none_or(|target| target.index != stage.index) {
        return;
    }
    // A stage without USER keeps that of the stage that it is built on.
    let last = analysis.model.ancestry(stage).find_map(|ancestor| {
        let mut instructions = analysis.model.stage_instructions(ancestor).iter();
        instructions.rfind(|info| info.kind() == InstructionKind::User)
    });
    let Some(info) = last else { return };
    let user = rest(info, analysis.model.escape).text().trim_matches(['"', '\'']).to_owned();
    let name = user.split(':').next().unwrap_or_default();
    if matches!(name, "root" | "0") {
        let message = "the image runs as root; end with USER and an account without privileges";
        findings.push(Finding::new(&META, rest_range(info), message));
    }
}
