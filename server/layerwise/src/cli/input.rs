//! What the arguments name: files, folders, standard input.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::workspace::{self, ReadError, Text};

/// One Dockerfile to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As given, or as found below a folder that was given.
    pub shown: String,
    /// `None` for standard input.
    pub path: Option<PathBuf>,
}

impl Input {
    /// A file, or `-`.
    pub fn new(path: &Path) -> Self {
        let is_stdin = path.as_os_str() == "-";
        Self { shown: path.display().to_string(), path: (!is_stdin).then(|| path.to_owned()) }
    }

    pub fn read(&self) -> Result<Text, Failure> {
        let text = match &self.path {
            Some(path) => workspace::read(path),
            None => workspace::read_stdin(),
        };
        text.map_err(|error| self.unreadable(&error))
    }

    /// Reads a text to analyse: binary files are refused.
    pub fn read_dockerfile(&self) -> Result<Text, Failure> {
        let text = self.read()?;
        if text.is_binary() {
            return Err(Failure::new(&self.shown, "is a binary file", "name a Dockerfile"));
        }
        Ok(text)
    }

    /// What to say when the file could not be replaced.
    pub fn unwritable(&self, error: &std::io::Error) -> Failure {
        Failure::new(&self.shown, format!("cannot be written ({error})"), "check its permissions")
    }

    fn unreadable(&self, error: &ReadError) -> Failure {
        Failure::new(&self.shown, error.to_string(), error.advice())
    }

    /// The folder that settings are searched from and that is the build context.
    pub fn folder(&self) -> PathBuf {
        let parent = self.path.as_deref().and_then(Path::parent);
        match parent {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        }
    }
}

/// The Dockerfiles that paths stand for, in order, and what could not be read.
pub fn gather(paths: &[PathBuf]) -> (Vec<Input>, Vec<Failure>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            let (found, problems) = workspace::dockerfiles_below(path);
            failures.extend(problems.into_iter().map(|why| {
                Failure::new(path.display(), format!("cannot be searched ({why})"), "check its permissions")
            }));
            if found.is_empty() {
                let advice = "name the file itself if it has another name";
                super::warn(Failure::new(path.display(), "no Dockerfile found", advice));
            }
            inputs.extend(found.iter().map(|path| Input::new(path)));
        } else {
            inputs.push(Input::new(path));
        }
    }
    let mut seen = std::collections::HashSet::new();
    let bare = |path: &str| path.strip_prefix("./").unwrap_or(path).to_owned();
    inputs.retain(|input| seen.insert(bare(&input.shown)));
    (inputs, failures)
}
