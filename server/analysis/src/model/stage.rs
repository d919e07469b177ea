//! Build stages and what they rest on.

use std::ops::Range;

use syntax::ast::Token;

use super::{InstructionIndex, StageIndex};
use crate::reference::ImageReference;

/// One build stage.
#[derive(Debug, Clone)]
pub struct Stage<'a> {
    pub index: StageIndex,
    /// The FROM that begins it.
    pub from: InstructionIndex,
    /// As written after AS.
    pub name: Option<Token<'a>>,
    /// FROM and all that follows it, up to the next FROM.
    pub instructions: Range<InstructionIndex>,
    pub(super) first_workdir: Option<InstructionIndex>,
    /// A stage that it is built FROM sets a WORKDIR.
    pub(super) inherits_workdir: bool,
    /// The first of the stages that it is built FROM; itself where there is none.
    pub(super) root: StageIndex,
    pub base: Base,
    /// `--platform` after expansion, where it is known.
    pub platform: Option<String>,
}

/// What FROM names, after expansion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    Scratch,
    Stage(StageIndex),
    Image(ImageReference),
    /// Variables without a value stand in the reference: required build arguments.
    Unresolved {
        missing: Vec<String>,
    },
    /// Docker would refuse the reference.
    Invalid(String),
    /// FROM without a reference.
    Missing,
}

impl Base {
    pub fn image(&self) -> Option<&ImageReference> {
        match self {
            Base::Image(reference) => Some(reference),
            _ => None,
        }
    }
}

impl Stage<'_> {
    /// Stage names compare without case.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.is_some_and(|own| own.text.eq_ignore_ascii_case(name))
    }

    /// The name, else the number: what `--from` and `--target` take.
    pub fn label(&self) -> String {
        self.name.map_or_else(|| self.index.to_string(), |name| name.text.to_owned())
    }
}
