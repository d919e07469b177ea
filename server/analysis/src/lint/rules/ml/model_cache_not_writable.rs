//! ## What it does
//! Finds a final USER without a home folder (a bare number, or useradd without -m) where Hugging Face
//! libraries are installed and HF_HOME is not set.
//!
//! ## Why it matters
//! They keep models below the home folder: "PermissionError: /.cache". HF_HOME in a folder that the
//! user owns is the remedy.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install transformers
//! USER 1000
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install transformers
//! ENV HF_HOME=/models
//! RUN mkdir /models && chown 1000 /models
//! USER 1000
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::is_shipped;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};
use syntax::InstructionKind;
use syntax::shell::Command;

pub const META: Meta = Meta {
    code: "model-cache-not-writable",
    name: "Model cache that the user cannot write",
    summary: "The image runs as a user without a home folder, and Hugging Face libraries have no other place.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML37"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

/// They look for models below the home folder.
const LIBRARIES: [&str; 8] = [
    "transformers",
    "diffusers",
    "sentence-transformers",
    "huggingface-hub",
    "datasets",
    "vllm",
    "faster-whisper",
    "peft",
];
const PLACES: [&str; 5] = ["HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME", "HOME", "TRANSFORMERS_CACHE"];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index).filter(|_| is_shipped(analysis, stage))
    else {
        return;
    };
    let mut users =
        analysis.model.stage_instructions(stage).iter().filter(|info| info.kind() == InstructionKind::User);
    let Some(user) = users.next_back() else { return };
    let Some(name) = user_name(analysis, user) else { return };
    let uses_hub = walked.end().packages.keys().any(|package| LIBRARIES.contains(&package.as_str()));
    let has_place = PLACES.iter().any(|place| analysis.model.binding(place, user).is_some());
    let chain = || -> Vec<_> {
        analysis.model.ancestry(stage).flat_map(|stage| analysis.model.stage_instructions(stage)).collect()
    };
    if !uses_hub || has_place || !is_homeless(&name, &chain()) {
        return;
    }
    let message =
        format!("user {name} has no home folder for downloaded models; set HF_HOME to a folder that it owns");
    findings.push(Finding::new(&META, user.syntax.arguments_range(), message));
}

fn user_name(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<String> {
    let words = info.syntax.words();
    let expanded = analysis.model.expand(*words.first()?, info);
    let name = expanded.text.split(':').next()?.to_owned();
    (expanded.unset.is_empty() && !name.is_empty()).then_some(name)
}

/// A number that no command gave a home, or a user made without one.
fn is_homeless(name: &str, chain: &[&InstructionInfo<'_>]) -> bool {
    let makers: Vec<&Command> = chain
        .iter()
        .flat_map(|info| info.commands())
        .filter(|command| {
            command
                .invocation()
                .is_some_and(|found| matches!(found.program, "useradd" | "adduser" | "usermod" | "mkdir"))
        })
        .collect();
    let is_number = name.bytes().all(|b| b.is_ascii_digit());
    if name == "root" || name == "0" {
        return false;
    }
    let own: Vec<_> = makers
        .iter()
        .filter_map(|command| command.invocation())
        .filter(|found| matches!(found.program, "useradd" | "adduser"))
        .collect();
    let names = |found: &syntax::shell::Invocation<'_>| found.args.iter().any(|word| word.value == name);
    let has_home = makers.iter().any(|command| command.args.iter().any(|word| word.value.contains("/home")));
    match own.iter().find(|found| names(found)) {
        Some(found) => {
            let makes = found.has_option(&["-m", "--create-home", "-d", "--home-dir", "--home"]);
            let refuses = found.has_option(&["-M", "--no-create-home", "-H"]);
            !has_home && (refuses || found.program == "useradd" && !makes)
        }
        None => {
            is_number
                && own.is_empty()
                && makers.iter().all(|command| !command.args.iter().any(|word| word.value.contains(name)))
        }
    }
}
