//! Selection ranges: word, command, chain, instruction, stage, file.

use analysis::Analysis;
use syntax::{TextRange, TextSize};

/// Ranges around an offset, the smallest first; each lies in the next.
pub fn selection_ranges(analysis: &Analysis<'_>, offset: TextSize) -> Vec<TextRange> {
    let source = analysis.source;
    let whole = TextRange::up_to(TextSize::of(source.text()));
    let offset = offset.min(whole.end());
    let mut found = vec![whole];
    found.extend(nodes(analysis, offset));
    found.extend(shell(analysis, offset));
    found.retain(|range| range.contains_inclusive(offset) && !range.is_empty());
    found.sort_by_key(|range| (range.len(), range.start()));
    nested(found)
}

/// The nodes of the tree around an offset, without the line breaks at their ends.
fn nodes(analysis: &Analysis<'_>, offset: TextSize) -> Vec<TextRange> {
    let at = usize::from(offset);
    let mut node = analysis.source.root().named_descendant_for_byte_range(at, at);
    let mut found = Vec::new();
    while let Some(current) = node {
        let range = syntax::range(current.start_byte(), current.end_byte());
        let length = analysis.source.slice(range).trim_end().len();
        found.push(TextRange::at(range.start(), syntax::offset(length)));
        node = current.parent();
    }
    found
}

/// Word, redirect and command of the shell script at an offset.
fn shell(analysis: &Analysis<'_>, offset: TextSize) -> Vec<TextRange> {
    let Some(info) = analysis.model.instruction_at(offset) else { return Vec::new() };
    let info = info.trigger.as_deref().unwrap_or(info);
    let start = info.start();
    let mut found = Vec::new();
    for command in &info.script().commands {
        let range = command.range.at(start);
        if range.contains_inclusive(offset) {
            found.push(range);
            let words = command.name.iter().chain(&command.args).map(|word| word.range.at(start));
            found.extend(words);
        }
    }
    found
}

/// Keeps a chain in which each range lies in the next.
fn nested(sorted: Vec<TextRange>) -> Vec<TextRange> {
    let mut chain: Vec<TextRange> = Vec::new();
    for range in sorted {
        match chain.last() {
            Some(last) if *last == range || !range.contains_range(*last) => {}
            _ => chain.push(range),
        }
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;

    #[test]
    fn the_selection_grows_by_meaning() {
        let fixture = "FROM a\nRUN apt-get update && apt-get install -y c<CURSOR>url\nCMD x\n";
        let grown: Vec<String> = World::default().at_cursor(fixture, |analysis, offset| {
            let text = |range: TextRange| analysis.source.slice(range).to_owned();
            selection_ranges(analysis, offset).into_iter().map(text).collect()
        });
        assert_eq!(
            grown[..4],
            [
                "curl",
                "apt-get install -y curl",
                "apt-get update && apt-get install -y curl",
                "RUN apt-get update && apt-get install -y curl"
            ]
        );
        assert!(grown.last().is_some_and(|all| all.ends_with("CMD x\n")));
        let word = World::default().at_cursor("FROM nvidia/cuda:12<CURSOR>.4", |analysis, offset| {
            analysis.source.slice(selection_ranges(analysis, offset)[0]).to_owned()
        });
        assert_eq!(word, "12.4");
    }
}
