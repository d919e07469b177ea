//! `layerwise fix`

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use analysis::lint::Severity;
use similar::TextDiff;
use syntax::Applicability;

use super::args::FixArguments;
use super::input::Input;
use super::project::{Project, check_rule_ids};
use super::{Outcome, complain, print, warn};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::fixes::{Fixed, Policy, fix_all};
use crate::text::{counted, printable};

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
        _ if arguments.diff => print(&diff(&input.shown, &text.content, &fixed.text)),
        Some(_) if arguments.stdout => print(&fixed.text),
        None => print(&fixed.text),
        Some(_) if fixed.text == text.content => Ok(()),
        Some(path) => {
            write_atomically(path, &fixed.text).map_err(|error| {
                Failure::new(&input.shown, format!("cannot be written ({error})"), "check its permissions")
            })?;
            warn(format!(
                "{}: {} applied",
                printable(&input.shown),
                counted(fixed.applied.len(), "fix").replace("fixs", "fixes")
            ));
            Ok(())
        }
    }
}

fn fixed(input: &Input, text: &str, arguments: &FixArguments, project: &Project) -> Result<Fixed, Failure> {
    let settings = project.settings(&input.folder())?;
    let mut options = settings.options();
    options.rules.select.clone_from(&arguments.only);
    let facts = Facts::new(&settings)?;
    let subject = Project::subject(input, text, Arc::new(options), facts.store());
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

/// Replaces a file in one step, with its permissions. A symbolic link stays one.
fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let target = path.canonicalize()?;
    let permissions = fs::metadata(&target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temporary = target.with_file_name(format!(".layerwise-{}-{unique}.tmp", std::process::id()));
    let written = write_new(&temporary, text, permissions).and_then(|()| fs::rename(&temporary, &target));
    if written.is_err() {
        let _ = fs::remove_file(&temporary); // nothing more can be done about it
    }
    written
}

fn write_new(path: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.set_permissions(permissions)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
