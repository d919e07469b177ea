//! What follows the keyword of an instruction.

use syntax::TextRange;
use syntax::continuation::Joined;

use crate::lint::Severity;
use crate::model::InstructionInfo;

/// From after the keyword and its flags to the end of the command line; empty where nothing follows.
pub fn rest_range(info: &InstructionInfo<'_>) -> TextRange {
    info.syntax.rest_range()
}

/// The same text as BuildKit reads it: continuations, comments and blanks at both ends taken off.
pub fn rest<'a>(info: &InstructionInfo<'a>, escape: char) -> Joined<'a> {
    let range = rest_range(info);
    Joined::new(info.syntax.source().slice(range), usize::from(range.start()), escape)
}

/// The keyword, else the whole instruction: where a finding about all of it stands.
pub fn keyword_range(info: &InstructionInfo<'_>) -> TextRange {
    info.syntax.keyword().map_or(info.syntax.range(), |keyword| keyword.range)
}

/// What BuildKit refuses fails the build of this file; in a trigger, only that of a later image.
pub fn refusal(info: &InstructionInfo<'_>) -> Severity {
    if info.is_trigger { Severity::Warning } else { Severity::Error }
}
