//! Shell scripts as a linter of shell scripts reads them, and what it says about them.

use std::ops::Range;

/// A script to check.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShellScript {
    pub dialect: ScriptDialect,
    pub text: String,
}

/// The shells that shellcheck tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScriptDialect {
    Bash,
    Dash,
    Ksh,
}

impl ScriptDialect {
    /// The name that shellcheck's `--shell` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Dash => "dash",
            Self::Ksh => "ksh",
        }
    }
}

/// One remark about a script. Ranges are in bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptComment {
    /// 2086 of SC2086.
    pub code: u32,
    pub level: ScriptLevel,
    pub message: String,
    pub range: Range<usize>,
    /// The rewrite that shellcheck proposes; empty where it has none.
    pub replacements: Vec<(Range<usize>, String)>,
}

/// shellcheck's own severities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptLevel {
    Error,
    Warning,
    Info,
    Style,
}
