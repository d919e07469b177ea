//! The environment in words, with reasons.

use syntax::{InstructionKind, PositionEncoding, TextSize};

use super::{Environment, Inferred, Provider};
use crate::Analysis;
use crate::model::{DefinitionKind, Stage};

/// Variables that decide where Python packages go and come from.
const SETTINGS: [(&str, &str); 5] = [
    ("Active venv", "VIRTUAL_ENV"),
    ("Package index", "PIP_INDEX_URL"),
    ("Package index", "UV_INDEX_URL"),
    ("Package index", "UV_DEFAULT_INDEX"),
    ("Further index", "PIP_EXTRA_INDEX_URL"),
];

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// `Python`, `CUDA`, …
    pub subject: &'static str,
    pub value: String,
    pub reason: String,
}

impl Environment {
    /// What is known, most general first; empty where nothing is.
    pub fn explain(&self) -> Vec<Explanation> {
        let mut lines = Vec::new();
        push(&mut lines, "Distribution", &self.distro, |distro| distro.display_name());
        push(&mut lines, "Python", &self.python, |python| {
            let version = python
                .minor
                .map_or("unknown version".to_owned(), |(major, minor)| format!("{major}.{minor}"));
            format!("{version} ({})", provider(python.provider))
        });
        push(&mut lines, "CUDA", &self.cuda, |cuda| match cuda.flavor {
            Some(flavor) => format!("{} ({flavor})", cuda.version),
            None => cuda.version.to_string(),
        });
        push(&mut lines, "cuDNN", &self.cudnn_major, ToString::to_string);
        push(&mut lines, "torch's CUDA", &self.torch_cuda, ToString::to_string);
        push(&mut lines, "nvcc", &self.nvcc, |there| presence(*there).to_owned());
        push(&mut lines, "C++ compiler", &self.compiler, |there| presence(*there).to_owned());
        push(&mut lines, "Made for", &self.gpu_base, |gpu| if *gpu { "GPUs" } else { "CPUs" }.to_owned());
        push(&mut lines, "Framework", &self.base_framework, Clone::clone);
        lines
    }
}

/// A stage at its end: what it holds, and the settings that installs and programs follow.
pub fn explain_stage(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Vec<Explanation> {
    let Some(walked) = analysis.environments().stage(stage.index) else { return Vec::new() };
    let mut lines = walked.end().explain();
    let setting = |(subject, name): (&'static str, &str)| {
        let (value, reason) = setting(analysis, stage, name)?;
        (!value.is_empty()).then(|| Explanation { subject, value: without_password(&value), reason })
    };
    lines.extend(SETTINGS.into_iter().filter_map(setting));
    lines.extend(user(analysis, stage));
    lines
}

/// What ENV of the stage, of the stages below it or of the base image gives a variable.
fn setting(analysis: &Analysis<'_>, stage: &Stage<'_>, name: &str) -> Option<(String, String)> {
    let model = &analysis.model;
    for stage in model.ancestry(stage) {
        let is_last = |it: &&crate::model::Definition| {
            it.kind == DefinitionKind::Env && it.stage == Some(stage.index) && *it.name == *name
        };
        if let Some(definition) = model.definitions().iter().rfind(is_last) {
            let line = line_of(analysis, definition.name_range.start());
            return Some((definition.value.clone()?, format!("ENV on line {line}")));
        }
    }
    let last = model.stage_instructions(stage).last()?;
    let value = model.binding(name, last)?.value?;
    Some((value, "the base image sets it".to_owned()))
}

/// The last USER of a stage or of the stages below it.
fn user(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<Explanation> {
    let model = &analysis.model;
    let mut instructions =
        model.ancestry(stage).flat_map(|stage| model.stage_instructions(stage).iter().rev());
    let info = instructions.find(|info| info.kind() == InstructionKind::User)?;
    let value = model.expand(*info.syntax.words().first()?, info).text;
    let line = line_of(analysis, info.start());
    Some(Explanation { subject: "User", value, reason: format!("USER on line {line}") })
}

fn line_of(analysis: &Analysis<'_>, offset: TextSize) -> u32 {
    analysis.source.position(offset, PositionEncoding::Utf8).line + 1
}

/// An address without the name and password that may stand in it: explanations end up in logs.
fn without_password(text: &str) -> String {
    let parts = text.split(' ').map(|word| match (word.find("://"), word.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => [&word[..scheme + 3], &word[at + 1..]].concat(),
        _ => word.to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn push<T>(
    lines: &mut Vec<Explanation>,
    subject: &'static str,
    known: &Option<Inferred<T>>,
    show: impl Fn(&T) -> String,
) {
    if let Some(known) = known {
        lines.push(Explanation { subject, value: show(&known.value), reason: known.reason.clone() });
    }
}

fn presence(there: bool) -> &'static str {
    if there { "present" } else { "missing" }
}

fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Distribution => "of the distribution",
        Provider::ExtraPackage => "a package beside the distribution's own",
        Provider::Local => "in /usr/local",
        Provider::Conda => "conda",
        Provider::VirtualEnvironment => "virtual environment",
        Provider::Managed => "managed by uv or pyenv",
        Provider::Unknown => "of unknown origin",
    }
}
