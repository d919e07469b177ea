//! What a rule reports.

use syntax::{Fix, TextRange};

use super::meta::{Meta, Severity};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    pub range: TextRange,
    /// Names the problem in the first clause and the way out in the second.
    pub message: String,
    pub fixes: Vec<Fix>,
    /// Other places that explain the finding.
    pub related: Vec<(TextRange, String)>,
    /// Editors fade what is unnecessary and strike through what is deprecated.
    pub tag: Option<FindingTag>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingTag {
    Unnecessary,
    Deprecated,
}

impl Finding {
    pub fn new(meta: &Meta, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            code: meta.code,
            severity: meta.severity,
            range,
            message: message.into(),
            fixes: Vec::new(),
            related: Vec::new(),
            tag: None,
        }
    }

    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    #[must_use]
    pub fn with_fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes);
        self
    }

    /// Another severity than the rule's usual one, for a case that is known to be better or worse.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    #[must_use]
    pub fn with_related(mut self, range: TextRange, message: impl Into<String>) -> Self {
        self.related.push((range, message.into()));
        self
    }

    #[must_use]
    pub fn with_tag(mut self, tag: FindingTag) -> Self {
        self.tag = Some(tag);
        self
    }
}
