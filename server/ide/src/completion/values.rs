//! Names that ENV and ARG define, and values of variables that programs read.

use std::sync::Arc;

use knowledge::{cuda_arch, env_variables, instructions};
use syntax::InstructionKind;

use super::{Item, ItemKind, List};
use crate::context::Site;

/// Subjects of variables that only matter for machine learning.
const ML_SUBJECTS: [&str; 8] = ["cuda", "nvidia", "torch", "hf", "jax", "tensorflow", "rocm", "serving"];

pub(super) fn names(site: &Site<'_, '_>, list: &mut List) {
    if site.kind() == InstructionKind::Arg {
        global_arguments(site, list);
        list.extend(
            instructions::predefined_arguments()
                .iter()
                .map(|argument| Item::new(argument.name, ItemKind::Variable).summary(argument.summary)),
        );
    }
    let about_ml = super::images::is_about_ml(site.analysis.source.text());
    let mut variables: Vec<env_variables::EnvVariable> = env_variables::all().collect();
    variables.sort_by_key(|variable| ML_SUBJECTS.contains(&variable.subject) != about_ml);
    let has_value = site.analysis.source.text()[usize::from(site.range.end())..].starts_with('=');
    let key: Arc<str> = Arc::from("env");
    for variable in variables {
        let item = Item::new(variable.name, ItemKind::Variable)
            .detail(variable.about)
            .deprecated(variable.instead.is_some())
            .resolved_by(&key);
        let wants_value = site.kind() == InstructionKind::Env && !has_value;
        list.push(if wants_value {
            item.inserting(format!("{}=", variable.name)).retriggering()
        } else {
            item
        });
    }
}

/// A stage repeats a global ARG to see it.
fn global_arguments(site: &Site<'_, '_>, list: &mut List) {
    let model = &site.analysis.model;
    if site.info.and_then(|info| info.stage).is_none() {
        return;
    }
    for definition in model.definitions().iter().filter(|definition| definition.stage.is_none()) {
        let value = definition.value.as_deref().map_or("no default".to_owned(), |value| format!("= {value}"));
        list.push_new(
            Item::new(definition.name.to_string(), ItemKind::Variable).detail(format!("global ARG, {value}")),
        );
    }
}

pub(super) fn values(site: &Site<'_, '_>, name: &str, list: &mut List) {
    if name == "TORCH_CUDA_ARCH_LIST" {
        return arch_list(site, list);
    }
    if let Some(variable) = env_variables::find(name) {
        list.extend(variable.values().map(|value| Item::new(value, ItemKind::Value).detail(variable.about)));
    }
}

/// Compute capabilities with GPU names; the list may hold several, so the last one is replaced.
fn arch_list(site: &Site<'_, '_>, list: &mut List) {
    let typed = site.typed();
    let start = typed.rfind([';', ' ']).map_or(0, |at| at + 1);
    let rest = site.analysis.source.slice(text_size::TextRange::new(site.offset, site.range.end()));
    let end = rest.find([';', ' ']).map_or(site.range.end(), |at| site.offset + syntax::offset(at));
    list.replace(text_size::TextRange::new(site.range.start() + syntax::offset(start), end));
    let mut gpus: Vec<cuda_arch::Gpu> = cuda_arch::gpus().collect();
    gpus.sort_by_key(|gpu| std::cmp::Reverse(gpu.capability));
    let mut at = 0;
    while let Some(first) = gpus.get(at) {
        let same: Vec<&str> = gpus[at..]
            .iter()
            .take_while(|gpu| gpu.capability == first.capability)
            .map(|gpu| gpu.name)
            .collect();
        at += same.len();
        let names = same.iter().take(4).copied().collect::<Vec<_>>().join(", ");
        let detail = format!("{}: {names}", first.family);
        list.push(Item::new(first.capability.to_string(), ItemKind::Value).detail(detail));
    }
}
