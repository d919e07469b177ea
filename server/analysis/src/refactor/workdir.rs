//! `RUN cd /x && make` as WORKDIR and RUN.

use syntax::shell::{Command, Connector, Nesting};
use syntax::{Applicability, Fix, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    to_workdir(analysis, info).into_iter().collect()
}

fn to_workdir(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let [first, second, ..] = info.commands() else { return None };
    let is_top_level =
        |command: &Command| command.nesting == Nesting::default() && command.pipeline.is_none();
    let invocation = first.invocation().filter(|found| found.program == "cd")?;
    let [folder] = invocation.args else { return None };
    let is_plain = folder.is_literal && folder.value.starts_with('/') && !folder.value.contains(' ');
    if !is_plain || second.after != Connector::And || !is_top_level(first) || !is_top_level(second) {
        return None;
    }
    let gap = TextRange::new(first.range.at(info.start()).start(), second.range.at(info.start()).start());
    if analysis.source.slice(gap).contains('#') || info.is_trigger {
        return None;
    }
    let line = format!("WORKDIR {}{}", folder.value, analysis.source.line_break());
    let edits = vec![TextEdit::insert(info.start(), line), TextEdit::delete(gap)];
    // Later instructions start there too, and a missing folder is made rather than an error.
    Fix::new(format!("Set WORKDIR {} instead of cd", folder.value), Applicability::Unsafe, edits)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn a_leading_cd_becomes_workdir() {
        check(offer, "FROM x\nRUN <CURSOR>cd /src && \\\n    make\n", "FROM x\nWORKDIR /src\nRUN make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>cd src && make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>cd $X && make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>cd /x || make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>(cd /x && make)\n");
    }
}
