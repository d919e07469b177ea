//! `layerwise fix`

use std::sync::Arc;

use analysis::lint::Severity;
use similar::TextDiff;
use syntax::Applicability;

use super::args::FixArguments;
use super::input::Input;
use super::project::{Project, check_rule_ids};
use super::{Outcome, complain, print_file, warn};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::fixes::{Fixed, Policy, fix_all};
use crate::text::printable;
use crate::workspace::write_atomically;

/// Fixes each file; one that cannot be fixed is told, the others still are.
pub fn run(arguments: &FixArguments) -> Result<Outcome, Failure> {
    check_rule_ids(&arguments.only)?;
    let project = Project::new(&arguments.network);
    let mut outcome = Outcome::Success;
    for path in &arguments.files {
        if let Err(failure) = fix_one(&Input::new(path), arguments, &project) {
            outcome = complain(&failure);
        }
    }
    Ok(outcome)
}

fn fix_one(input: &Input, arguments: &FixArguments, project: &Project) -> Result<(), Failure> {
    let text = input.read_dockerfile()?;
    if !text.is_utf8 {
        return Err(Failure::new(&input.shown, "is not UTF-8", "convert the file first"));
    }
    let fixed = fixed(input, &text.content, arguments, project)?;
    match &input.path {
        _ if arguments.diff => print_file(&diff(&input.shown, &text.content, &fixed.text)),
        Some(_) if arguments.stdout => print_file(&fixed.text),
        None => print_file(&fixed.text),
        Some(_) if fixed.text == text.content => Ok(()),
        Some(path) => {
            write_atomically(path, &fixed.text).map_err(|error| input.unwritable(&error))?;
            warn(format!("{}: {} applied", printable(&input.shown), applied(fixed.applied.len())));
            Ok(())
        }
    }
}

fn fixed(input: &Input, text: &str, arguments: &FixArguments, project: &Project) -> Result<Fixed, Failure> {
    let settings = project.settings(&input.folder())?;
    let mut options = settings.options();
    options.rules.select.clone_from(&arguments.only);
    let facts = Facts::new(&settings)?;
    let store = Arc::new(project.facts(&settings, facts.store()));
    let subject = Project::subject(input, text, Arc::new(options), store);
    let policy = Policy {
        least_applicability: if arguments.with_unsafe { Applicability::Unsafe } else { Applicability::Safe },
        // What is only a hint is changed only where somebody asks for it.
        least_severity: if arguments.only.is_empty() { Severity::Info } else { Severity::Hint },
    };
    let mut fixed = None;
    facts.settle(|| fixed = Some(fix_all(&subject, policy)));
    Ok(fixed.unwrap_or_else(|| fix_all(&subject, policy)))
}

fn diff(path: &str, old: &str, new: &str) -> String {
    let path = printable(path);
    let diff = TextDiff::from_lines(old, new);
    let unified =
        diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string();
    if old == new { String::new() } else { unified }
}

fn applied(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}
