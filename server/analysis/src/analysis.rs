//! One Dockerfile, read once, with everything that rules, sizes and editor features ask for.

use std::sync::OnceLock;

use syntax::Source;

use crate::context::BuildContext;
use crate::environment::Environments;
use crate::facts::FactStore;
use crate::image_files::Copies;
use crate::lint::{Finding, Suppressions, lint};
use crate::model::{Memo, Model};
use crate::options::Options;
use crate::size::Outcomes;

/// What an analysis may look at besides the text.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub facts: &'a dyn FactStore,
    pub context: &'a dyn BuildContext,
    pub options: &'a Options,
    /// Shell scripts that were parsed before, by content.
    pub memo: &'a Memo,
}

/// A Dockerfile and its model. What is costly (shell bodies, environments, findings, sizes) is worked out
/// when first asked for and kept, so every request about one version of a document shares one analysis.
/// An answer stands for the facts, files and settings at that time: when those change, make a new one.
pub struct Analysis<'a> {
    pub source: &'a Source,
    pub inputs: Inputs<'a>,
    pub model: Model<'a>,
    environments: OnceLock<Environments>,
    findings: OnceLock<Vec<Finding>>,
    suppressions: OnceLock<Suppressions>,
    sizes: Outcomes,
    copies: Copies,
}

impl<'a> Analysis<'a> {
    pub fn new(source: &'a Source, inputs: Inputs<'a>) -> Self {
        let model = Model::build(source, &inputs);
        let sizes = Outcomes::of_stages(model.stages.len());
        let copies = Copies::of_stages(model.stages.len());
        Self {
            source,
            inputs,
            model,
            environments: OnceLock::new(),
            findings: OnceLock::new(),
            suppressions: OnceLock::new(),
            sizes,
            copies,
        }
    }

    /// What each stage holds, inferred when first asked for.
    pub fn environments(&self) -> &Environments {
        self.environments.get_or_init(|| Environments::of(self))
    }

    /// What the rules report, in document order.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| lint(self))
    }

    /// Whether the findings are known already.
    pub fn has_findings(&self) -> bool {
        self.findings.get().is_some()
    }

    /// What comments switch off.
    pub fn suppressions(&self) -> &Suppressions {
        self.suppressions.get_or_init(|| Suppressions::of(self))
    }

    /// What the stages copy.
    pub(crate) fn copies(&self) -> &Copies {
        &self.copies
    }

    /// The stages' layers, as far as they were asked for.
    pub(crate) fn sizes(&self) -> &Outcomes {
        &self.sizes
    }
}
