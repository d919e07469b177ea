//! Labels as LABEL sets them.

use syntax::InstructionKind;
use syntax::ast::Word;

use crate::model::{InstructionInfo, Model};

/// One label.
pub struct Label<'s> {
    /// Without quotes and continuations; variables as written.
    pub name: String,
    pub key: Word<'s>,
    pub value: Option<Word<'s>>,
}

/// The labels of an instruction; none where it is no LABEL.
pub fn labels_of<'s>(model: &Model<'_>, info: &InstructionInfo<'s>) -> Vec<Label<'s>> {
    if info.kind() != InstructionKind::Label {
        return Vec::new();
    }
    let label = |pair: syntax::ast::Pair<'s>| {
        let written = pair.key.joined(model.escape).text().trim_matches(['"', '\'']).to_owned();
        Label { name: pair.key.literal(model.escape).unwrap_or(written), key: pair.key, value: pair.value }
    };
    info.syntax.pairs().into_iter().map(label).collect()
}
