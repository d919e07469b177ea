//! A variable in all the scopes that share it: a global ARG with the stages that repeat it, a stage
//! with the stages that are built FROM it.

use std::collections::BTreeSet;

use analysis::Analysis;
use analysis::model::{Base, Definition, DefinitionKind, InstructionInfo, Model, StageIndex};
use syntax::{InstructionKind, TextSize};

use super::{Occurrence, variable_uses};

/// One name in the scopes in which it is the same variable. `None` is the scope before the first FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariableFamily {
    pub name: String,
    pub scopes: BTreeSet<Option<StageIndex>>,
}

/// FROM sees the global scope.
fn scope_of(info: &InstructionInfo<'_>) -> Option<StageIndex> {
    if info.kind() == InstructionKind::From { None } else { info.stage }
}

impl VariableFamily {
    /// The variable whose definition or use is at an offset.
    pub fn at(analysis: &Analysis<'_>, offset: TextSize) -> Option<Self> {
        let model = &analysis.model;
        let defined = |definition: &&Definition| definition.name_range.contains_inclusive(offset);
        if let Some(definition) = model.definitions().iter().find(defined) {
            return Some(Self::new(model, &definition.name, definition.stage));
        }
        let info = model.instruction_at(offset)?;
        let uses = variable_uses(analysis, info);
        let used = uses.iter().find(|used| used.range.contains_inclusive(offset))?;
        Some(Self::new(model, &used.name, scope_of(info)))
    }

    fn new(model: &Model<'_>, name: &str, scope: Option<StageIndex>) -> Self {
        let mut scopes = BTreeSet::from([scope]);
        let links: Vec<(Option<StageIndex>, Option<StageIndex>)> = links(model, name);
        loop {
            let before = scopes.len();
            for (a, b) in &links {
                if scopes.contains(a) || scopes.contains(b) {
                    scopes.extend([*a, *b]);
                }
            }
            if scopes.len() == before {
                return Self { name: name.to_owned(), scopes };
            }
        }
    }

    /// Its definitions, in document order.
    pub fn definitions<'m>(&'m self, model: &'m Model<'_>) -> impl Iterator<Item = &'m Definition> {
        let own = |definition: &&Definition| {
            *definition.name == *self.name && self.scopes.contains(&definition.stage)
        };
        model.definitions().iter().filter(own)
    }

    pub fn occurrences(&self, analysis: &Analysis<'_>) -> Vec<Occurrence> {
        let model = &analysis.model;
        let definitions =
            self.definitions(model).map(|own| Occurrence { range: own.name_range, is_definition: true });
        let instructions = model.instructions.iter().filter(|info| self.scopes.contains(&scope_of(info)));
        let uses = instructions
            .flat_map(|info| variable_uses(analysis, info))
            .filter(|used| used.name == self.name)
            .map(|used| Occurrence { range: used.range, is_definition: false });
        definitions.chain(uses).collect()
    }
}

/// Pairs of scopes that share a name.
fn links(model: &Model<'_>, name: &str) -> Vec<(Option<StageIndex>, Option<StageIndex>)> {
    let repeats = |index: StageIndex| {
        model.definitions().iter().any(|definition| {
            definition.stage == Some(index)
                && definition.kind == DefinitionKind::Arg
                && *definition.name == *name
        })
    };
    let inherits = |index: StageIndex| match model.stages[index].base {
        Base::Stage(parent) => Some((Some(parent), Some(index))),
        _ => None,
    };
    let indexes = 0..model.stages.len();
    let from_global = indexes.clone().filter(|&index| repeats(index)).map(|index| (None, Some(index)));
    from_global.chain(indexes.filter_map(inherits)).collect()
}
