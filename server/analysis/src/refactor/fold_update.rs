//! Moves a lone `apt-get update` into the install that needs its lists: apart, a cached update serves
//! stale lists to a new install.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::commands::runs;
use crate::model::InstructionInfo;

const APT: [&str; 2] = ["apt-get", "apt"];

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    fold(analysis, info).into_iter().collect()
}

fn fold(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let [update] = info.commands() else { return None };
    if !runs(update, &APT, &["update"]) || !info.syntax.flags().is_empty() {
        return None;
    }
    let stage = analysis.model.stage_of(info)?;
    let later = analysis.model.stage_instructions(stage).iter().filter(|other| other.index > info.index);
    let next = later
        .filter(|other| other.kind() == InstructionKind::Run)
        .find(|other| other.commands().iter().any(|command| runs(command, &APT, &["install", "update"])))?;
    let install = next.commands().first().filter(|first| runs(first, &APT, &["install"]))?;
    let text = analysis.source.slice(update.range.at(info.start()));
    let edits = vec![
        TextEdit::delete(super::with_line_break(analysis, info.syntax.range())),
        TextEdit::insert(install.range.at(next.start()).start(), format!("{text} && ")),
    ];
    // The lists are fetched later than before, so other versions may be found.
    Fix::new("Move the update into the install", Applicability::Unsafe, edits)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn a_lone_update_moves_to_the_next_install() {
        check(
            offer,
            "FROM x\nRUN <CURSOR>apt-get update -q\nENV A=1\nRUN apt-get install -y curl && ls\n",
            "FROM x\nENV A=1\nRUN apt-get update -q && apt-get install -y curl && ls\n",
        );
        check_none(offer, "FROM x\nRUN <CURSOR>apt-get update && ls\nRUN apt-get install -y curl\n");
        check_none(
            offer,
            "FROM x\nRUN <CURSOR>apt-get update\nRUN apt-get update && apt-get install -y curl\n",
        );
        check_none(offer, "FROM x\nRUN <CURSOR>apt-get update\nFROM y\nRUN apt-get install -y curl\n");
    }
}
