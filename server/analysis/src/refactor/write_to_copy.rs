//! `RUN echo text > file` as a COPY with a heredoc: no shell, no quotes inside of quotes.

use syntax::shell::{Command, Redirect};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::chain::is_plain_chain;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    to_copy(analysis, info).into_iter().collect()
}

fn to_copy(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let is_plain = info.kind() == InstructionKind::Run
        && !info.is_trigger
        && info.syntax.flags().is_empty()
        && info.syntax.heredoc_redirects().is_empty()
        && is_plain_chain(info)
        // The file would get a carriage return at the end of each line.
        && analysis.source.line_break() == "\n"
        && info.user().is_none_or(|user| matches!(user, "root" | "0"));
    let lines: Vec<Line<'_>> = info.commands().iter().map(written).collect::<Option<_>>()?;
    let (first, rest) = lines.split_first().filter(|_| is_plain)?;
    let adds = |line: &Line<'_>| line.is_appended && line.file == first.file;
    if first.is_appended || !rest.iter().all(adds) {
        return None;
    }
    let delimiter =
        ["EOF", "END", "FILE"].into_iter().find(|it| lines.iter().all(|line| line.text != *it))?;
    let body: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
    let text = format!("COPY <<'{delimiter}' {}\n{body}{delimiter}", first.file);
    let title = format!("Write {} with COPY", first.file);
    // A file that is there already keeps its mode in the shell, and a missing folder is an error.
    Some(Fix::single(title, Applicability::Unsafe, TextEdit::replace(info.syntax.range(), text)))
}

/// What an `echo` writes.
struct Line<'c> {
    text: &'c str,
    file: &'c str,
    is_appended: bool,
}

/// `echo 'text' > /file`, where no shell would make anything else of the text.
fn written(command: &Command) -> Option<Line<'_>> {
    let is_echo = command.name.as_ref().is_some_and(|name| name.value == "echo");
    let ([text], [Redirect { descriptor: None, operator, target: Some(file), .. }]) =
        (command.args.as_slice(), command.redirects.as_slice())
    else {
        return None;
    };
    // dash reads backslashes, bash does not.
    let is_text = text.is_literal && text.is_quoted && !text.value.contains(['\\', '\n', '\r']);
    let is_path = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    let is_file = file.is_literal && file.value.starts_with('/') && file.value.chars().all(is_path);
    let is_appended = match operator.as_str() {
        ">" => false,
        ">>" => true,
        _ => return None,
    };
    let fits =
        is_echo && is_text && is_file && !text.value.starts_with('-') && command.assignments.is_empty();
    fits.then_some(Line { text: &text.value, file: &file.value, is_appended })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn echoes_become_a_heredoc() {
        check(
            offer,
            "FROM x\nRUN <CURSOR>echo 'a \"b\" $C' > /etc/d && \\\n    echo \"EOF\" >> /etc/d\nCMD e\n",
            "FROM x\nCOPY <<'END' /etc/d\na \"b\" $C\nEOF\nEND\nCMD e\n",
        );
    }

    #[test]
    fn what_the_shell_would_change_is_not_offered() {
        for body in [
            "echo \"$A\" > /b",
            "echo a > /b",
            "echo 'a\\nb' > /b",
            "echo -n 'a' > /b",
            "echo 'a' >> /b",
            "echo 'a' > /b && echo 'c' >> /d",
            "echo 'a' > b",
            "echo 'a' 2> /b",
            "--network=none echo 'a' > /b",
            "echo 'a' > /b; true",
        ] {
            check_none(offer, &format!("FROM x\nRUN <CURSOR>{body}\n"));
        }
        check_none(offer, "FROM x\nUSER app\nRUN <CURSOR>echo 'a' > /b\n");
    }
}
