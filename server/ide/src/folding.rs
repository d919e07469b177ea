//! Folding: stages, instructions of several lines, comments, heredocs.

use analysis::Analysis;
use syntax::ast::comments;
use syntax::{PositionEncoding, TextRange, TextSize};

/// A range that may be folded; it spans more than one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub kind: FoldKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoldKind {
    Stage,
    Instruction,
    Heredoc,
    Comment,
}

/// Every fold, in document order.
pub fn folds(analysis: &Analysis<'_>) -> Vec<Fold> {
    let model = &analysis.model;
    let mut found: Vec<Fold> = Vec::new();
    for stage in &model.stages {
        let instructions = model.stage_instructions(stage);
        if let (Some(first), Some(last)) = (instructions.first(), instructions.last()) {
            let range = TextRange::new(first.start(), last.syntax.range().end());
            found.push(Fold { range, kind: FoldKind::Stage });
        }
    }
    for info in &model.instructions {
        found.push(Fold { range: info.syntax.range(), kind: FoldKind::Instruction });
        let carrier = info.trigger.as_deref().unwrap_or(info);
        for heredoc in carrier.syntax.heredocs() {
            let range = TextRange::new(heredoc.redirect.range.start(), heredoc.end.end());
            found.push(Fold { range, kind: FoldKind::Heredoc });
        }
    }
    found.extend(comment_blocks(analysis));
    let line = |offset: TextSize| analysis.source.position(offset, PositionEncoding::Utf8).line;
    found.retain(|fold| line(fold.range.start()) < line(fold.range.end()));
    found.sort_by_key(|fold| (fold.range.start(), std::cmp::Reverse(fold.range.end()), fold.kind));
    found.dedup_by_key(|fold| fold.range);
    found
}

/// Comments on lines that follow each other.
fn comment_blocks(analysis: &Analysis<'_>) -> Vec<Fold> {
    let mut blocks: Vec<Fold> = Vec::new();
    for comment in comments(analysis.source) {
        let joins = |last: &Fold| {
            let between = analysis.source.slice(TextRange::new(last.range.end(), comment.range.start()));
            between.trim().is_empty() && between.matches('\n').count() == 1
        };
        match blocks.last_mut().filter(|last| joins(last)) {
            Some(last) => last.range = last.range.cover(comment.range),
            None => blocks.push(Fold { range: comment.range, kind: FoldKind::Comment }),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn what_spans_lines_folds() {
        let text = "# a\n# b\n\n# c\nFROM a\nRUN x \\\n  y\nCOPY <<E /f\nz\nE\nFROM b\n";
        let world = World::default();
        let source = Source::parse(text);
        let analysis = Analysis::new(&source, world.inputs());
        let line = |offset| source.position(offset, PositionEncoding::Utf8).line;
        let found: Vec<_> = folds(&analysis)
            .iter()
            .map(|fold| (fold.kind, line(fold.range.start()), line(fold.range.end())))
            .collect();
        use FoldKind::*;
        assert_eq!(
            found,
            [(Comment, 0, 1), (Stage, 4, 9), (Instruction, 5, 6), (Instruction, 7, 9), (Heredoc, 7, 9)]
        );
    }
}
