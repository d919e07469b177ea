//! ## What it does
//! Finds downloads of model weights during the build, and COPY of weight files without --link.
//!
//! ## Why it matters
//! Gigabytes of weights are pushed and pulled with the image, and again whenever an earlier layer
//! changes. A volume or a cache mount keeps them outside; if they must be inside, a late COPY --link
//! keeps their layer.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install huggingface-hub
//! RUN huggingface-cli download meta-llama/Llama-3.1-8B
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install huggingface-hub
//! ENV HF_HOME=/models
//! VOLUME /models
//! ```

use crate::Analysis;
use crate::lint::support::copy::copy_paths;
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::InstructionKind;
use syntax::shell::Command;

pub const META: Meta = Meta {
    code: "model-in-layer",
    name: "Model weights in a layer",
    summary: "Model weights are downloaded or copied into the image.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["ML36"],
    fix: None,
};

pub const CHECK: Check =
    Check::Instruction(&[InstructionKind::Run, InstructionKind::Copy, InstructionKind::Add], check);

/// Endings of files that hold weights.
const WEIGHTS: [&str; 9] = [".safetensors", ".gguf", ".ckpt", ".pth", ".onnx", ".h5", ".pt", ".ggml", ".mar"];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.kind() == InstructionKind::Run {
        let is_mounted = ["huggingface", "/models", ".cache", "/root/.cache/huggingface"]
            .iter()
            .any(|path| keeps_out(info, path));
        for command in info.commands().iter().filter(|command| !is_mounted && downloads(command)) {
            let message = "model weights end up in this layer; mount them when the image runs, or copy them last with --link";
            findings.push(Finding::new(&META, command.range.at(info.start()), message));
        }
        return;
    }
    let is_link = info.syntax.flag("link").is_some() || info.syntax.flag("from").is_some();
    for source in copy_paths(&analysis.model, info).sources.iter().filter(|_| !is_link) {
        if is_weights(&source.text) {
            let message = "model weights end up in this layer; mount them when the image runs, or add --link";
            findings.push(Finding::new(&META, source.range, message));
        }
    }
}

fn is_weights(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    WEIGHTS.iter().any(|ending| path.ends_with(ending)) || path.ends_with("pytorch_model.bin")
}

fn downloads(command: &Command) -> bool {
    let Some(found) = command.invocation() else { return false };
    let has = |part: &str| found.args.iter().any(|word| word.value.contains(part));
    match found.program {
        "huggingface-cli" | "hf" => found.subcommand().is_some_and(|word| word.value == "download"),
        "wget" | "curl" => {
            found.args.iter().any(|word| word.value.contains("://") && is_weights(&word.value))
        }
        "git" => has("huggingface.co/") && has("clone") && !has("huggingface.co/datasets"),
        "ollama" => found.subcommand().is_some_and(|word| word.value == "pull"),
        program if program.starts_with("python") => {
            has("-c") && (has("from_pretrained(") || has("snapshot_download(") || has("hf_hub_download("))
        }
        _ => false,
    }
}
