//! ## What it does
//! Finds an image without HEALTHCHECK in its last stage or the stages that it is built on. Off until it is
//! asked for: orchestrators bring checks of their own and ignore those of images.
//!
//! ## Why it matters
//! Without one, Docker takes a container for healthy as long as its process runs.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! CMD ["python", "-m", "http.server"]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8000')"]
//! CMD ["python", "-m", "http.server"]
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "healthcheck-missing",
    name: "No HEALTHCHECK",
    summary: "The image has no HEALTHCHECK.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: false,
    aliases: &["DL3057"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let model = &analysis.model;
    let target = model.target_stage(analysis.inputs.options.target.as_deref());
    if target.is_none_or(|target| target.index != stage.index) {
        return;
    }
    let mut instructions = model.ancestry(stage).flat_map(|ancestor| model.stage_instructions(ancestor));
    if !instructions.any(|info| info.kind() == InstructionKind::Healthcheck) {
        let range = model.instructions[stage.from].syntax.range();
        let message = "the image has no HEALTHCHECK; add one, or HEALTHCHECK NONE";
        findings.push(Finding::new(&META, range, message));
    }
}
