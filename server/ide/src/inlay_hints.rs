//! Inlay hints: the size of each layer behind the last line of its instruction.

use analysis::Analysis;
use analysis::size::{LayerEstimate, layers};
use syntax::{TextRange, TextSize};

use crate::layers::breakdown;

/// A text shown between the characters of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    pub at: TextSize,
    /// `~1.2 GB`
    pub label: String,
    /// Which instruction it belongs to, for [`tooltip`].
    pub instruction: usize,
}

/// Hints of the instructions in a range. A size that is not known gives none; its hover says so.
pub fn inlay_hints(analysis: &Analysis<'_>, range: TextRange) -> Vec<InlayHint> {
    layers(analysis)
        .iter()
        .filter_map(|layer| hint(analysis, layer))
        .filter(|hint| range.contains_inclusive(hint.at))
        .collect()
}

fn hint(analysis: &Analysis<'_>, layer: &LayerEstimate) -> Option<InlayHint> {
    let info = analysis.model.instructions.get(layer.instruction)?;
    // `≥0 B` and a WORKDIR's nothing are noise.
    let worth_showing = layer.bytes.best? > 0;
    let line = info.syntax.arguments_range().end().max(info.syntax.keyword()?.range.end());
    worth_showing.then(|| InlayHint {
        at: line,
        label: layer.bytes.to_string(),
        instruction: layer.instruction,
    })
}

/// The parts of the layer, as Markdown, written when the editor asks for it.
pub fn tooltip(analysis: &Analysis<'_>, instruction: usize) -> Option<String> {
    breakdown(analysis, analysis.model.instructions.get(instruction)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn sizes_stand_behind_the_last_line() {
        let world = World::with_files(&[("big.bin", &"x".repeat(2_000_000))]);
        let text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY \\\n  big.bin \\\n  /app/\nRUN some-unknown-tool\nCMD [\"x\"]\n";
        let source = Source::parse(text);
        let analysis = Analysis::new(&source, world.inputs());
        let whole = TextRange::up_to(TextSize::of(text));
        let hints = inlay_hints(&analysis, whole);
        let shown: Vec<(&str, &str)> = hints
            .iter()
            .map(|hint| {
                (text[..usize::from(hint.at)].lines().last().unwrap_or_default(), hint.label.as_str())
            })
            .collect();
        assert_eq!(shown, [("FROM python:3.12-slim", "~119 MB"), ("  /app/", "2.0 MB")]);
        let copy = hints[1].instruction;
        assert!(tooltip(&analysis, copy).is_some_and(|text| text.contains("**Layer: 2.0 MB**")));
        let unknown =
            analysis.model.instructions.iter().position(|info| info.syntax.text().contains("unknown-tool"));
        assert!(
            tooltip(&analysis, unknown.expect("there")).is_some_and(|text| text.contains("size unknown"))
        );
        assert!(inlay_hints(&analysis, TextRange::empty(TextSize::new(0))).is_empty());
    }
}
