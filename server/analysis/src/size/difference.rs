//! What edits change about an image's size: the difference of two estimates of the same stage.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use syntax::{Source, TextEdit, edit};

use super::{LayerEstimate, stages::Stages};
use crate::Analysis;
use crate::model::Stage;

/// In larger files the difference is not worked out: a menu must open at once.
const MAX_INSTRUCTIONS: usize = 300;
/// Differences kept before they are forgotten.
const MOST_KNOWN: usize = 64;

/// Bytes on disk that the edits add to the image of a stage, negative where they take some away. `None` where
/// they change a part of unknown size, or how many stages there are.
///
/// Estimates the file twice, so this is for what is shown on demand, not for every keystroke.
pub fn difference(analysis: &Analysis<'_>, stage: &Stage<'_>, edits: &[TextEdit]) -> Option<i64> {
    if analysis.model.instructions.len() > MAX_INSTRUCTIONS {
        return None;
    }
    let text = edit::apply(analysis.source.text(), edits).ok()?;
    let mut hasher = DefaultHasher::new();
    (analysis.source.text(), &text, stage.index).hash(&mut hasher);
    let key = hasher.finish();
    let mut known: Known = analysis.inputs.memo.of_analyses().take();
    let difference = known.0.get(&key).copied().unwrap_or_else(|| between(analysis, stage, &text));
    if known.0.len() >= MOST_KNOWN {
        known.0.clear();
    }
    known.0.insert(key, difference);
    analysis.inputs.memo.of_analyses().leave(known);
    difference
}

/// Differences by the two texts and the stage: a menu is asked for again wherever the cursor goes.
#[derive(Default)]
struct Known(HashMap<u64, Option<i64>>);

fn between(analysis: &Analysis<'_>, stage: &Stage<'_>, text: &str) -> Option<i64> {
    let source = Source::parse(text);
    let edited = Analysis::new(&source, analysis.inputs);
    if edited.model.stages.len() != analysis.model.stages.len() {
        return None;
    }
    let now = Sum::of(analysis, stage);
    let then = Sum::of(&edited, edited.model.stages.get(stage.index)?);
    (now.unknown == then.unknown).then(|| then.known - now.known)
}

/// The layers of an image: what is known of them, and what is not.
#[derive(Default)]
struct Sum {
    known: i64,
    unknown: Vec<String>,
}

impl Sum {
    fn of(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Self {
        let stages = Stages::new(analysis);
        let mut sum = Self::default();
        for stage in analysis.model.ancestry(stage) {
            stages.outcome(stage.index).layers.iter().for_each(|layer| sum.add(layer));
        }
        sum
    }

    fn add(&mut self, layer: &LayerEstimate) {
        self.known += layer.bytes.best.and_then(|best| i64::try_from(best).ok()).unwrap_or_default();
        let unknown = layer.parts.iter().filter(|part| part.bytes.is_none());
        self.unknown.extend(unknown.map(|part| part.what.clone()));
    }
}
