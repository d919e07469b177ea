//! What follows the keyword of an instruction.

use syntax::continuation::Joined;
use syntax::{TextRange, TextSize};

use crate::lint::Severity;
use crate::model::InstructionInfo;

/// From after the keyword and its flags to the end of the command line; empty where nothing follows.
pub fn rest_range(info: &InstructionInfo<'_>) -> TextRange {
    let arguments = info.syntax.arguments_range();
    let after_flags = info.syntax.flags().last().map_or(arguments.start(), |flag| flag.range().end());
    let start = after_flags.min(arguments.end());
    let text = info.syntax.source().slice(TextRange::new(start, arguments.end()));
    let blank = text.len() - text.trim_start().len();
    TextRange::new(start + TextSize::new(u32::try_from(blank).unwrap_or_default()), arguments.end())
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
