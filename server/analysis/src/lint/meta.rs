//! What a rule says about itself.

use std::fmt;

use serde::{Deserialize, Serialize};
use syntax::Applicability;

/// The fixed facts of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Kebab-case name that reads as what is wrong: `apt-lists-kept`.
    pub code: &'static str,
    /// Title in words, without a full stop: "Package lists stay in the layer".
    pub name: &'static str,
    /// One sentence for lists and completion.
    pub summary: &'static str,
    pub category: Category,
    pub severity: Severity,
    /// Opinions that many do not share are off until somebody asks for them.
    pub on_by_default: bool,
    /// Ids under which hadolint, BuildKit and others know the rule: `DL3009`, `UndefinedVar`, `ML01`.
    pub aliases: &'static [&'static str],
    /// The best fix that the rule may offer; `None` when it never offers one.
    pub fix: Option<Applicability>,
}

impl Meta {
    /// Known by this code or alias, in any case.
    pub fn is_called(&self, id: &str) -> bool {
        self.code.eq_ignore_ascii_case(id) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id))
    }
}

/// How bad a finding is. Ordered: `Hint < Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Hint,
    Info,
    Warning,
    Error,
}

impl Severity {
    pub const ALL: [Severity; 4] = [Self::Hint, Self::Info, Self::Warning, Self::Error];

    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// BuildKit would refuse the file.
    Syntax,
    /// BuildKit's own checks.
    Buildkit,
    /// Good practice.
    Practice,
    /// The shell inside RUN.
    Shell,
    /// CUDA, Python and machine learning packages.
    Ml,
    Style,
}

impl Category {
    pub const ALL: [Category; 6] =
        [Self::Syntax, Self::Buildkit, Self::Practice, Self::Shell, Self::Ml, Self::Style];

    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Buildkit => "buildkit",
            Self::Practice => "practice",
            Self::Shell => "shell",
            Self::Ml => "ml",
            Self::Style => "style",
        }
    }
}
