//! The script of an instruction as a linter of shell scripts has to see it, and the way back.

use std::ops::Range;

use syntax::TextRange;
use syntax::continuation::Joined;

use super::base_shell::{BaseShell, base_shell};
use crate::Analysis;
use crate::facts::{ScriptDialect, ShellScript};
use crate::model::InstructionInfo;

/// Longer scripts are data that somebody inlined.
const MAX_BYTES: usize = 128 * 1024;

/// What the shell reads, behind lines that tell what the Dockerfile has set before.
pub struct PosixScript<'a> {
    pub script: ShellScript,
    /// Bytes before the text of the Dockerfile.
    prelude: usize,
    /// Offsets are relative to the start of the instruction.
    joined: Joined<'a>,
}

impl<'a> PosixScript<'a> {
    /// `None` in exec form, without a command, and for shells and interpreters that are no POSIX shell.
    pub fn of(analysis: &Analysis<'a>, info: &InstructionInfo<'a>) -> Option<Self> {
        let (joined, dialect) = match interpreted(info) {
            Some(body) => body?,
            None => (info.syntax.shell_text(analysis.model.escape)?, dialect(analysis, info)?),
        };
        if joined.text().trim().is_empty() || joined.text().len() > MAX_BYTES {
            return None;
        }
        let prelude = prelude(analysis, info, joined.text());
        let text = format!("{prelude}{}\n", joined.text());
        Some(Self { script: ShellScript { dialect, text }, prelude: prelude.len(), joined })
    }

    /// The document range of a byte range of the script; `None` for what lies in the lines before.
    pub fn document_range(&self, range: Range<usize>, info: &InstructionInfo<'_>) -> Option<TextRange> {
        let start = range.start.checked_sub(self.prelude)?;
        let end = range.end.checked_sub(self.prelude)?;
        let length = self.joined.text().len();
        let (start, end) = (start.min(length), end.min(length));
        let local = match start.checked_sub(1) {
            // An insertion at a line's end stays on that line, before the continuation.
            Some(before) if start == end => TextRange::empty(self.joined.document_range(before..end).end()),
            _ => self.joined.document_range(start..end),
        };
        Some(local + info.start())
    }
}

/// A heredoc whose first line names its interpreter: `Some(None)` where that is no POSIX shell.
fn interpreted<'a>(info: &InstructionInfo<'a>) -> Option<Option<(Joined<'a>, ScriptDialect)>> {
    let body = info.syntax.heredoc_script()?.body;
    let text = info.syntax.source().slice(body);
    let first = text.lines().next()?.strip_prefix("#!")?;
    let program = first.split_whitespace().find_map(|word| {
        let name = word.rsplit('/').next()?;
        (name != "env" && !name.starts_with('-')).then_some(name)
    })?;
    // Behind our own lines the interpreter's would not be understood; the dialect says it all.
    let rest = text.find('\n').map_or(text.len(), |at| at + 1);
    let start = usize::from(body.start() - info.start()) + rest;
    Some(dialect_of(program).map(|dialect| (Joined::plain(&text[rest..], start), dialect)))
}

fn dialect(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<ScriptDialect> {
    let program = info.shell.program();
    if program == "sh" && base_shell(analysis, info) == Some(BaseShell::Bash) {
        return Some(ScriptDialect::Bash);
    }
    dialect_of(&program)
}

/// dash is what most images have as `sh`; busybox is nearest to it.
fn dialect_of(program: &str) -> Option<ScriptDialect> {
    Some(match program {
        "bash" => ScriptDialect::Bash,
        "sh" | "dash" | "ash" | "busybox" => ScriptDialect::Dash,
        "ksh" | "mksh" => ScriptDialect::Ksh,
        _ => return None,
    })
}

/// Sets the variables that the script reads and the Dockerfile knows, and the options of SHELL. A value
/// that only the build knows is declared without one.
fn prelude(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, text: &str) -> String {
    let mut lines = if info.shell.has_errexit() { "set -e\n".to_owned() } else { String::new() };
    for name in variables_in(text) {
        let Some(binding) = analysis.model.binding(name, info) else { continue };
        lines += "export ";
        lines += name;
        if let Some(value) = binding.value.filter(|value| !value.contains('\n')) {
            lines += "='";
            lines += &value.replace('\'', "'\\''");
            lines.push('\'');
        }
        lines.push('\n');
    }
    lines
}

/// Names behind `$` and `${`, each once, in order.
fn variables_in(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in text.split('$').skip(1) {
        let piece = piece.strip_prefix('{').unwrap_or(piece);
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        let name = &piece[..end];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if is_name && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
