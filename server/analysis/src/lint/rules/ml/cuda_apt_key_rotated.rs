//! ## What it does
//! Finds the withdrawn key 7fa2af80, and apt-get update on TensorFlow and PyTorch images that were
//! made before the key changed and hold the old one.
//!
//! ## Why it matters
//! apt-get update fails: the signatures cannot be verified.
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:20.04
//! RUN apt-key adv --fetch-keys https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64/7fa2af80.pub
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:20.04
//! RUN apt-get update && apt-get install -y wget && wget -q https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2004/x86_64/cuda-keyring_1.1-1_all.deb && dpkg -i cuda-keyring_1.1-1_all.deb
//! ```

use crate::Analysis;
use crate::lint::support::commands::runs;
use crate::lint::support::marks::{Mark, OLD_CUDA_KEY};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};
use crate::reference::ImageReference;
use knowledge::version::{Version, compare};
use std::cmp::Ordering;
use syntax::TextRange;

pub const META: Meta = Meta {
    code: "cuda-apt-key-rotated",
    name: "NVIDIA's old package key",
    summary: "NVIDIA replaced the key of its package repository in April 2022; the old one no longer works.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML19"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let instructions = analysis.model.stage_instructions(stage);
    let words =
        instructions.iter().flat_map(|info| info.commands().iter().map(move |command| (info, command)));
    let mut is_renewed = false;
    let holds_old_key = stage.base.image().is_some_and(holds_old_key);
    if !holds_old_key && !instructions.iter().any(|info| info.has(Mark::OldCudaKey)) {
        return;
    }
    for (info, command) in words {
        for word in command.args.iter().filter(|word| is_old_key(&word.value)) {
            let message = "NVIDIA withdrew this key in April 2022; install the package cuda-keyring instead";
            let deletes = command.name.as_ref().is_some_and(|name| name.value == "rm")
                || command.args.iter().any(|arg| arg.value == "del");
            if !deletes {
                findings.push(Finding::new(&META, word.range.at(info.start()), message));
            }
        }
        is_renewed |= command.args.iter().any(|word| renews(&word.value));
        if holds_old_key && !is_renewed && runs(command, &["apt-get", "apt"], &["update"]) {
            findings.push(Finding::new(&META, range_of(info, command), "this image holds NVIDIA's old key, so apt-get update fails; remove /etc/apt/sources.list.d/cuda.list before, or take a newer tag"));
            is_renewed = true;
        }
    }
}

fn range_of(info: &InstructionInfo<'_>, command: &syntax::shell::Command) -> TextRange {
    command.range.at(info.start())
}

/// The key of the CUDA archive for apt; the archive of machine learning libraries is frozen and keeps it.
fn is_old_key(word: &str) -> bool {
    word.contains(OLD_CUDA_KEY) && !word.contains("machine-learning") && !word.contains("/rhel")
}

fn renews(word: &str) -> bool {
    ["3bf863cc", "A4B469963BF863CC", "cuda-keyring", "cuda.list", "nvidia-ml.list", "sources.list.d"]
        .iter()
        .any(|part| word.contains(part))
}

/// Images made before the change: TensorFlow's for GPUs to 2.8.0, PyTorch's devel images to 1.11.
fn holds_old_key(image: &ImageReference) -> bool {
    let Some(tag) = image.tag.as_deref() else { return false };
    let version = Version::parse(tag.split('-').next().unwrap_or(tag));
    if version.release().count() < 3 {
        return false;
    }
    let upto = |last: &str| compare(version.as_str(), last) != Ordering::Greater;
    let minor = version.major_minor();
    match image.repository.familiar() {
        "tensorflow/tensorflow" => {
            tag.contains("gpu")
                && upto("2.8.0")
                && !matches!(
                    (minor, version.as_str()),
                    ((2, 6), "2.6.4" | "2.6.5") | ((2, 7), "2.7.2" | "2.7.3" | "2.7.4")
                )
        }
        "pytorch/pytorch" => tag.contains("devel") && upto("1.11.0"),
        _ => false,
    }
}
