//! Document symbols: stages as parents, instructions as children, names that say something.

use analysis::Analysis;
use analysis::model::{Base, InstructionInfo, Stage};
use syntax::continuation::Joined;
use syntax::{InstructionKind, TextRange};

/// One entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    /// May be empty.
    pub detail: String,
    pub kind: SymbolKind,
    pub range: TextRange,
    /// Lies in `range`: what is marked when the symbol is chosen.
    pub selection: TextRange,
    pub children: Vec<Symbol>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    Stage,
    /// RUN, CMD, ENTRYPOINT, HEALTHCHECK.
    Command,
    /// COPY, ADD, WORKDIR, VOLUME.
    File,
    /// ARG, ENV.
    Variable,
    /// LABEL, EXPOSE, USER and the rest.
    Property,
}

/// The outline of a file.
pub fn document_symbols(analysis: &Analysis<'_>) -> Vec<Symbol> {
    let model = &analysis.model;
    let before = model.instructions.iter().take_while(|info| info.stage.is_none());
    let globals = before.filter_map(|info| instruction(analysis, info));
    globals.chain(model.stages.iter().map(|stage| stage_symbol(analysis, stage, true))).collect()
}

/// The stages alone, for a search over the workspace.
pub fn workspace_symbols(analysis: &Analysis<'_>) -> Vec<Symbol> {
    analysis.model.stages.iter().map(|stage| stage_symbol(analysis, stage, false)).collect()
}

fn stage_symbol(analysis: &Analysis<'_>, stage: &Stage<'_>, with_children: bool) -> Symbol {
    let model = &analysis.model;
    let instructions = model.stage_instructions(stage);
    let from = &model.instructions[stage.from];
    let end = instructions.last().unwrap_or(from).syntax.range().end();
    let children = instructions.iter().skip(1).filter(|_| with_children);
    Symbol {
        name: stage.name.map_or_else(|| format!("stage {}", stage.index), |name| name.text.to_owned()),
        detail: format!("FROM {}", base(analysis, stage)),
        kind: SymbolKind::Stage,
        range: TextRange::new(from.start(), end),
        selection: stage.name.map_or_else(|| from.syntax.range(), |name| name.range),
        children: children.filter_map(|info| instruction(analysis, info)).collect(),
    }
}

fn base(analysis: &Analysis<'_>, stage: &Stage<'_>) -> String {
    match &stage.base {
        Base::Image(image) => image.to_string(),
        Base::Stage(index) => analysis.model.stages[*index].label(),
        Base::Scratch => "scratch".to_owned(),
        _ => {
            let image = analysis.model.instructions[stage.from].syntax.image();
            image.map_or_else(String::new, |image| image.word.text().to_owned())
        }
    }
}

fn instruction(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Symbol> {
    let keyword = info.syntax.keyword()?;
    let arguments = shortened(&arguments(analysis, info));
    let name = keyword.text.to_ascii_uppercase();
    Some(Symbol {
        name: if arguments.is_empty() { name } else { format!("{name} {arguments}") },
        detail: String::new(),
        kind: kind(info.kind()),
        range: info.syntax.range(),
        selection: keyword.range,
        children: Vec::new(),
    })
}

/// Flags left out: they come before what a reader looks for. A heredoc script gives its first line.
fn arguments(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> String {
    if let Some(script) = info.syntax.heredoc_script() {
        let body = analysis.source.slice(script.body);
        let telling = body
            .lines()
            .map(str::trim)
            .find(|line| !(line.is_empty() || line.starts_with("set ") || line.starts_with('#')));
        return telling.unwrap_or_default().to_owned();
    }
    let all = info.syntax.arguments_range();
    let start = info.syntax.flags().last().map_or(all.start(), |flag| flag.range().end());
    let range = TextRange::new(start.min(all.end()), all.end());
    let joined = Joined::new(analysis.source.slice(range), usize::from(range.start()), analysis.model.escape);
    joined.text().to_owned()
}

fn shortened(text: &str) -> String {
    const MAX: usize = 70;
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 > MAX {
            short.push_str(" …");
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

fn kind(kind: InstructionKind) -> SymbolKind {
    use InstructionKind as K;
    match kind {
        K::From => SymbolKind::Stage,
        K::Run | K::Cmd | K::Entrypoint | K::Healthcheck => SymbolKind::Command,
        K::Copy | K::Add | K::Workdir | K::Volume => SymbolKind::File,
        K::Arg | K::Env => SymbolKind::Variable,
        _ => SymbolKind::Property,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn stages_hold_their_instructions() {
        let text = "ARG V=1\nFROM python:${V} AS build\nRUN --mount=type=cache,target=/x \\\n  # note\n  pip install \\\n    torch\nRUN <<EOF\nset -e\nmake all\nEOF\nFROM build\nCMD [\"x\"]\n";
        let world = World::default();
        let source = Source::parse(text);
        let symbols = document_symbols(&Analysis::new(&source, world.inputs()));
        let outline: Vec<(String, String, Vec<String>)> = symbols
            .iter()
            .map(|one| {
                (
                    one.name.clone(),
                    one.detail.clone(),
                    one.children.iter().map(|child| child.name.clone()).collect(),
                )
            })
            .collect();
        let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            outline,
            [
                ("ARG V=1".into(), String::new(), vec![]),
                ("build".into(), "FROM python:1".into(), own(&["RUN pip install torch", "RUN make all"])),
                ("stage 1".into(), "FROM build".into(), own(&["CMD [\"x\"]"])),
            ]
        );
        for one in &symbols {
            assert!(one.range.contains_range(one.selection));
            assert!(one.children.iter().all(|child| one.range.contains_range(child.range)));
        }
    }
}
