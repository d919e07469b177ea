//! The walk over stages and their instructions.

use std::sync::Arc;

use syntax::InstructionKind;
use syntax::ast::Flag;
use syntax::position::PositionEncoding;

use super::step::Steps;
use super::{CommandState, Environment, Inferred, PythonInstall, StageEnvironment, base, commands};
use crate::Analysis;
use crate::command_words::expanded;
use crate::model::{
    Base, CopySource, InstructionInfo, Memo, Stage, State, copy_operands, copy_source, note_state,
};

/// Where apt's archives are named.
const APT_SOURCES: &str = "/etc/apt/sources.list";

/// All stages in order: each sees the ones before it.
pub(super) fn stages(analysis: &Analysis<'_>) -> Vec<StageEnvironment> {
    let mut done: Vec<StageEnvironment> = Vec::new();
    let mut steps = Steps::take(analysis.inputs.memo.of_analyses());
    for stage in &analysis.model.stages {
        let walked = Walk::over(analysis, stage, &done, &mut steps);
        done.push(walked);
    }
    steps.leave(analysis.inputs.memo.of_analyses());
    done
}

/// One stage while it is walked.
pub(super) struct Walk<'w, 'a> {
    pub analysis: &'w Analysis<'a>,
    pub info: &'w InstructionInfo<'a>,
    pub environment: Arc<Environment>,
    /// The virtual environment that the RUN's own script activated.
    pub active: Option<String>,
    pub installs: Vec<PythonInstall>,
    pub(super) commands: Vec<CommandState>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn over(
        analysis: &'w Analysis<'a>,
        stage: &Stage<'_>,
        done: &[StageEnvironment],
        steps: &mut Steps,
    ) -> StageEnvironment {
        let start = start_of(stage, done, analysis.inputs.memo);
        let from = &analysis.model.instructions[stage.from];
        let mut walk = Walk {
            analysis,
            info: from,
            environment: Arc::clone(&start),
            active: None,
            installs: Vec::new(),
            commands: Vec::new(),
        };
        for info in &analysis.model.instructions[stage.instructions.clone()] {
            walk.info = info;
            match info.kind() {
                InstructionKind::Run => walk.step(steps),
                InstructionKind::Copy => {
                    walk.copy_sources();
                    walk.copy(done);
                }
                InstructionKind::Add => walk.copy_sources(),
                _ => {}
            }
        }
        StageEnvironment { start, end: walk.environment, commands: walk.commands, installs: walk.installs }
    }

    /// The environment, to be changed.
    pub fn change(&mut self) -> &mut Environment {
        Arc::make_mut(&mut self.environment)
    }

    /// ARG or ENV before the instruction, where the value is known.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.analysis.model.binding(name, self.info)?.value
    }

    /// `line 12`, for reasons.
    pub fn place(&self) -> String {
        note_state(State::Line);
        let start = self.info.syntax.source().position(self.info.start(), PositionEncoding::Utf8);
        format!("line {}", start.line + 1)
    }

    /// Follows the commands of a RUN.
    pub(super) fn run(&mut self) {
        self.active = None;
        for (index, command) in self.info.commands().iter().enumerate() {
            let environment = Arc::clone(&self.environment);
            self.commands.push(CommandState { instruction: self.info.index, command: index, environment });
            let command = expanded(command, &|name| self.variable(name));
            if let Some(invocation) = command.invocation() {
                commands::apply(self, index, &command, &invocation);
            }
        }
    }

    /// Files below `/etc/apt` name archives of their own.
    fn copy_sources(&mut self) {
        if !may_name(self.info.syntax.text(), APT_SOURCES) {
            return;
        }
        let destination = copy_operands(&self.analysis.model, self.info).destination;
        let path = destination.and_then(|destination| destination.value);
        if path.is_some_and(|path| path.starts_with(APT_SOURCES)) {
            self.change().other_archives = true;
        }
    }

    /// `COPY --from` of an environment or a toolkit brings what the stage had there.
    fn copy(&mut self, done: &[StageEnvironment]) {
        if !self.info.syntax.text().contains('-') {
            return;
        }
        let Some(from) = self.info.syntax.flag("from").and_then(Flag::raw_value) else { return };
        let (Some(user), expanded) = (self.info.stage, self.analysis.model.expand(from, self.info)) else {
            return;
        };
        let CopySource::Stage(index) = copy_source(&self.analysis.model, &expanded.text, user) else {
            return;
        };
        let Some(source) = done.get(index).map(|stage| Arc::clone(&stage.end)) else { return };
        let place = self.place();
        let operands = copy_operands(&self.analysis.model, self.info);
        for path in operands.sources.into_iter().filter_map(|source| source.value) {
            if holds_python(&path, &source) {
                self.take_python(&source, &path, &place);
            }
            if path.starts_with("/usr/local/cuda") {
                self.take_cuda(&source, &place);
            }
        }
    }

    fn take_python(&mut self, source: &Environment, path: &str, place: &str) {
        let environment = self.change();
        for (name, version) in &source.packages {
            environment.packages.entry(name.clone()).or_insert_with(|| version.clone());
        }
        if let Some(version) = source.virtual_environments.get(path.trim_end_matches('/')) {
            environment.virtual_environments.insert(path.trim_end_matches('/').to_owned(), *version);
        }
        if environment.python.is_none() {
            let copied = |python: &Inferred<_>| Inferred::new(python.value, format!("copied on {place}"));
            environment.python = source.python.as_ref().map(copied);
        }
    }

    fn take_cuda(&mut self, source: &Environment, place: &str) {
        let environment = self.change();
        let reason = || format!("copied on {place}");
        if let Some(cuda) = &source.cuda {
            environment.cuda = Some(Inferred::new(cuda.value, reason()));
        }
        environment.nvcc = source.nvcc.as_ref().map(|nvcc| Inferred::new(nvcc.value, reason()));
    }
}

fn start_of(stage: &Stage<'_>, done: &[StageEnvironment], memo: &Memo) -> Arc<Environment> {
    match &stage.base {
        Base::Stage(parent) => done.get(*parent).map(|parent| Arc::clone(&parent.end)).unwrap_or_default(),
        Base::Image(image) => memo.told(image.to_string(), || base::of_image(image)),
        _ => Arc::default(),
    }
}

/// A word of the text may come to a path: it is there as it is, or quotes, escapes or variables make it. Most
/// instructions of a long file are not looked at any closer.
fn may_name(text: &str, path: &str) -> bool {
    text.contains(path) || text.contains(['$', '\\', '`', '"', '\''])
}

/// The path is an environment of the stage, or a folder where Python packages live.
fn holds_python(path: &str, source: &Environment) -> bool {
    let path = path.trim_end_matches('/');
    source.virtual_environments.contains_key(path)
        || ["venv", "site-packages", "dist-packages", ".local", "/opt/conda"]
            .iter()
            .any(|part| path.contains(part))
        || matches!(path, "/usr/local" | "/usr/local/lib" | "/")
}
