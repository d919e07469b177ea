//! One Dockerfile, read once, with everything that rules, sizes and editor features ask for.

use std::sync::OnceLock;

use syntax::Source;

use crate::context::BuildContext;
use crate::environment::Environments;
use crate::facts::FactStore;
use crate::model::{Memo, Model};
use crate::options::Options;

/// What an analysis may look at besides the text.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub facts: &'a dyn FactStore,
    pub context: &'a dyn BuildContext,
    pub options: &'a Options,
    /// Shell scripts that were parsed before, by content.
    pub memo: &'a Memo,
}

/// A Dockerfile and its model. Cheap to build: what is costly (shell bodies) is read on demand and
/// kept by content.
pub struct Analysis<'a> {
    pub source: &'a Source,
    pub inputs: Inputs<'a>,
    pub model: Model<'a>,
    environments: OnceLock<Environments>,
}

impl<'a> Analysis<'a> {
    pub fn new(source: &'a Source, inputs: Inputs<'a>) -> Self {
        Self { source, inputs, model: Model::build(source, &inputs), environments: OnceLock::new() }
    }

    /// What each stage holds, inferred when first asked for.
    pub fn environments(&self) -> &Environments {
        self.environments.get_or_init(|| Environments::of(self))
    }
}
