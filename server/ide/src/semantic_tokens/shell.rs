//! Tokens of shell text: programs, options, assignments, strings, variables, operators.

use analysis::model::InstructionInfo;
use syntax::ast::CommandForm;
use syntax::shell::{Command, ShellWord};
use syntax::{InstructionKind, TextRange, TextSize};

use super::{Painter, TokenKind};
use crate::names::variable_uses;

pub(super) fn paint(painter: &mut Painter<'_, '_>) {
    let analysis = painter.analysis;
    for info in &analysis.model.instructions {
        let info = info.trigger.as_deref().unwrap_or(info);
        let is_shell = matches!(
            info.kind(),
            InstructionKind::Run
                | InstructionKind::Cmd
                | InstructionKind::Entrypoint
                | InstructionKind::Healthcheck
        );
        if !is_shell || !painter.reaches(info.syntax.range()) {
            continue;
        }
        let start = info.start();
        let script = info.script();
        script.commands.iter().for_each(|one| command(painter, one, start));
        script.comments.iter().for_each(|comment| painter.add(comment.at(start), TokenKind::Comment));
        if matches!(info.syntax.command(), Some(CommandForm::Shell(_))) {
            operators(painter, info);
        }
        for used in variable_uses(analysis, info) {
            painter.add(used.range, TokenKind::Variable);
        }
    }
}

fn command(painter: &mut Painter<'_, '_>, command: &Command, start: TextSize) {
    for assignment in &command.assignments {
        let range = assignment.range.at(start);
        let name = TextRange::at(range.start(), syntax::offset(assignment.name.len()).min(range.len()));
        painter.add_definition(name, TokenKind::Variable);
        if let Some(value) = assignment.value.as_ref().filter(|value| value.is_quoted) {
            painter.add(value.range.at(start), TokenKind::String);
        }
    }
    if let Some(name) = &command.name {
        painter.add(name.range.at(start), TokenKind::Function);
    }
    command.args.iter().for_each(|arg| argument(painter, arg, start));
    for redirect in &command.redirects {
        let range = redirect.range.at(start);
        let operator = syntax::offset(redirect.operator.len()).min(range.len());
        painter.add(TextRange::at(range.start(), operator), TokenKind::Operator);
    }
}

fn argument(painter: &mut Painter<'_, '_>, word: &ShellWord, start: TextSize) {
    let range = word.range.at(start);
    if word.value.starts_with('-') && word.value.len() > 1 {
        let name = painter.analysis.source.slice(range).find('=').map_or(range.len(), syntax::offset);
        painter.add(TextRange::at(range.start(), name), TokenKind::Parameter);
    } else if word.is_quoted {
        painter.add(range, TokenKind::String);
    } else if !word.value.is_empty() && word.value.bytes().all(|b| b.is_ascii_digit()) {
        painter.add(range, TokenKind::Number);
    }
}

/// `&&`, `||`, `|` and `;` between the commands.
fn operators(painter: &mut Painter<'_, '_>, info: &InstructionInfo<'_>) {
    let start = info.start();
    let commands: Vec<TextRange> =
        info.script().commands.iter().map(|command| command.range.at(start)).collect();
    for pair in commands.windows(2) {
        if pair[0].end() > pair[1].start() {
            continue;
        }
        let between = TextRange::new(pair[0].end(), pair[1].start());
        let text = painter.analysis.source.slice(between);
        let trimmed = text.trim_start_matches([' ', '\t', '\n', '\r', '\\']);
        let at = between.start() + syntax::offset(text.len() - trimmed.len());
        let operator = ["&&", "||", "|", ";"].into_iter().find(|operator| trimmed.starts_with(operator));
        if let Some(operator) = operator {
            painter.add(TextRange::at(at, TextSize::of(operator)), TokenKind::Operator);
        }
    }
}
