//! What ends a command: one line that says where, what is wrong and what to do.

use std::fmt;

use crate::text::printable;

/// An error for people, shown as `layerwise: FILE: what is wrong; what to do`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file, folder or argument in question.
    subject: Option<String>,
    problem: String,
    advice: String,
}

impl Failure {
    pub fn new(subject: impl fmt::Display, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { subject: Some(subject.to_string()), problem: problem.into(), advice: advice.into() }
    }

    /// A failure that is about no file.
    pub fn general(problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { subject: None, problem: problem.into(), advice: advice.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("layerwise: ")?;
        if let Some(subject) = &self.subject {
            write!(f, "{}: ", printable(subject))?;
        }
        write!(f, "{}; {}", printable(&self.problem), printable(&self.advice))
    }
}

impl std::error::Error for Failure {}
