//! Heredocs without an end.

use syntax::TextRange;

use super::marks::Mark;
use crate::Analysis;
use crate::model::InstructionInfo;

/// The first marker of an instruction that no line ends, with its name.
pub fn unterminated(info: &InstructionInfo<'_>, escape: char) -> Option<(TextRange, String)> {
    info.has(Mark::Heredoc).then(|| info.syntax.unterminated_heredoc(escape))?
}

/// The first one of a file.
pub fn first_unterminated(analysis: &Analysis<'_>) -> Option<(TextRange, String)> {
    analysis.model.instructions.iter().find_map(|info| unterminated(info, analysis.model.escape))
}
