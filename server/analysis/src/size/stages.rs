//! Every stage of a file, from its base to its end: layers and the state between them.

use std::sync::OnceLock;

use syntax::InstructionKind;
use syntax::ast::Word;

use super::base;
use super::copy;
use super::piece::Draft;
use super::report::LayerEstimate;
use super::run;
use super::state::State;
use crate::Analysis;
use crate::model::{Base, InstructionInfo, Stage, StageIndex};

/// Estimates stages on demand; the analysis keeps them.
#[derive(Clone, Copy)]
pub(crate) struct Stages<'e> {
    pub analysis: &'e Analysis<'e>,
}

/// The stages of an analysis that were estimated, by index.
#[derive(Debug)]
pub(crate) struct Outcomes {
    done: Vec<OnceLock<Outcome>>,
}

impl Outcomes {
    /// None of so many stages is estimated yet.
    pub fn of_stages(count: usize) -> Self {
        Self { done: std::iter::repeat_with(OnceLock::new).take(count).collect() }
    }

    pub fn are_all_done(&self) -> bool {
        self.done.iter().all(|outcome| outcome.get().is_some())
    }
}

/// One stage from its own FROM to its end.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// FROM first, unless the stage rests on another one.
    pub layers: Vec<LayerEstimate>,
    /// After the last instruction.
    pub state: State,
}

impl<'e> Stages<'e> {
    pub fn new(analysis: &'e Analysis<'e>) -> Self {
        Self { analysis }
    }

    /// A stage of the file. Stages use earlier ones only, so this ends.
    pub fn outcome(self, index: StageIndex) -> &'e Outcome {
        let whole = || self.estimate(&self.analysis.model.stages[index], &|| true);
        self.analysis.sizes().done[index].get_or_init(|| whole().unwrap_or_default()) // nothing stops it
    }

    /// Estimates a stage, if it is not yet, for as long as it is wanted. Whoever needs it meanwhile does not
    /// wait for this.
    pub fn prepare(self, index: StageIndex, is_wanted: &dyn Fn() -> bool) {
        let done = &self.analysis.sizes().done[index];
        if done.get().is_none()
            && let Some(outcome) = self.estimate(&self.analysis.model.stages[index], is_wanted)
        {
            let _ = done.set(outcome); // somebody else was faster, with the same
        }
    }

    /// `None` where it was not wanted any more.
    fn estimate(&self, stage: &Stage<'_>, is_wanted: &dyn Fn() -> bool) -> Option<Outcome> {
        let mut outcome = Outcome::default();
        let model = &self.analysis.model;
        match stage.base {
            Base::Stage(parent) if parent < stage.index => {
                outcome.state = self.outcome(parent).state.clone();
            }
            _ => {
                outcome.state = base::state_of(self.analysis, stage);
                let draft = base::draft(self.analysis, stage);
                if !draft.pieces.is_empty() {
                    outcome.layers.push(draft.layer(self.analysis, &model.instructions[stage.from]));
                }
            }
        }
        for info in model.stage_instructions(stage).iter().skip(1) {
            if !is_wanted() {
                return None;
            }
            let Some(draft) = self.draft(info, &mut outcome.state) else { continue };
            outcome.layers.push(draft.layer(self.analysis, info));
            outcome.state.incomplete |= draft.pieces.iter().any(|piece| piece.bytes.is_unknown());
            outcome.state.written.extend(draft.pieces);
        }
        Some(outcome)
    }

    /// What an instruction writes; `None` for those that make no layer.
    fn draft(&self, info: &InstructionInfo<'_>, state: &mut State) -> Option<Draft> {
        match info.kind() {
            InstructionKind::Run => Some(run::draft(self, info, state)),
            InstructionKind::Copy | InstructionKind::Add => {
                copy::take_exports(self, info, state);
                Some(copy::draft(self, info))
            }
            // A folder holds no bytes of files.
            InstructionKind::Workdir => Some(Draft::default()),
            _ => None,
        }
    }

    /// The text of a word, where all of its variables have a value.
    pub fn text(&self, info: &InstructionInfo<'_>, word: Word<'_>) -> Option<String> {
        let expanded = self.analysis.model.expand(word, info);
        expanded.unset.is_empty().then_some(expanded.text)
    }
}
