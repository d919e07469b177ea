//! Variables: the value at this line, and where it comes from.

use analysis::Analysis;
use analysis::model::{Binding, BindingOrigin, DefinitionKind, InstructionInfo};
use knowledge::{env_variables, instructions};
use syntax::{TextRange, TextSize};

use super::Hover;
use crate::builds;
use crate::context::{Place, site};
use crate::describe::paragraphs;
use crate::markdown::{code, escape};

/// A use, `$NAME` or `${NAME…}`.
pub(super) fn used(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    // On the `$` or the brace the name is the next thing.
    let (site, info) = (0..3_u32).find_map(|skip| {
        let site = site(analysis, offset + TextSize::new(skip));
        let covered = analysis.source.slice(TextRange::new(offset, site.range.start().max(offset)));
        let is_variable =
            matches!(site.place, Place::Variable { .. }) && covered.chars().all(|c| "${".contains(c));
        let info = site.info?;
        is_variable.then_some((site, info))
    })?;
    let name = analysis.source.slice(site.range);
    if name.is_empty() {
        return None;
    }
    Some(Hover::new(site.range, describe(analysis, info, name)))
}

/// A variable as an instruction sees it.
pub(super) fn describe(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, name: &str) -> String {
    let binding = analysis.model.binding(name, info);
    let value = match &binding {
        Some(binding) => bound(analysis, binding),
        None if info.kind() == syntax::InstructionKind::Run => {
            "Not defined in this file: set by the shell, or empty.".to_owned()
        }
        None => "Not defined here: it expands to nothing.".to_owned(),
    };
    paragraphs([
        format!("**{}** {value}", escape(name)),
        given(analysis, binding.as_ref(), name),
        about(name),
    ])
}

/// Builds give values to ARG, and to nothing else.
fn given(analysis: &Analysis<'_>, binding: Option<&Binding>, name: &str) -> String {
    let is_argument = |binding: &Binding| match binding.origin {
        BindingOrigin::Definition(index) => analysis.model.definitions()[index].kind == DefinitionKind::Arg,
        BindingOrigin::BaseImage | BindingOrigin::Predefined => false,
    };
    if binding.is_some_and(is_argument) { builds::argument(analysis, name) } else { String::new() }
}

fn bound(analysis: &Analysis<'_>, binding: &Binding) -> String {
    let value = match &binding.value {
        Some(value) => format!("= {}", code(value)),
        None => "has no value before the build".to_owned(),
    };
    format!("{value}, {}", origin(analysis, binding.origin))
}

fn origin(analysis: &Analysis<'_>, origin: BindingOrigin) -> String {
    match origin {
        BindingOrigin::BaseImage => "set by the base image.".to_owned(),
        BindingOrigin::Predefined => "set by BuildKit.".to_owned(),
        BindingOrigin::Definition(index) => {
            let definition = &analysis.model.definitions()[index];
            let line =
                analysis.source.position(definition.name_range.start(), syntax::PositionEncoding::Utf8).line;
            let keyword = match definition.kind {
                DefinitionKind::Arg if definition.stage.is_none() => "global ARG",
                DefinitionKind::Arg => "ARG",
                DefinitionKind::Env => "ENV",
            };
            format!("{keyword} on line {}.", line + 1)
        }
    }
}

/// What programs make of a variable of this name.
pub(super) fn about(name: &str) -> String {
    env_variables::find(name)
        .map(|variable| variable.markdown())
        .or_else(|| Some(instructions::predefined_argument(name)?.summary.to_owned()))
        .unwrap_or_default()
}
