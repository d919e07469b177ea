//! What ARG and ENV define.

use std::sync::Arc;

use syntax::ast::Pair;
use syntax::expansion::{Template, expand};
use syntax::{TextRange, TextSize};

use super::build::Builder;
use super::hash::hashed;
use super::instruction::InstructionInfo;
use super::variables::{Definition, DefinitionKind};
use crate::builds::{self, Given};

/// A `NAME` or `NAME=value` as written, taken apart.
pub(super) struct WrittenPair {
    name: Arc<str>,
    /// As if the instruction began at offset 0.
    name_range: TextRange,
    value: Option<Template>,
}

impl WrittenPair {
    /// Of an instruction that begins at `start`.
    pub fn new(pair: Pair<'_>, start: TextSize, escape: char) -> Self {
        let name = pair.key.template(escape).as_literal();
        Self {
            name: name.unwrap_or_else(|| pair.key.text().to_owned()).into(),
            name_range: pair.key.range() - start,
            value: pair.value.map(|value| value.template(escape)),
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn define(&mut self, info: &InstructionInfo<'a>, kind: DefinitionKind) {
        // All pairs of one ENV see the values from before it, so define them after the last.
        let pairs = info.content.pairs(info.syntax);
        let definitions: Vec<Definition> =
            pairs.iter().map(|pair| self.definition(pair, info, kind)).collect();
        for definition in definitions {
            self.scope = hashed((self.scope, kind, &definition.name, &definition.value));
            self.model.variables.define(definition);
        }
    }

    fn definition(&self, pair: &WrittenPair, info: &InstructionInfo<'a>, kind: DefinitionKind) -> Definition {
        let written = pair.value.as_ref().and_then(|value| {
            let lookup = |name: &str| self.model.binding(name, info).and_then(|binding| binding.value);
            let expanded = expand(value, &lookup);
            expanded.unset.is_empty().then_some(expanded.text)
        });
        let value = match kind {
            DefinitionKind::Env => written,
            DefinitionKind::Arg => self.argument_value(pair, written, info),
        };
        Definition {
            kind,
            name: Arc::clone(&pair.name),
            name_range: pair.name_range + info.start(),
            stage: info.stage,
            instruction: info.index,
            value,
        }
    }

    /// A build argument wins over the default; an ARG without one takes the global value. Where builds
    /// give different values, none is known.
    fn argument_value(
        &self,
        pair: &WrittenPair,
        written: Option<String>,
        info: &InstructionInfo<'_>,
    ) -> Option<String> {
        let name = &*pair.name;
        if let Some(given) = self.inputs.options.build_args.get(name) {
            return Some(given.clone());
        }
        match builds::given(&self.inputs.context.builds(), name) {
            Given::Nothing => {}
            Given::Value { value, by_all } if by_all || written.as_deref().is_none_or(|it| it == value) => {
                return Some(value.to_owned());
            }
            Given::Value { .. } | Given::Unclear => return None,
        }
        if pair.value.is_some() || info.stage.is_none() {
            return written;
        }
        let variables = &self.model.variables;
        let global = || variables.lookup_global(name, info.index)?.value.map(str::to_owned);
        variables.platform_value(name).or_else(global)
    }
}
