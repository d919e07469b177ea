//! Joins neighbouring ENV, LABEL or ARG lines of a selection, or the one at the cursor with those
//! around it.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let Some(first) = touched(analysis, range).first().copied() else { return Vec::new() };
    if !matches!(first.kind(), InstructionKind::Env | InstructionKind::Label | InstructionKind::Arg) {
        return Vec::new();
    }
    join(analysis, &neighbours(analysis, first)).into_iter().collect()
}

/// Instructions of the same kind right around one, with nothing but blank space between them.
fn neighbours<'m, 'a>(
    analysis: &'m Analysis<'a>,
    info: &InstructionInfo<'_>,
) -> Vec<&'m InstructionInfo<'a>> {
    let all = &analysis.model.instructions;
    let joins = |earlier: &InstructionInfo<'_>, later: &InstructionInfo<'_>| {
        let gap = TextRange::new(earlier.syntax.range().end(), later.start());
        earlier.kind() == info.kind()
            && later.kind() == info.kind()
            && analysis.source.slice(gap).trim().is_empty()
    };
    let mut first = info.index;
    while first > 0 && joins(&all[first - 1], &all[first]) {
        first -= 1;
    }
    let mut last = info.index;
    while last + 1 < all.len() && joins(&all[last], &all[last + 1]) {
        last += 1;
    }
    all[first..=last].iter().collect()
}

fn join(analysis: &Analysis<'_>, infos: &[&InstructionInfo<'_>]) -> Option<Fix> {
    let (first, rest) = infos.split_first().filter(|(_, rest)| !rest.is_empty())?;
    if infos.iter().any(|info| !is_plain(info)) || uses_earlier_name(analysis, infos) {
        return None;
    }
    let keyword = first.syntax.keyword()?.text;
    let indent = " ".repeat(keyword.len() + 1);
    let separator = format!(" {}{}{indent}", analysis.model.escape, analysis.source.line_break());
    let pairs =
        |info: &InstructionInfo<'_>| analysis.source.slice(info.syntax.arguments_range()).trim().to_owned();
    let joined: String = rest.iter().map(|info| format!("{separator}{}", pairs(info))).collect();
    let replaced = TextRange::new(first.syntax.range().end(), rest.last()?.syntax.range().end());
    let edit = TextEdit::replace(replaced, joined);
    Some(Fix::single(format!("Join {} {keyword} lines", infos.len()), Applicability::Safe, edit))
}

/// Every pair has its `=`, but for ARG without a default; the old form takes the rest of the line.
fn is_plain(info: &InstructionInfo<'_>) -> bool {
    let pairs = info.syntax.pairs();
    !pairs.is_empty() && pairs.iter().all(|pair| pair.has_equals || info.kind() == InstructionKind::Arg)
}

/// In one ENV all values are read before any is set.
fn uses_earlier_name(analysis: &Analysis<'_>, infos: &[&InstructionInfo<'_>]) -> bool {
    let mut defined: Vec<&str> = Vec::new();
    for info in infos {
        let pairs = info.syntax.pairs();
        let uses = pairs.iter().filter_map(|pair| pair.value).any(|value| {
            value
                .template(analysis.model.escape)
                .variables()
                .iter()
                .any(|variable| defined.contains(&variable.name.as_str()))
        });
        if uses {
            return true;
        }
        defined.extend(pairs.iter().map(|pair| pair.key.text()));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn neighbours_of_a_kind_join() {
        check(
            offer,
            "FROM x\nENV <CURSOR>A=1\nENV B=2\n\nENV C=3\n",
            "FROM x\nENV A=1 \\\n    B=2 \\\n    C=3\n",
        );
        check(
            offer,
            "FROM x\nLABEL a=b\nLABEL <CURSOR>c=\"d e\"\n",
            "FROM x\nLABEL a=b \\\n      c=\"d e\"\n",
        );
        check_none(offer, "FROM x\nENV <CURSOR>A=1\nENV B=$A\n");
        check_none(offer, "FROM x\nENV <CURSOR>A 1\nENV B=2\n");
        check_none(offer, "FROM x\nENV <CURSOR>A=1\n# why\nENV B=2\n");
        check_none(offer, "FROM x\nENV <CURSOR>A=1\nLABEL B=2\n");
    }
}
