//! Stages, variables and the state at each instruction: a linear fold over the file.

mod base;
mod build;
mod content;
mod copy;
mod define;
mod hash;
mod image;
mod instruction;
mod kept;
mod lookups;
mod memo;
mod stage;
mod variables;

pub use base::{BaseEnvironment, base_environment};
pub use copy::{CopyOperand, CopyOperands, copy_operands};
pub(crate) use hash::hashed;
pub use image::{CopySource, copy_source};
pub use instruction::InstructionInfo;
pub(crate) use kept::{Kept, Rests};
pub(crate) use lookups::{Lookups, State, note_all, note_environment, note_state, noting};
pub use memo::Memo;
pub use stage::{Base, Stage};
pub use variables::{Binding, BindingOrigin, Definition, DefinitionKind, PREDEFINED_ARGS};

use std::collections::HashMap;
use std::sync::OnceLock;

use hash::Mixing;
use syntax::{Source, TextSize};

/// Index of an instruction in [`Model::instructions`].
pub type InstructionIndex = usize;

/// Index of a stage in [`Model::stages`].
pub type StageIndex = usize;

/// What a Dockerfile means, as far as it can be told without building it.
pub struct Model<'a> {
    pub source: &'a Source,
    pub escape: char,
    /// In document order. Triggers of ONBUILD hang on their instruction.
    pub instructions: Vec<InstructionInfo<'a>>,
    pub stages: Vec<Stage<'a>>,
    /// Of each name in lower case, in order.
    stages_called: HashMap<String, Vec<StageIndex>, Mixing>,
    /// By stage: [`Self::ships`].
    shipped: OnceLock<Vec<bool>>,
    /// See [`State::Stages`].
    summary: OnceLock<String>,
    variables: variables::Variables,
}

impl<'a> Model<'a> {
    /// The instruction that holds an offset (its heredoc bodies and line breaks inside included).
    pub fn instruction_at(&self, offset: TextSize) -> Option<&InstructionInfo<'a>> {
        let after = self.instructions.partition_point(|info| info.start() <= offset);
        let info = self.instructions.get(after.checked_sub(1)?)?;
        (offset <= info.syntax.range().end()).then_some(info)
    }

    /// The stage that an instruction belongs to.
    pub fn stage_of(&self, info: &InstructionInfo<'_>) -> Option<&Stage<'a>> {
        self.stages.get(info.stage?)
    }

    /// Instructions of a stage, FROM included.
    pub fn stage_instructions(&self, stage: &Stage<'_>) -> &[InstructionInfo<'a>] {
        &self.instructions[stage.instructions.clone()]
    }

    /// A WORKDIR stands before an instruction in its stage, or in one that the stage is built FROM.
    pub fn has_workdir_before(&self, info: &InstructionInfo<'_>) -> bool {
        note_state(State::HasWorkdir);
        let Some(stage) = self.stage_of(info) else { return false };
        stage.inherits_workdir || stage.first_workdir.is_some_and(|first| first < info.index)
    }

    /// The stage that a name or a number means to an instruction of stage `user`. FROM and
    /// `COPY --from` see earlier stages only; a later stage of the same name hides an earlier one.
    pub fn stage_named(&self, name: &str, user: StageIndex) -> Option<&Stage<'a>> {
        note_state(State::Stages);
        let called = self.stages_called.get(&name.to_ascii_lowercase());
        let earlier = called.and_then(|stages| stages[..stages.partition_point(|&it| it < user)].last());
        let index = earlier.copied().or_else(|| name.parse().ok().filter(|&index| index < user))?;
        self.stages.get(index)
    }

    /// The first stage of a name, in any case of its letters.
    pub fn first_stage_called(&self, name: &str) -> Option<&Stage<'a>> {
        let called = self.stages_called.get(&name.to_ascii_lowercase())?;
        self.stages.get(*called.first()?)
    }

    /// The stage that the build ends with: the target of the options, else the last one.
    pub fn target_stage(&self, target: Option<&str>) -> Option<&Stage<'a>> {
        match target {
            Some(name) => self.stage_named(name, self.stages.len()),
            None => self.stages.last(),
        }
    }

    /// A stage becomes the image that is built, itself or as a base; all of them where there is no target.
    pub fn ships(&self, stage: StageIndex, target: Option<&str>) -> bool {
        let shipped = self.shipped.get_or_init(|| {
            let Some(target) = self.target_stage(target) else { return vec![true; self.stages.len()] };
            let mut shipped = vec![false; self.stages.len()];
            self.ancestry(target).for_each(|ancestor| shipped[ancestor.index] = true);
            shipped
        });
        shipped.get(stage).copied().unwrap_or_default()
    }

    /// A stage and the stages that it is built FROM, itself first.
    pub fn ancestry<'m>(&'m self, stage: &'m Stage<'a>) -> impl Iterator<Item = &'m Stage<'a>> {
        std::iter::successors(Some(stage), |stage| match stage.base {
            // A base stage always stands before its user, so this ends.
            Base::Stage(index) if index < stage.index => self.stages.get(index),
            _ => None,
        })
    }

    /// The image that a stage rests on in the end, through `FROM stage`.
    pub fn root_base<'m>(&'m self, stage: &'m Stage<'a>) -> &'m Base {
        self.stages.get(stage.root).map_or(&stage.base, |root| &root.base)
    }
}
