//! ## What it does
//! Finds CMD and ENTRYPOINT that are not a JSON array. Not where SHELL says which shell is meant.
//!
//! ## Why it matters
//! A shell becomes process 1 and does not hand signals on: `docker stop` waits ten seconds and then
//! kills the program. An ENTRYPOINT in shell form also ignores CMD.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! CMD python -m http.server
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! CMD ["python", "-m", "http.server"]
//! ```
//!
//! ## Fix
//! Unsafe: without the shell the program gets signals itself and runs as process 1. Offered where the
//! line is one plain command without variables, redirects or globs.

use syntax::ast::CommandForm;
use syntax::shell::{Nesting, ShellWord};
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "shell-form-command",
    name: "CMD or ENTRYPOINT in shell form",
    summary: "A command in shell form runs below a shell that swallows signals.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["JSONArgsRecommended", "DL3025"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Cmd, InstructionKind::Entrypoint], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if !info.shell.is_default() || info.is_trigger {
        return;
    }
    match info.syntax.command() {
        Some(CommandForm::Exec(_)) => return,
        // `['a']` is its own finding.
        Some(CommandForm::Shell(range)) if is_single_quoted(info.syntax.source().slice(range)) => return,
        _ => {}
    }
    let name = info.kind().keyword();
    let message = format!("{name} in shell form keeps signals from the program; write a JSON array");
    findings.push(Finding::new(&META, keyword_range(info), message).with_fixes(fix(info)));
}

fn is_single_quoted(text: &str) -> bool {
    text.starts_with("['") && text.ends_with("']")
}

fn fix(info: &InstructionInfo<'_>) -> Option<Fix> {
    let Some(CommandForm::Shell(range)) = info.syntax.command() else { return None };
    let script = info.script();
    let [command] = script.commands.as_slice() else { return None };
    let name = command.name.as_ref()?;
    let words: Vec<&ShellWord> = std::iter::once(name).chain(&command.args).collect();
    let is_plain = command.nesting == Nesting::default()
        && command.redirects.is_empty()
        && command.assignments.is_empty()
        && !script.incomplete
        && words.iter().all(|word| is_plain(word));
    if !is_plain || is_built_in(&name.value) {
        return None;
    }
    let strings: Vec<String> = words.iter().map(|word| json(&word.value)).collect();
    let edit = TextEdit::replace(range, format!("[{}]", strings.join(", ")));
    Some(Fix::single("Write as a JSON array", Applicability::Unsafe, edit))
}

/// Nothing in the word that only a shell would take apart.
fn is_plain(word: &ShellWord) -> bool {
    word.is_literal
        && (word.is_quoted || !word.value.contains(['*', '?', '[', '~', '{', '#', ';', '&', '|', '!']))
}

fn is_built_in(program: &str) -> bool {
    const BUILT_IN: [&str; 12] =
        ["cd", "exec", "source", ".", "export", "set", "eval", "ulimit", "umask", "if", "for", "while"];
    BUILT_IN.contains(&program)
}

fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
