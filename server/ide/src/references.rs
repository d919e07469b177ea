//! References, highlights, linked editing, rename.

use std::fmt;

use analysis::Analysis;
use analysis::model::PREDEFINED_ARGS;
use syntax::{TextEdit, TextRange, TextSize};

use crate::names::{Named, named_at, occurrences};

pub use crate::names::Occurrence;

/// Every place of the name at an offset, in document order; empty where there is none.
pub fn references(analysis: &Analysis<'_>, offset: TextSize) -> Vec<Occurrence> {
    named_at(analysis, offset).map(|named| occurrences(analysis, &named)).unwrap_or_default()
}

/// Ranges that change together while one of them is typed in.
pub fn linked_ranges(analysis: &Analysis<'_>, offset: TextSize) -> Option<Vec<TextRange>> {
    let named = named_at(analysis, offset)?;
    renameable(analysis, &named).ok()?;
    let text = |range: &TextRange| analysis.source.slice(*range);
    let ranges: Vec<TextRange> = occurrences(analysis, &named).iter().map(|one| one.range).collect();
    let own = *ranges.iter().find(|range| range.contains_inclusive(offset))?;
    // Stages are called without regard to case; linked ranges have to be equal.
    let same = ranges.iter().filter(|range| text(range) == text(&own)).copied().collect::<Vec<_>>();
    (same.len() > 1).then_some(same)
}

/// Why a name cannot be changed, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameError(String);

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RenameError {}

/// The range of the name at an offset, when it can be changed.
pub fn prepare_rename(analysis: &Analysis<'_>, offset: TextSize) -> Result<TextRange, RenameError> {
    let named = named_at(analysis, offset)
        .ok_or_else(|| RenameError("Only stages, ARG, ENV and heredoc names can be renamed.".to_owned()))?;
    renameable(analysis, &named)?;
    let places = written(analysis, &named);
    let own = places.iter().find(|range| range.contains_inclusive(offset));
    own.copied().ok_or_else(|| RenameError("A number names the stage here.".to_owned()))
}

/// Places where the name itself is written: a stage may be called by its number, too.
fn written(analysis: &Analysis<'_>, named: &Named) -> Vec<TextRange> {
    let places = occurrences(analysis, named).into_iter().map(|one| one.range);
    let is_number = |range: &TextRange| {
        let text = analysis.source.slice(*range);
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_stage = matches!(named, Named::Stage(_));
    places.filter(|range| !(is_stage && is_number(range))).collect()
}

/// The edits that give the name at an offset another one.
pub fn rename(
    analysis: &Analysis<'_>,
    offset: TextSize,
    new_name: &str,
) -> Result<Vec<TextEdit>, RenameError> {
    prepare_rename(analysis, offset)?;
    let Some(named) = named_at(analysis, offset) else { return Ok(Vec::new()) };
    check_name(analysis, &named, new_name)?;
    Ok(written(analysis, &named).into_iter().map(|range| TextEdit::replace(range, new_name)).collect())
}

fn renameable(analysis: &Analysis<'_>, named: &Named) -> Result<(), RenameError> {
    let model = &analysis.model;
    match named {
        Named::Stage(index) if model.stages[*index].name.is_none() => {
            Err(RenameError("The stage has no name; give it one with AS.".to_owned()))
        }
        Named::Variable(family) if PREDEFINED_ARGS.contains(&family.name.as_str()) => {
            Err(RenameError(format!("BuildKit sets {}; another name would have no value.", family.name)))
        }
        Named::Variable(family) if family.definitions(model).next().is_none() => {
            Err(RenameError(format!("{} is not defined in this file.", family.name)))
        }
        Named::Stage(_) | Named::Variable(_) | Named::Heredoc(..) => Ok(()),
    }
}

fn check_name(analysis: &Analysis<'_>, named: &Named, name: &str) -> Result<(), RenameError> {
    let model = &analysis.model;
    let refuse = |why: String| Err(RenameError(why));
    match named {
        Named::Stage(_) if !is_stage_name(name) => {
            refuse("A stage name starts with a letter; letters, digits, `-`, `_` and `.` follow.".to_owned())
        }
        Named::Stage(_) if name.eq_ignore_ascii_case("scratch") => {
            refuse("scratch is the empty image.".to_owned())
        }
        Named::Stage(own)
            if model.stages.iter().any(|stage| stage.index != *own && stage.is_called(name)) =>
        {
            refuse(format!("Another stage is called {name}."))
        }
        Named::Variable(_) if !is_variable_name(name) => {
            refuse("A variable name has letters, digits and `_`, and starts with no digit.".to_owned())
        }
        Named::Variable(family)
            if name != family.name
                && model
                    .definitions()
                    .iter()
                    .any(|other| *other.name == *name && family.scopes.contains(&other.stage)) =>
        {
            refuse(format!("{name} is defined already."))
        }
        Named::Heredoc(..)
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') =>
        {
            refuse("A heredoc name has letters, digits and `_`.".to_owned())
        }
        Named::Stage(_) | Named::Variable(_) | Named::Heredoc(..) => Ok(()),
    }
}

fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;

    fn renamed(fixture: &str, name: &str) -> Result<String, String> {
        World::default().at_cursor(fixture, |analysis, offset| {
            let edits = rename(analysis, offset, name).map_err(|error| error.to_string())?;
            syntax::edit::apply(analysis.source.text(), &edits).map_err(|error| error.to_string())
        })
    }

    #[test]
    fn renaming_reaches_every_place() {
        for (fixture, name, result) in [
            (
                "FROM a AS b<CURSOR>\nFROM B\nCOPY --from=b x y\nRUN --mount=type=bind,from=b,target=/x ls",
                "c",
                "FROM a AS c\nFROM c\nCOPY --from=c x y\nRUN --mount=type=bind,from=c,target=/x ls",
            ),
            ("FROM a AS b\nCOPY --from=<CURSOR>x y z\nFROM c AS x", "n", ""),
            (
                "ARG V=1\nFROM a:${V<CURSOR>}\nARG V\nRUN echo \"$V ${V:-x}\" '$V' # $V\nENV W=$V",
                "N",
                "ARG N=1\nFROM a:${N}\nARG N\nRUN echo \"$N ${N:-x}\" '$V' # $V\nENV W=$N",
            ),
            (
                "FROM a\nENV P<CURSOR>=1\nRUN echo $P\nFROM b\nENV P=2",
                "Q",
                "FROM a\nENV Q=1\nRUN echo $Q\nFROM b\nENV P=2",
            ),
            (
                "FROM a AS x\nENV P=1\nFROM x\nRUN echo ${P<CURSOR>%.*}",
                "Q",
                "FROM a AS x\nENV Q=1\nFROM x\nRUN echo ${Q%.*}",
            ),
            ("FROM a\nRUN <<E<CURSOR>OF\nx\nEOF\n", "END", "FROM a\nRUN <<END\nx\nEND\n"),
            ("FROM a\nRUN <<-'EOF'\nx\n\tE<CURSOR>OF\n", "END", "FROM a\nRUN <<-'END'\nx\n\tEND\n"),
        ] {
            match result {
                "" => assert!(renamed(fixture, name).is_err(), "{fixture:?}"),
                _ => assert_eq!(renamed(fixture, name).as_deref(), Ok(result), "{fixture:?}"),
            }
        }
    }

    #[test]
    fn what_cannot_be_renamed_says_why() {
        for (fixture, name, why) in [
            ("FROM a AS b<CURSOR>\nFROM c AS d", "d", "Another stage is called d."),
            ("FROM a AS b<CURSOR>", "1x", "A stage name starts with a letter"),
            ("FROM a\nARG TARGETARCH<CURSOR>", "X", "BuildKit sets TARGETARCH"),
            ("FROM a\nENV A<CURSOR>=1 B=2", "B", "B is defined already."),
            ("FROM a\nRUN echo $H<CURSOR>OME", "X", "HOME is not defined in this file."),
            ("FROM a\nRUN l<CURSOR>s", "X", "Only stages"),
        ] {
            let error = renamed(fixture, name).expect_err(fixture);
            assert!(error.starts_with(why), "{fixture:?}: {error}");
        }
    }

    #[test]
    fn references_tell_definitions_from_uses() {
        World::default().at_cursor(
            "FROM a AS b\nFROM b<CURSOR> AS c\nCOPY --from=0 x y",
            |analysis, offset| {
                let places = references(analysis, offset);
                assert_eq!(
                    places.iter().map(|one| one.is_definition).collect::<Vec<_>>(),
                    [true, false, false]
                );
                let linked = linked_ranges(analysis, offset).expect("linked");
                assert_eq!(linked.len(), 2, "the number is no name");
            },
        );
    }
}
