//! What COPY and ADD take and where they put it, in both forms.

use syntax::ast::Word;
use syntax::expansion::{expand, parse};

use super::{InstructionInfo, Model};

/// The words of a COPY or ADD, heredocs left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyOperands {
    pub sources: Vec<CopyOperand>,
    /// `None` for what is not typed yet.
    pub destination: Option<CopyOperand>,
}

/// One path or URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyOperand {
    /// As written.
    pub text: String,
    /// After expansion; `None` where a variable has no value.
    pub value: Option<String>,
}

/// Reads the operands, with the variables that the instruction sees.
pub fn copy_operands(model: &Model<'_>, info: &InstructionInfo<'_>) -> CopyOperands {
    let Some(array) = info.syntax.json_array() else {
        let word = |word: Word<'_>| operand(model, info, word.joined(model.escape).text());
        return CopyOperands {
            sources: info.syntax.sources().into_iter().map(word).collect(),
            destination: info.syntax.destination().map(word),
        };
    };
    let mut all: Vec<CopyOperand> =
        array.strings().iter().map(|string| operand(model, info, &string.value)).collect();
    let destination = if all.len() > 1 { all.pop() } else { None };
    CopyOperands { sources: all, destination }
}

fn operand(model: &Model<'_>, info: &InstructionInfo<'_>, text: &str) -> CopyOperand {
    let lookup = |name: &str| model.binding(name, info)?.value;
    let expanded = expand(&parse(text, model.escape), &lookup);
    CopyOperand { text: text.to_owned(), value: expanded.unset.is_empty().then_some(expanded.text) }
}
