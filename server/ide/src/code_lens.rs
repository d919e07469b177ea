//! Code lenses: above each FROM, what the stage comes to, and its largest part.

use analysis::Analysis;
use analysis::model::Stage;
use analysis::size::{self, human};
use syntax::TextRange;

/// A line of text above an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    /// The FROM.
    pub range: TextRange,
    pub title: String,
    /// Name or number of the stage.
    pub stage: String,
}

/// One lens a stage whose size is known, at least in part.
pub fn code_lenses(analysis: &Analysis<'_>) -> Vec<CodeLens> {
    let target =
        analysis.model.target_stage(analysis.inputs.options.target.as_deref()).map(|stage| stage.index);
    let lens = |stage: &Stage<'_>| {
        let image = size::image(analysis, stage);
        image.bytes.best.filter(|bytes| *bytes > 0)?;
        let what = match image.lacks_base {
            true => "Layers without the base",
            false if target == Some(stage.index) => "Image",
            false => "Stage",
        };
        let pull = if image.compressed.is_unknown() {
            String::new()
        } else {
            format!(", {} to pull", image.compressed)
        };
        let largest = size::largest_part(analysis, stage)
            .map(|part| {
                format!("; largest: {}, {}", part.what, human(part.bytes.unwrap_or(0).unsigned_abs()))
            })
            .unwrap_or_default();
        Some(CodeLens {
            range: analysis.model.instructions[stage.from].syntax.range(),
            title: format!("{what}: {} on disk{pull}{largest}", image.bytes),
            stage: stage.label(),
        })
    };
    analysis.model.stages.iter().filter_map(lens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn each_stage_has_its_total() {
        let world = World::default();
        let source = Source::parse(
            "FROM python:3.12-slim AS build\nFROM no/such:image\nCOPY <<E /x\ntext\nE\nFROM build\n",
        );
        let analysis = Analysis::new(&source, world.inputs());
        let titles: Vec<(String, String)> =
            code_lenses(&analysis).into_iter().map(|lens| (lens.stage, lens.title)).collect();
        assert_eq!(titles.len(), 3, "{titles:?}");
        assert!(titles[1].1.starts_with("Layers without the base: "), "{titles:?}");
        assert!(titles[0].1.starts_with("Stage: ") && titles[2].1.starts_with("Image: "), "{titles:?}");
        assert!(titles[0].1.ends_with("; largest: python:3.12-slim, 119 MB"), "{titles:?}");
        assert!(titles[1].1.ends_with("; largest: heredoc E, 5 B"), "{titles:?}");
    }
}
