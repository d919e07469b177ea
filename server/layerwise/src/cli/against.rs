//! What `--against` names: another file, or the file of a git revision with its build context.

use std::path::Path;
use std::sync::Arc;

use analysis::context::BuildContext;

use super::git::{Revision, RevisionContext};
use super::input::Input;
use crate::failure::Failure;
use crate::workspace::{DiskContext, Surroundings, Text};

/// The other side of a comparison.
pub struct Other {
    /// For people: `old/Dockerfile`, `HEAD~1:Dockerfile`.
    pub shown: String,
    pub text: String,
    pub context: Arc<dyn BuildContext>,
}

/// Finds it. A file that exists wins; else `REVISION:PATH`, with the path from the root of the
/// repository, or `REVISION`, which means the same Dockerfile as it was then. `./NAME` is always a
/// file, `NAME:` always a revision.
///
/// # Errors
/// When the argument is neither, or the revision lacks the file.
pub fn find(against: &Path, main: &Input, around: Surroundings) -> Result<Other, Failure> {
    let written = against.to_string_lossy();
    let is_file = against.exists() || written == "-" || written.starts_with(['.', '/']);
    if is_file || is_drive(&written) {
        let input = Input::new(against);
        let text = input.read_dockerfile()?.content;
        let disk = DiskContext::blocking(around, input.path.as_deref());
        return Ok(Other { shown: input.shown, text, context: Arc::new(disk) });
    }
    let (name, path) = written.split_once(':').unwrap_or((&written, ""));
    of_revision(name, path, main, &around.root)
}

fn of_revision(name: &str, path: &str, main: &Input, context: &Path) -> Result<Other, Failure> {
    let revision = Revision::find(&main.folder(), name)?;
    let path = if path.is_empty() { own_path(main)? } else { path.to_owned() };
    let shown = format!("{name}:{path}");
    let text = Text::from_bytes(revision.text(&path)?);
    if text.is_binary() {
        return Err(Failure::new(shown, "is a binary file", "name a Dockerfile"));
    }
    let prefix = Revision::prefix(context)?;
    let dockerfile = path.strip_prefix(&prefix).unwrap_or(&path);
    let context = RevisionContext::new(&revision, &prefix, dockerfile)?;
    Ok(Other { shown, text: text.content, context: Arc::new(context) })
}

/// Where the Dockerfile lies in its repository.
fn own_path(main: &Input) -> Result<String, Failure> {
    let file = main.path.as_deref().and_then(Path::file_name);
    let unnamed = || Failure::general("standard input has no earlier revision", "write REVISION:PATH");
    let file = file.ok_or_else(unnamed)?.to_string_lossy();
    Ok(format!("{}{file}", Revision::prefix(&main.folder())?))
}

/// `C:\…` names a file.
fn is_drive(written: &str) -> bool {
    let mut start = written.chars();
    let letter = start.next().is_some_and(|letter| letter.is_ascii_alphabetic());
    cfg!(windows) && letter && start.next() == Some(':')
}
