//! Splits a RUN in two before the command at the cursor. It is the inverse of a merge: offered where
//! the two halves, merged, need no wrapper.

use syntax::shell::{Command, Connector, Nesting};
use syntax::{Applicability, Fix, InstructionKind, Source, TextEdit, TextRange, edit};

use super::{merge, touched};
use crate::Analysis;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let runs = touched(analysis, range);
    let [info] = runs.as_slice() else { return Vec::new() };
    if info.kind() != InstructionKind::Run || !info.script().structure.is_plain_chain {
        return Vec::new();
    }
    split(analysis, info, range).into_iter().collect()
}

fn split(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, range: TextRange) -> Option<Fix> {
    let commands = info.commands();
    let at = commands
        .iter()
        .position(|command| command.range.at(info.start()).contains_inclusive(range.start()))?;
    let (before, here) = (commands.get(at.checked_sub(1)?)?, commands.get(at)?);
    let is_top_level = |command: &Command| command.nesting == Nesting::default();
    if here.after != Connector::And || !is_top_level(before) || !is_top_level(here) {
        return None;
    }
    let gap = TextRange::new(before.range.at(info.start()).end(), here.range.at(info.start()).start());
    // A comment in the gap would end up on the wrong side.
    if analysis.source.slice(gap).contains('#') {
        return None;
    }
    let flags: String = info.syntax.flags().iter().map(|flag| format!("{} ", flag.text())).collect();
    let keyword = info.syntax.keyword()?.text;
    let edit = TextEdit::replace(gap, format!("{}{keyword} {flags}", analysis.source.line_break()));
    let split = edit::apply(analysis.source.text(), [&edit]).ok()?;
    let source = Source::parse(&split);
    let halves = Analysis::new(&source, analysis.inputs);
    let name = &here.name.as_ref()?.value;
    merge::joins_plainly(&halves, info.index, info.index + 1)
        .then(|| Fix::single(format!("Split the RUN before {name}"), Applicability::Safe, edit))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn chains_split_at_the_cursor() {
        check(offer, "FROM x\nRUN a && \\\n    <CURSOR>b && c\n", "FROM x\nRUN a\nRUN b && c\n");
        check(
            offer,
            "FROM x\nRUN --network=none a && <CURSOR>b\n",
            "FROM x\nRUN --network=none a\nRUN --network=none b\n",
        );
        check_none(offer, "FROM x\nRUN <CURSOR>a && b\n");
        check_none(offer, "FROM x\nRUN cd /x && <CURSOR>b\n");
        check_none(offer, "FROM x\nRUN X=1 && <CURSOR>echo $X\n");
        check_none(offer, "FROM x\nRUN a; <CURSOR>b\n");
        check_none(offer, "FROM x\nRUN a || <CURSOR>b\n");
        check_none(offer, "FROM x\nRUN a && \\\n # b\n <CURSOR>b\n");
    }
}
