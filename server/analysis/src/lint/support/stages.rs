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

/// Stages that the build of a target needs, the target among them.
pub fn needed_by(model: &Model<'_>, target: &Stage<'_>) -> Vec<StageIndex> {
    let mut needed = vec![target.index];
    let mut at = 0;
    while let Some(stage) = needed.get(at).and_then(|&index| model.stages.get(index)) {
        for index in direct_needs(model, stage) {
            if !needed.contains(&index) {
                needed.push(index);
            }
        }
        at += 1;
    }
    needed
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
