//! Files of a revision, read through the user's own `git`, for `size --against REV`.
//!
//! The command line alone does this: nothing that an editor opens starts a program. Only plumbing is
//! called (`rev-parse`, `ls-tree`, `cat-file`), which runs no filters, hooks or helpers of a repository.
//! A library in its place (gix) was measured: 2.8 MB more in the binary, for this one option.

mod context;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use context::RevisionContext;

use crate::failure::Failure;

/// A commit of a repository, with the folder that paths are relative to.
#[derive(Debug, Clone)]
pub struct Revision {
    /// A folder inside the repository's working tree: git runs there.
    folder: PathBuf,
    /// As written: `main`, `HEAD~2`.
    pub name: String,
    /// The commit's id.
    commit: String,
}

impl Revision {
    /// The commit that `name` stands for in the repository around `folder`.
    ///
    /// # Errors
    /// When there is no `git`, no repository, or no such commit.
    pub fn find(folder: &Path, name: &str) -> Result<Self, Failure> {
        let wrong =
            || Failure::new(name, "is neither a file nor a commit", "name a file, or a revision of git");
        if name.is_empty() || name.starts_with('-') {
            return Err(wrong());
        }
        let commit = format!("{name}^{{commit}}");
        let found = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        let id = found.map(|output| String::from_utf8_lossy(&output).trim().to_owned());
        let id = id.filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), commit: id.ok_or_else(wrong)? })
    }

    /// The text of a file, which is named from the root of the repository.
    ///
    /// # Errors
    /// When the revision has no such file.
    pub fn text(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let missing = || {
            let problem = format!("has no file `{path}`");
            Failure::new(&self.name, problem, "name the file too: --against REVISION:PATH")
        };
        self.blob(&format!("{}:{path}", self.commit))?.ok_or_else(missing)
    }

    /// The content of an object; `None` where there is none, or it is no file.
    fn blob(&self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        git(&self.folder, &["cat-file", "blob", object])
    }

    /// Where a folder lies in the repository: `""`, `docker/`.
    ///
    /// # Errors
    /// When the folder is outside of a repository.
    pub fn prefix(folder: &Path) -> Result<String, Failure> {
        let found = git(folder, &["rev-parse", "--show-prefix"])?;
        let outside = || Failure::new(folder.display(), "is in no git repository", "compare with a file");
        found.map(|output| String::from_utf8_lossy(&output).trim_end().to_owned()).ok_or_else(outside)
    }
}

/// What git prints; `None` where it fails.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false", "--no-pager"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| {
            Failure::general(format!("git cannot be run ({error})"), "install it, or compare with a file")
        })?;
    Ok(output.status.success().then_some(output.stdout))
}
