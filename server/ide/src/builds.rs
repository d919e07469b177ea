//! What compose and bake files say about arguments, stages and contexts, in words.

use analysis::Analysis;
use analysis::builds::{Build, Given, given};
use analysis::model::Stage;

use crate::markdown::{code, escape, join_words};

/// Builds that are named one by one; more are counted.
const NAMED: usize = 3;

/// Who gives an argument its value, or how the builds differ; empty where none gives one.
pub(crate) fn argument(analysis: &Analysis<'_>, name: &str) -> String {
    let builds = analysis.inputs.context.builds();
    let giving = || builds.iter().filter(|build| build.arguments.contains_key(name));
    let is_resolved = analysis.model.definitions().iter().any(|it| *it.name == *name && it.value.is_some());
    match given(&builds, name) {
        Given::Nothing => String::new(),
        Given::Value { .. } if is_resolved => format!("{} from {}.", code(name), origins(giving())),
        Given::Value { .. } | Given::Unclear => {
            let lines: Vec<String> = builds.iter().map(|build| value_of(build, name)).collect();
            format!("Builds differ in {}, so it is not resolved:\n\n{}", code(name), lines.join("\n"))
        }
    }
}

fn value_of(build: &Build, name: &str) -> String {
    let value = match build.arguments.get(name) {
        Some(Some(value)) => code(value),
        Some(None) => "from its environment".to_owned(),
        None => "the default".to_owned(),
    };
    format!("- {}: {value}", escape(&build.origin))
}

/// The builds that build a stage; empty where none does.
pub(crate) fn of_stage(analysis: &Analysis<'_>, stage: &Stage<'_>) -> String {
    let builds = analysis.inputs.context.builds();
    let is_target = |build: &&Build| {
        let target = analysis.model.target_stage(build.target.as_deref());
        target.is_some_and(|target| target.index == stage.index)
    };
    let mut building = builds.iter().filter(is_target).peekable();
    if building.peek().is_none() { String::new() } else { format!("Built by {}.", origins(building)) }
}

/// What a name stands for where builds give it as a further context; empty where none does.
pub(crate) fn context(analysis: &Analysis<'_>, name: &str) -> String {
    let builds = analysis.inputs.context.builds();
    let line = |build: &Build| {
        let context = build.contexts.get(name)?;
        Some(format!("A context of {}: {}.", escape(&build.origin), code(context)))
    };
    builds.iter().filter_map(line).take(NAMED).collect::<Vec<_>>().join("\n\n")
}

fn origins<'b>(builds: impl Iterator<Item = &'b Build>) -> String {
    let mut names: Vec<String> = builds.map(|build| escape(&build.origin)).collect();
    if names.len() > NAMED {
        let others = names.len() - NAMED;
        names.truncate(NAMED);
        names.push(format!("{others} more"));
    }
    join_words(&names)
}
