//! ARG and ENV variables that the instruction sees, with value and origin.

use std::sync::Arc;

use analysis::model::{Binding, BindingOrigin, DefinitionKind, InstructionInfo, Model, PREDEFINED_ARGS};
use knowledge::instructions;
use syntax::InstructionKind;

use super::{Item, ItemKind, List};
use crate::context::Site;

pub(super) fn variables(site: &Site<'_, '_>, in_braces: bool, list: &mut List) {
    let Some(info) = site.info else { return };
    let model = &site.analysis.model;
    let closed = site.analysis.source.text()[usize::from(site.range.end())..]
        .starts_with(['}', ':', '-', '+', '?', '#', '%', '/']);
    let close = in_braces && !closed;
    let key: Arc<str> = Arc::from(format!("variable {}", u32::from(info.start())));
    let item = |name: &str, detail: String| {
        let item = Item::new(name.to_owned(), ItemKind::Variable).detail(detail).resolved_by(&key);
        if close { item.inserting(format!("{name}}}")) } else { item }
    };
    let mut visible = visible(model, info);
    visible.sort_by_key(|(_, binding)| rank(binding));
    for (name, binding) in &visible {
        list.push(item(name, detail(model, binding)));
    }
    for name in PREDEFINED_ARGS.iter().filter(|name| is_offered(info, name)) {
        if !visible.iter().any(|(known, _)| known == name) {
            let about = instructions::predefined_argument(name).map_or("", |argument| argument.summary);
            list.push(item(name, about.to_owned()));
        }
    }
}

fn visible(model: &Model<'_>, info: &InstructionInfo<'_>) -> Vec<(String, Binding)> {
    let names = match info.kind() {
        // Names of the global scope, before this FROM.
        InstructionKind::From => model
            .definitions()
            .iter()
            .filter(|definition| definition.stage.is_none())
            .map(|definition| definition.name.to_string())
            .collect(),
        _ => model.visible_variables(info),
    };
    let mut seen: Vec<(String, Binding)> = Vec::with_capacity(names.len());
    for name in names {
        if !seen.iter().any(|(known, _)| *known == name)
            && let Some(binding) = model.binding(&name, info)
        {
            seen.push((name, binding));
        }
    }
    seen
}

/// The file's own before those of the base image.
fn rank(binding: &Binding) -> u8 {
    match binding.origin {
        BindingOrigin::Definition(_) => 0,
        BindingOrigin::BaseImage => 1,
        BindingOrigin::Predefined => 2,
    }
}

/// FROM sees platforms alone; a stage sees the proxies, platforms once they are declared.
fn is_offered(info: &InstructionInfo<'_>, name: &str) -> bool {
    let is_platform = name.starts_with("TARGET") || name.starts_with("BUILD");
    match info.kind() {
        InstructionKind::From => is_platform,
        _ => !is_platform && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'),
    }
}

/// `= 12.4.1, ARG`
pub(crate) fn detail(model: &Model<'_>, binding: &Binding) -> String {
    let origin = match binding.origin {
        BindingOrigin::Definition(index) => match model.definitions()[index].kind {
            DefinitionKind::Arg if model.definitions()[index].stage.is_none() => "global ARG",
            DefinitionKind::Arg => "ARG",
            DefinitionKind::Env => "ENV",
        },
        BindingOrigin::BaseImage => "from the base image",
        BindingOrigin::Predefined => "set by BuildKit",
    };
    match &binding.value {
        Some(value) => format!("= {}, {origin}", shortened(value)),
        None => format!("{origin}, no value yet"),
    }
}

fn shortened(value: &str) -> String {
    const MAX: usize = 60;
    match value.char_indices().nth(MAX) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
