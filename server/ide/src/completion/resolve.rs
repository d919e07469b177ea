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
        "tag" | "reference" => Some(describe::image(&image_of(kind, subject, label)?, inputs)),
        "package" => describe::package(label, None),
        "version" => describe::package(subject, Some(label)),
        "option" => vocabulary::option(subject, label).map(vocabulary::ShellOption::markdown),
        "rule" => rules_called(label).first().map(|rule| describe::rule(rule)),
        _ => None,
    }
}

/// A registry is being asked for what the documentation of an item would say, and told nothing of it before.
pub fn is_awaited(key: &str, label: &str, inputs: &Inputs<'_>) -> bool {
    let image = key.split_once(' ').and_then(|(kind, subject)| image_of(kind, subject, label));
    image.is_some_and(|image| describe::is_awaited(&image, inputs))
}

fn image_of(kind: &str, subject: &str, label: &str) -> Option<ImageReference> {
    match kind {
        "tag" => ImageReference::parse(&format!("{subject}:{label}")),
        "reference" => ImageReference::parse(subject),
        _ => None,
    }
}
