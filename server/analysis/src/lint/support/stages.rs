//! How stages hang together.

use super::marks::Mark;
use crate::model::{CopySource, InstructionInfo, Model, Stage, StageIndex, copy_source};
use syntax::{InstructionKind, TextRange};

/// A stage named by `COPY --from` or `--mount=from=`, and where it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromReference {
    pub name: String,
    pub range: TextRange,
    pub source: CopySource,
}

/// Every `--from=` of COPY and `from=` of mounts in an instruction.
pub fn from_references(model: &Model<'_>, info: &InstructionInfo<'_>) -> Vec<FromReference> {
    let Some(user) = info.stage.filter(|_| info.has(Mark::NamesStage)) else { return Vec::new() };
    let words = match info.kind() {
        InstructionKind::Copy => info.syntax.flag("from").and_then(|flag| flag.value).into_iter().collect(),
        InstructionKind::Run => {
            let mounts = info.syntax.mounts().into_iter();
            mounts.filter_map(|mount| mount.mount_option(&["from"])?.value).collect()
        }
        _ => Vec::new(),
    };
    words
        .into_iter()
        .map(|word| {
            let name = word.joined(model.escape).text().trim_matches(['"', '\'']).to_owned();
            let source = copy_source(model, &name, user);
            FromReference { name, range: word.range(), source }
        })
        .collect()
}

/// Whether builds of these targets need each stage; they need the targets themselves.
pub fn needed_by(model: &Model<'_>, targets: Vec<StageIndex>) -> Vec<bool> {
    let mut is_needed = vec![false; model.stages.len()];
    let mut to_visit = targets;
    while let Some(index) = to_visit.pop() {
        let Some(is_known) = is_needed.get_mut(index) else { continue };
        if !std::mem::replace(is_known, true) {
            to_visit.extend(direct_needs(model, &model.stages[index]));
        }
    }
    is_needed
}

fn direct_needs(model: &Model<'_>, stage: &Stage<'_>) -> Vec<StageIndex> {
    let base = match stage.base {
        crate::model::Base::Stage(index) => Some(index),
        _ => None,
    };
    let references = model.stage_instructions(stage).iter().flat_map(|info| {
        let trigger = info.trigger.as_deref().into_iter().flat_map(|trigger| from_references(model, trigger));
        from_references(model, info).into_iter().chain(trigger)
    });
    let used = references.filter_map(|reference| match reference.source {
        CopySource::Stage(index) => Some(index),
        _ => None,
    });
    base.into_iter().chain(used).collect()
}
