//! ## What it does
//! Finds nvidia-smi in RUN, and Python one-liners that ask torch, TensorFlow or JAX for a GPU.
//!
//! ## Why it matters
//! nvidia-smi is not found, or fails; torch.cuda.is_available() is false. What a build decides by it
//! is decided for the CPU.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN nvidia-smi
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! CMD ["nvidia-smi"]
//! ```

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::InstructionKind;
use syntax::shell::{Command, Connector};

pub const META: Meta = Meta {
    code: "gpu-asked-while-building",
    name: "GPU asked for while building",
    summary: "There is no GPU and no driver during a build.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML47"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

const QUESTIONS: [&str; 5] = [
    "torch.cuda.is_available",
    "torch.cuda.device_count",
    "torch.cuda.get_device",
    "list_physical_devices",
    "jax.devices(",
];

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let commands = info.commands();
    for (index, command) in commands.iter().enumerate() {
        let Some(found) = command.invocation() else { continue };
        let is_guarded = commands.get(index + 1).is_some_and(|next| next.after == Connector::Or)
            || command.nesting.conditional
            || command.nesting.substitution;
        let finding = if found.program == "nvidia-smi" && !is_guarded {
            Some((
                Severity::Warning,
                "nvidia-smi needs the driver, which a build does not have; run it when the image runs",
            ))
        } else {
            asks(command, found.program).map(|severity| {
                (severity, "a build has no GPU, so the answer is always no; ask when the image runs")
            })
        };
        if let Some((severity, message)) = finding {
            findings
                .push(Finding::new(&META, command.range.at(info.start()), message).with_severity(severity));
        }
    }
}

/// An assertion stops the build; a print only misleads.
fn asks(command: &Command, program: &str) -> Option<Severity> {
    let is_one_liner = program.starts_with("python") && command.args.iter().any(|word| word.value == "-c");
    let text = command
        .args
        .iter()
        .map(|word| word.value.as_str())
        .find(|text| QUESTIONS.iter().any(|part| text.contains(part)))?;
    let severity = if text.contains("assert") { Severity::Warning } else { Severity::Info };
    is_one_liner.then_some(severity)
}
