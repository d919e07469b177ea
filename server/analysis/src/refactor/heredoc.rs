//! A chain of commands as a heredoc, and back.

use syntax::shell::{Command, Nesting};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::heredoc::first_unterminated;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    if info.kind() != InstructionKind::Run || info.is_trigger {
        return Vec::new();
    }
    to_heredoc(analysis, info).or_else(|| from_heredoc(analysis, info)).into_iter().collect()
}

/// `a && b` does what `set -e` and a line each do, as long as every command is a simple one.
fn to_heredoc(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let structure = &info.script().structure;
    let commands = top_level(info);
    let has_comment = analysis.source.slice(info.syntax.range()).contains('#');
    if !structure.is_plain_chain
        || commands.len() < 2
        || has_comment
        || !info.syntax.heredoc_redirects().is_empty()
        // The shell would see a carriage return at the end of each line.
        || analysis.source.line_break() != "\n"
        // A new line with a name could end a heredoc above.
        || first_unterminated(analysis).is_some()
    {
        return None;
    }
    let joined = info.syntax.shell_text(analysis.model.escape)?;
    let line_break = analysis.source.line_break();
    let lines = commands.iter().map(|command| {
        let text = commands_text(joined.text(), joined.pieces(), command);
        // Blanks that stood around a continuation collapse; those in quotes are kept by the check.
        text.map(|text| format!("{text}{line_break}"))
    });
    let body: String = lines.collect::<Option<String>>()?;
    let range = structure.statements?.at(info.start());
    let new_text = format!("<<EOF{line_break}set -e{line_break}{body}EOF");
    Some(Fix::single("Write the RUN as a heredoc", Applicability::Safe, TextEdit::replace(range, new_text)))
}

/// The text of a command without its continuations. `None` where it holds a line break of its own.
fn commands_text(joined: &str, pieces: &[std::ops::Range<usize>], command: &Command) -> Option<String> {
    let mut start = 0;
    let mut text = String::new();
    for piece in pieces {
        let kept = &joined[start..start + piece.len()];
        let (from, to) = (usize::from(command.range.0.start()), usize::from(command.range.0.end()));
        let (low, high) = (from.max(piece.start), to.min(piece.end));
        if low < high {
            text.push_str(&kept[low - piece.start..high - piece.start]);
        }
        start += piece.len();
    }
    (!text.contains('\n')).then(|| text.trim().to_owned())
}

/// A heredoc that begins with `set -e` and has one simple command a line.
fn from_heredoc(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let heredoc = info.syntax.heredoc_script()?;
    let body = analysis.source.slice(heredoc.body);
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    if heredoc.redirect.is_quoted || lines.next() != Some("set -e") {
        return None;
    }
    let lines: Vec<&str> = lines.collect();
    let commands: Vec<&Command> = top_level(info).into_iter().skip(1).collect();
    let is_one_a_line = commands.len() == lines.len()
        && commands.iter().zip(&lines).all(|(command, line)| {
            analysis.source.slice(command.range.at(info.start())) == *line && command.pipeline.is_none()
        });
    if lines.is_empty()
        || !is_one_a_line
        || info.commands().iter().any(|command| command.nesting != Nesting::default())
    {
        return None;
    }
    let separator = format!(" && {}{}    ", analysis.model.escape, analysis.source.line_break());
    let range = TextRange::new(heredoc.redirect.range.start(), info.syntax.range().end());
    let edit = TextEdit::replace(range, lines.join(&separator));
    Some(Fix::single("Write the heredoc as a chain of commands", Applicability::Safe, edit))
}

fn top_level<'m>(info: &'m InstructionInfo<'_>) -> Vec<&'m Command> {
    info.commands().iter().filter(|command| command.nesting == Nesting::default()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn chains_and_heredocs_turn_into_each_other() {
        let chain = "FROM x\nRUN <CURSOR>a 'b c' && \\\n    d > f\nCMD [\"x\"]\n";
        let heredoc = "FROM x\nRUN <<EOF\nset -e\na 'b c'\nd > f\nEOF\nCMD [\"x\"]\n";
        check(offer, chain, heredoc);
        check(offer, &heredoc.replacen("RUN ", "RUN <CURSOR>", 1), &chain.replace("<CURSOR>", ""));
    }

    #[test]
    fn what_would_change_is_not_offered() {
        check_none(offer, "FROM x\nRUN <CURSOR>a\n");
        check_none(offer, "FROM x\r\nRUN <CURSOR>a && b\r\n");
        check_none(offer, "FROM x\nRUN <CURSOR>a || b\n");
        check_none(offer, "FROM x\nRUN <<EOF\na\nEOF;\nRUN <CURSOR>b && c\n");
        check_none(offer, "FROM x\nRUN <CURSOR>a && \\\n # why\n b\n");
        check_none(offer, "FROM x\nRUN <CURSOR><<EOF\na\nb\nEOF\n");
        check_none(offer, "FROM x\nRUN <CURSOR><<EOF\nset -e\nif a; then b; fi\nEOF\n");
        check_none(offer, "FROM x\nRUN <CURSOR><<EOF\nset -e\na | b\nEOF\n");
    }
}
