//! ## What it does
//! Finds ENV CUDA_VISIBLE_DEVICES and NVIDIA_VISIBLE_DEVICES with fixed devices, and
//! NVIDIA_DRIVER_CAPABILITIES=all.
//!
//! ## Why it matters
//! Whoever runs the image gives it GPUs, with docker run --gpus or by the scheduler; a number in the
//! image hides all others. NVIDIA_VISIBLE_DEVICES=all is legitimate where the base does not set it.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! ENV CUDA_VISIBLE_DEVICES=0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! ENV NVIDIA_VISIBLE_DEVICES=all
//! ```

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::InstructionKind;

pub const META: Meta = Meta {
    code: "gpu-choice-in-image",
    name: "GPUs chosen in the image",
    summary: "The image fixes which GPUs its programs see.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML49"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for pair in info.syntax.pairs() {
        let name = pair.key.text();
        let Some(value) = pair.value else { continue };
        let text = value.text().trim_matches(['"', '\'']);
        let is_number = text.starts_with(|c: char| c.is_ascii_digit());
        let found = match name {
            "CUDA_VISIBLE_DEVICES" | "NVIDIA_VISIBLE_DEVICES" | "HIP_VISIBLE_DEVICES" if is_number => Some((
                Severity::Info,
                format!("{name}={text} hides all other GPUs; leave the choice to whoever runs the image"),
            )),
            "NVIDIA_DRIVER_CAPABILITIES" if text == "all" => Some((
                Severity::Hint,
                format!("{name}=all mounts graphics libraries, too; compute,utility is enough for CUDA"),
            )),
            _ => None,
        };
        if let Some((severity, message)) = found {
            findings.push(Finding::new(&META, value.range(), message).with_severity(severity));
        }
    }
}
