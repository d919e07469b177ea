//! Documentation of an item, written when the editor asks for it.

use analysis::Inputs;
use analysis::lint::rules_called;
use analysis::reference::ImageReference;
use knowledge::{env_variables, instructions};

use crate::{describe, vocabulary};

/// The documentation of an item as Markdown, from its `resolve` key and its label.
pub fn resolve(key: &str, label: &str, inputs: &Inputs<'_>) -> Option<String> {
    let (kind, subject) = key.split_once(' ').unwrap_or((key, ""));
    match kind {
        "instruction" => Some(instructions::instruction(label)?.markdown()),
        "flag" => Some(instructions::flag(subject, label)?.markdown()),
        "mount-type" => Some(instructions::mount_type(label)?.markdown()),
        "mount" => Some(instructions::mount_type(subject)?.child(label)?.markdown()),
        "directive" => {
            Some(instructions::directives().iter().find(|directive| directive.name == label)?.markdown())
        }
        "env" => Some(env_variables::find(label)?.markdown()),
        "variable" => Some(
            env_variables::find(label)
                .map(|variable| variable.markdown())
                .or_else(|| Some(instructions::predefined_argument(label)?.markdown()))?,
        ),
        "image" => describe::repository(label),
        "tag" => Some(describe::image(&ImageReference::parse(&format!("{subject}:{label}"))?, inputs)),
        "reference" => Some(describe::image(&ImageReference::parse(subject)?, inputs)),
        "package" => describe::package(label, None),
        "version" => describe::package(subject, Some(label)),
        "option" => vocabulary::option(subject, label).map(vocabulary::ShellOption::markdown),
        "rule" => rules_called(label).first().map(|rule| describe::rule(rule)),
        _ => None,
    }
}
