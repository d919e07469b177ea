//! RUN: a walk over its commands that adds up what they leave behind.
//!
//! Nothing is executed. A command that is not understood makes the layer a lower bound.

mod files;
mod models;
mod programs;
mod web;

pub(in crate::size) use files::covers;
pub(in crate::size) use models::python_code;

use std::collections::BTreeMap;

use syntax::shell::{Command, Invocation, Redirect, Script, ShellWord};

use super::apt;
use super::bytes::{Confidence, Estimate};
use super::constants::{SMALL_WRITE, gzip};
use super::packages::Session;
use super::piece::{Draft, Piece};
use super::stages::Stages;
use super::state::State;
use super::system;
use crate::image_path::{absolute, below};
use crate::model::InstructionInfo;

/// What a RUN writes; `state` moves on.
pub(super) fn draft(stages: &Stages<'_>, info: &InstructionInfo<'_>, state: &mut State) -> Draft {
    let mut walk = Walk::new(stages, info, state);
    match walk.exec_form() {
        Some(command) => walk.command(&command),
        None if !info.shell.is_posix() => walk.unknown(&info.shell.program(), "its script is not read"),
        None => walk.script(info.script()),
    }
    walk.finish()
}

/// The state of the walk.
pub(super) struct Walk<'r> {
    pub stages: &'r Stages<'r>,
    pub info: &'r InstructionInfo<'r>,
    pub state: &'r mut State,
    pub draft: Draft,
    pub apt: Session,
    /// The same of apk or dnf.
    pub system: Session,
    /// The current folder of the shell.
    cwd: String,
    /// Assignments of the script so far; `None` for a value that is not known.
    variables: BTreeMap<String, Option<String>>,
    /// Targets of mounts: what is written there stays out of the layer.
    mounts: Vec<String>,
    /// What a download passes on to the next command of its pipeline.
    piped: Option<String>,
    /// The current command may not run.
    optional: bool,
}

/// What a handler made of a command.
pub(super) enum Effect {
    /// All that it leaves behind is in the draft.
    Known,
    /// It may leave more; says why.
    Unknown(&'static str),
}

/// A command with its program.
#[derive(Clone, Copy)]
pub(super) struct Call<'c> {
    pub command: &'c Command,
    pub invocation: Invocation<'c>,
}

impl<'r> Walk<'r> {
    fn new(stages: &'r Stages<'r>, info: &'r InstructionInfo<'r>, state: &'r mut State) -> Self {
        let mut walk = Self {
            stages,
            info,
            state,
            draft: Draft::default(),
            apt: Session::default(),
            system: Session::default(),
            cwd: info.workdir().unwrap_or("/").to_owned(),
            variables: BTreeMap::new(),
            mounts: Vec::new(),
            piped: None,
            optional: false,
        };
        walk.mounts = walk.mount_targets();
        walk
    }

    /// Where mounts lie over the image. A cache mount without a target is invalid, and skipped.
    fn mount_targets(&self) -> Vec<String> {
        let mounts = self.info.syntax.mounts();
        mounts
            .iter()
            .filter_map(|mount| {
                let target = mount.mount_option(&["target", "dst", "destination"])?.value?;
                Some(self.path(&self.stages.text(self.info, target)?))
            })
            .collect()
    }

    /// The exec form as a command of literal words; a shell in it is not looked into.
    fn exec_form(&self) -> Option<Command> {
        let array = self.info.syntax.json_array()?;
        let strings = array.strings().into_iter();
        let mut words = strings.map(|string| ShellWord {
            range: syntax::LocalRange(string.range),
            value: string.value,
            is_literal: true,
            is_quoted: true,
        });
        let name = words.next()?;
        Some(Command {
            range: name.range,
            assignments: Vec::new(),
            name: Some(name),
            args: words.collect(),
            redirects: Vec::new(),
            after: Default::default(),
            nesting: Default::default(),
            pipeline: None,
        })
    }

    fn script(&mut self, script: &Script) {
        if let Some(code) = self.python_heredoc().filter(|_| script.commands.is_empty()) {
            if let Effect::Unknown(why) = python_code(self, &code) {
                self.unknown("the script", why);
            }
            return;
        }
        // A heredoc with its own interpreter has no commands that are read here.
        if script.incomplete || (script.commands.is_empty() && !self.info.syntax.heredocs().is_empty()) {
            let read = "it is too large or too deep to be read";
            self.unknown("the script", if script.unread { read } else { "its syntax is not understood" });
        }
        for command in &script.commands {
            if !command.nesting.substitution {
                self.command(command);
            }
        }
    }

    /// The body of `RUN <<EOF` whose first line names Python.
    fn python_heredoc(&self) -> Option<String> {
        let heredocs = self.info.syntax.heredocs();
        let [heredoc] = heredocs.as_slice() else { return None };
        let body = self.stages.analysis.source.slice(heredoc.body);
        let first = body.lines().next()?.trim_start();
        (first.starts_with("#!") && first.contains("python")).then(|| body.to_owned())
    }

    fn command(&mut self, command: &Command) {
        let command = crate::command_words::expanded(command, &|name| self.variable(name));
        self.optional = command.nesting.conditional || command.nesting.function;
        self.assign(&command);
        if command.name.is_none() {
            return;
        }
        let Some(invocation) = command.invocation() else {
            let name = command.name.as_ref().map_or("", |name| name.value.as_str());
            return self.unknown(name, "the program's name is not known before the build");
        };
        let call = Call { command: &command, invocation };
        if let Effect::Unknown(why) = programs::run(self, &call) {
            self.unknown(&describe(&invocation), why);
        }
        self.redirects(&call);
    }

    /// Remembers `NAME=value` and `export NAME=value`.
    fn assign(&mut self, command: &Command) {
        let is_lasting = command.name.is_none()
            || command.name.as_ref().is_some_and(|name| {
                matches!(name.value.as_str(), "export" | "declare" | "local" | "readonly")
            });
        if !is_lasting {
            return;
        }
        for assignment in &command.assignments {
            let value = assignment.value.as_ref().filter(|value| value.is_literal);
            self.variables.insert(assignment.name.clone(), value.map(|value| value.value.clone()));
        }
    }

    /// The value of a shell variable or of ARG and ENV.
    pub fn variable(&self, name: &str) -> Option<String> {
        match self.variables.get(name) {
            Some(value) => value.clone(),
            None => self.stages.analysis.model.binding(name, self.info)?.value,
        }
    }

    /// The shell sets a variable.
    pub fn set_variable(&mut self, name: &str, value: String) {
        self.variables.insert(name.to_owned(), Some(value));
    }

    /// An absolute path, from the shell's current folder.
    pub fn path(&self, written: &str) -> String {
        match written.strip_prefix("~/") {
            Some(rest) => absolute(Some(self.home()), rest),
            None => absolute(Some(&self.cwd), written),
        }
    }

    /// The home of the user in force.
    pub fn home(&self) -> &'static str {
        match self.info.user() {
            None | Some("root" | "0" | "root:root" | "0:0") => "/root",
            Some(_) => "/home",
        }
    }

    /// Adds a piece, unless a mount catches what is written.
    pub fn push(&mut self, mut piece: Piece) {
        let mounted = |target: &String| !piece.path.is_empty() && below(target, &piece.path).is_some();
        if self.mounts.iter().any(mounted) {
            return;
        }
        if self.optional {
            piece.make_optional();
        }
        self.draft.push(piece);
    }

    /// A write of a few kilobytes at most.
    pub fn push_small(&mut self, what: &str, path: &str) {
        let [low, best, high] = SMALL_WRITE.map(Some);
        let bytes = Estimate { low, best, high, confidence: Confidence::Estimated };
        self.push(Piece::new(what, path, bytes, gzip::TEXT, "small files"));
    }

    /// The current command may not run.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    fn unknown(&mut self, what: &str, why: &str) {
        self.push(Piece::unknown(what, "", why));
    }

    /// `echo … > file`: what a command that is understood prints.
    fn redirects(&mut self, call: &Call<'_>) {
        for redirect in &call.command.redirects {
            let Some(path) = self.written_by(redirect) else { continue };
            match call.invocation.program {
                "echo" | "printf" => {
                    let length: usize = call.invocation.args.iter().map(|word| word.value.len() + 1).sum();
                    let bytes =
                        Estimate { confidence: Confidence::Estimated, ..Estimate::exact(length as u64) };
                    self.push(Piece::new(path.clone(), path, bytes, gzip::TEXT, "text in the Dockerfile"));
                }
                "curl" | "wget" => {}
                _ => self.push_small(&path.clone(), &path),
            }
        }
    }

    /// The file that a redirection writes.
    pub fn written_by(&self, redirect: &Redirect) -> Option<String> {
        let writes = matches!(redirect.operator.as_str(), ">" | ">>" | ">|" | "&>" | "&>>");
        let target = redirect.target.as_ref().filter(|target| writes && target.is_literal)?;
        let path = self.path(&target.value);
        (below("/dev", &path).is_none()).then_some(path)
    }

    fn finish(mut self) -> Draft {
        let session = std::mem::take(&mut self.apt);
        self.optional = false;
        apt::settle(&mut self, session);
        let session = std::mem::take(&mut self.system);
        system::settle(&mut self, session);
        self.draft
    }
}

/// `make install`, `npm ci`: the program and its subcommand.
fn describe(invocation: &Invocation<'_>) -> String {
    match invocation.subcommand().filter(|word| word.is_literal && word.value.len() < 24) {
        Some(word) => format!("{} {}", invocation.program, word.value),
        None => invocation.program.to_owned(),
    }
}
