//! The command line.

mod against;
mod args;
mod check;
mod compare;
mod environments;
mod explain;
mod facts;
mod fix;
mod format;
mod git;
mod input;
mod output;
mod parallel;
mod parse;
mod project;
mod rules;
mod size;
mod tags;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use args::{Arguments, Command};
use clap::Parser;

use crate::failure::Failure;
use crate::text::{escaped_in_json, printable_lines};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Success,
    /// There are findings, syntax errors or differences.
    Findings,
    /// Bad usage or unreadable input; what is wrong was said.
    Unusable,
    /// Nobody answered, and nothing is known.
    NoAnswer,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Unusable => ExitCode::from(2),
            Outcome::NoAnswer => ExitCode::from(3),
        }
    }
}

/// Runs the command that the arguments name.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let outcome = match arguments.command {
        None if arguments.stdio => return crate::lsp::run(None),
        None => Err(Failure::general("no command given", "see `layerwise --help`")),
        Some(Command::Lsp(arguments)) => return crate::lsp::run(arguments.client_process_id),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Fix(arguments)) => fix::run(&arguments),
        Some(Command::Format(arguments)) => format::run(&arguments),
        Some(Command::Size(arguments)) => size::run(&arguments),
        Some(Command::Tags(arguments)) => tags::run(&arguments),
        Some(Command::Parse(arguments)) => parse::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(arguments.format),
        Some(Command::Explain(arguments)) => explain::run(&arguments.code),
        Some(Command::Facts) => facts::run(),
    };
    outcome.unwrap_or_else(|failure| complain(&failure)).into()
}

/// Help goes to standard output; a mistake is one line on standard error.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return Outcome::Unusable.into();
    }
    let text = error.to_string();
    let what: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .collect();
    let what = what.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    complain(&Failure::general(what, "see `layerwise --help`")).into()
}

/// Says what is wrong on standard error.
fn complain(failure: &Failure) -> Outcome {
    warn(failure);
    Outcome::Unusable
}

/// A line on standard error. Where that is closed nobody wants it.
fn warn(line: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes a command's output. A reader that went away (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::general(
            format!("standard output cannot be written ({error})"),
            "check where it leads",
        )),
        _ => Ok(()),
    }
}

/// Writes the text of a file: a file or a program gets it to the letter, a terminal only what does not steer it.
fn print_file(text: &str) -> Result<(), Failure> {
    if io::stdout().is_terminal() { print(&printable_lines(text)) } else { print(text) }
}

/// Writes a value as one JSON document.
fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Failure::general(format!("the result is no JSON ({error})"), "please report this")
    })?;
    print(&(escaped_in_json(&text) + "\n"))
}
