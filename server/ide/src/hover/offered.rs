//! What completion would offer for the word under the cursor, in the words of its list.

use analysis::Analysis;
use analysis::model::InstructionInfo;
use syntax::{InstructionKind, TextRange, TextSize};

use super::Hover;
use crate::completion::{Item, complete, resolve, shells};
use crate::context::site;
use crate::markdown::escape;

pub(super) fn hover(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    if info.kind() == InstructionKind::Shell {
        return shell(info);
    }
    // The whole word is known, not only what stands before the cursor.
    let end = site(analysis, offset).range.end();
    let offered = complete(analysis, end.max(offset));
    let range = offered.range;
    if !range.contains_inclusive(offset) || range.is_empty() {
        return None;
    }
    let written = analysis.source.slice(range);
    let is_written = |item: &&Item| item.label == written;
    let item = offered.items.iter().find(is_written)?;
    let page = item.resolve.as_ref().and_then(|key| resolve(key, &item.label, &analysis.inputs));
    let line = || (!item.detail.is_empty()).then(|| titled(&item.label, &item.detail));
    Some(Hover::new(range, page.or_else(line)?))
}

/// One of the shells that are offered, as a whole.
fn shell(info: &InstructionInfo<'_>) -> Option<Hover> {
    let array = info.syntax.json_array()?;
    let range: TextRange = array.range();
    let own: Vec<_> = array.strings().into_iter().map(|string| string.value).collect();
    let is_own = |label: &&str| strings_of(label) == own;
    let (label, about) = shells().find(|(label, _)| is_own(label))?;
    Some(Hover::new(range, titled(label, about)))
}

/// The strings of a list that is written here, without escapes.
fn strings_of(label: &str) -> Vec<String> {
    label.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn titled(label: &str, about: &str) -> String {
    format!("**{}** {}.", escape(label), escape(about))
}
