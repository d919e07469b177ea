//! ## What it does
//! Finds a folder named stubs in the LD_LIBRARY_PATH of a stage that becomes the image.
//!
//! ## Why it matters
//! The stub libcuda.so only serves the linker. Loaded at run time it hides the real driver: "CUDA
//! driver is a stub library". LIBRARY_PATH is the variable for the linker.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs:$LD_LIBRARY_PATH
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! ENV LIBRARY_PATH=/usr/local/cuda/lib64/stubs:$LIBRARY_PATH
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::is_shipped;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::InstructionKind;

pub const META: Meta = Meta {
    code: "cuda-stubs-at-run-time",
    name: "CUDA's stub libraries at run time",
    summary: "LD_LIBRARY_PATH of the shipped image holds the stubs of the CUDA driver.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML30"],
    fix: None,
};

pub const CHECK: Check = Check::InstructionInFile(&[InstructionKind::Env], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if !info.syntax.text().contains("/stubs") {
        return;
    }
    let ships = analysis.model.stage_of(info).is_some_and(|stage| is_shipped(analysis, stage));
    for pair in info.syntax.pairs().into_iter().filter(|pair| ships && pair.key.text() == "LD_LIBRARY_PATH") {
        let Some(value) = pair.value.filter(|value| value.text().contains("/stubs")) else { continue };
        let message = "the stubs hide the real CUDA driver when the image runs; set LIBRARY_PATH for the linker instead";
        let severity = if links_versioned_stub(analysis, info) { Severity::Warning } else { Severity::Info };
        findings.push(Finding::new(&META, value.range(), message).with_severity(severity));
    }
}

/// Most programs load `libcuda.so.1`, which the folder holds only where somebody links it.
fn links_versioned_stub(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    let stage = analysis.model.stage_of(info);
    let instructions = stage.map_or(&[][..], |stage| analysis.model.stage_instructions(stage));
    let mut commands = instructions.iter().flat_map(|info| info.commands());
    commands.any(|command| {
        let mut words = command.args.iter();
        words.any(|word| word.value.contains("stubs") && word.value.ends_with("libcuda.so.1"))
    })
}
