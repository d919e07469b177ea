//! Definition and declaration: where a name is given, which file a path means.

use analysis::Analysis;
use analysis::model::{BindingOrigin, Definition, DefinitionKind};
use syntax::{TextRange, TextSize};

use crate::files::files;
use crate::names::{Named, named_at, variable_uses};

/// Where something is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// In this document: the whole definition, and the name in it.
    Here { range: TextRange, name: TextRange },
    /// A file of the build context, by its path from the context's root.
    File(String),
}

/// The definition that holds at an offset: the nearest ARG or ENV above, the stage's AS, the file.
pub fn definition(analysis: &Analysis<'_>, offset: TextSize) -> Option<Target> {
    match named_at(analysis, offset) {
        Some(Named::Stage(index)) => stage(analysis, index),
        Some(Named::Heredoc(name, _)) => Some(Target::Here { range: name, name }),
        Some(Named::Variable(_)) => variable(analysis, offset),
        None => file_at(analysis, offset).map(|(_, path)| Target::File(path)),
    }
}

/// Where a name is declared first: the global ARG that a stage repeats; else the definition.
pub fn declaration(analysis: &Analysis<'_>, offset: TextSize) -> Option<Target> {
    if let Some(Named::Variable(family)) = named_at(analysis, offset) {
        let first = family.definitions(&analysis.model).next();
        return first.map(|definition| at(analysis, definition));
    }
    definition(analysis, offset)
}

fn stage(analysis: &Analysis<'_>, index: usize) -> Option<Target> {
    let stage = analysis.model.stages.get(index)?;
    let from = analysis.model.instructions[stage.from].syntax;
    let name = stage.name.map(|name| name.range).or_else(|| Some(from.keyword()?.range))?;
    Some(Target::Here { range: from.range(), name })
}

fn variable(analysis: &Analysis<'_>, offset: TextSize) -> Option<Target> {
    let model = &analysis.model;
    if let Some(own) = model.definitions().iter().find(|own| own.name_range.contains_inclusive(offset)) {
        // `ARG NAME` in a stage takes the value of the global one.
        let global = model.definitions().iter().find(|other| {
            other.stage.is_none()
                && own.stage.is_some()
                && own.kind == DefinitionKind::Arg
                && other.name == own.name
        });
        return Some(at(analysis, global.unwrap_or(own)));
    }
    let info = model.instruction_at(offset)?;
    let uses = variable_uses(analysis, info);
    let used = uses.iter().find(|used| used.range.contains_inclusive(offset))?;
    match model.binding(&used.name, info)?.origin {
        BindingOrigin::Definition(index) => Some(at(analysis, &model.definitions()[index])),
        BindingOrigin::BaseImage | BindingOrigin::Predefined => None,
    }
}

fn at(analysis: &Analysis<'_>, definition: &Definition) -> Target {
    let range = analysis.model.instructions[definition.instruction].syntax.range();
    Target::Here { range, name: definition.name_range }
}

/// The file of the build context that a word at an offset names, with the word's range.
fn file_at(analysis: &Analysis<'_>, offset: TextSize) -> Option<(TextRange, String)> {
    let info = analysis.model.instruction_at(offset)?;
    files(analysis, info).into_iter().find(|(range, _)| range.contains_inclusive(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;

    /// The text of the name that is found, or the path of the file.
    fn find(fixture: &str, search: fn(&Analysis<'_>, TextSize) -> Option<Target>) -> Option<String> {
        let world = World::with_files(&[("requirements.txt", "torch"), ("src/train.py", ""), ("run.sh", "")]);
        world.at_cursor(fixture, |analysis, offset| {
            Some(match search(analysis, offset)? {
                Target::Here { range, name } => {
                    let line =
                        analysis.source.position(range.start(), syntax::PositionEncoding::Utf8).line + 1;
                    format!("{line}:{}", analysis.source.slice(name))
                }
                Target::File(path) => path,
            })
        })
    }

    #[test]
    fn names_lead_to_where_they_are_given() {
        for (fixture, found) in [
            ("FROM a AS b\nFROM <CURSOR>b", "1:b"),
            ("FROM a AS b\nFROM c\nCOPY --from=<CURSOR>b x y", "1:b"),
            ("FROM a\nFROM c\nCOPY --from=<CURSOR>0 x y", "1:FROM"),
            ("ARG V=1\nFROM a:$<CURSOR>V", "1:V"),
            ("FROM a\nENV V=1\nENV V=2\nRUN echo $<CURSOR>V", "3:V"),
            ("ARG V=1\nFROM a\nARG <CURSOR>V", "1:V"),
            ("FROM a\nCOPY src/tr<CURSOR>ain.py .", "src/train.py"),
            ("FROM a\nRUN pip install -r /tmp/requ<CURSOR>irements.txt", "requirements.txt"),
            ("FROM a AS b\nFROM c\nRUN --mount=from=<CURSOR>b,target=/x ls", "1:b"),
            ("FROM a\nRUN --mount=source=src/tr<CURSOR>ain.py,target=/x ls", "src/train.py"),
            ("FROM a\nCOPY run.sh /app/\nRUN sh /app/ru<CURSOR>n.sh", "run.sh"),
            ("FROM a\nCOPY run.sh /app/\nENTRYPOINT [\"/app/ru<CURSOR>n.sh\"]", "run.sh"),
            ("FROM a\nRUN <<EOF\nx\nE<CURSOR>OF\n", "2:EOF"),
            ("FROM a AS b\nFROM c\nONBUILD COPY --from=<CURSOR>b x y", "1:b"),
        ] {
            assert_eq!(find(fixture, definition).as_deref(), Some(found), "{fixture:?}");
        }
        assert_eq!(find("FROM a\nRUN l<CURSOR>s", definition), None);
        assert_eq!(find("ARG V=1\nFROM a\nARG V\nRUN echo $<CURSOR>V", definition).as_deref(), Some("3:V"));
        assert_eq!(find("ARG V=1\nFROM a\nARG V\nRUN echo $<CURSOR>V", declaration).as_deref(), Some("1:V"));
    }
}
