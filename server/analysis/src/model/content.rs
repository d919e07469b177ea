//! What follows from an instruction's text alone. It is kept with the text, so that an edit elsewhere, other
//! facts and other settings cost nothing here.

use std::sync::OnceLock;

use syntax::InstructionKind;
use syntax::ast::Instruction;
use syntax::shell::Script;

use super::define::WrittenPair;
use super::hash::hashed;

/// An instruction's text with what was made of it so far.
#[derive(Default)]
pub(crate) struct Content {
    /// Of the text, the escape character, and whether a POSIX shell reads it.
    pub key: u64,
    escape: char,
    is_posix: bool,
    script: OnceLock<Script>,
    pairs: OnceLock<Vec<WrittenPair>>,
    /// What rules that look at many instructions want to know of each; see `lint::support::marks`.
    pub marks: OnceLock<u32>,
}

impl Content {
    pub fn key_of(syntax: Instruction<'_>, escape: char, is_posix: bool) -> u64 {
        hashed((syntax.text(), escape, is_posix))
    }

    pub fn new(key: u64, escape: char, is_posix: bool) -> Self {
        Self { key, escape, is_posix, ..Self::default() }
    }

    /// See [`super::InstructionInfo::script`].
    pub fn script(&self, syntax: Instruction<'_>) -> &Script {
        self.script.get_or_init(|| {
            let has_script = matches!(
                syntax.kind(),
                InstructionKind::Run
                    | InstructionKind::Cmd
                    | InstructionKind::Entrypoint
                    | InstructionKind::Healthcheck
            );
            let text = (has_script && self.is_posix).then(|| syntax.shell_text(self.escape)).flatten();
            text.map_or_else(Script::default, |text| Script::parse(&text))
        })
    }

    /// The pairs of ARG and ENV, taken apart.
    pub(super) fn pairs(&self, syntax: Instruction<'_>) -> &[WrittenPair] {
        let start = syntax.range().start();
        let pair = |pair| WrittenPair::new(pair, start, self.escape);
        self.pairs.get_or_init(|| syntax.pairs().into_iter().map(pair).collect())
    }
}
