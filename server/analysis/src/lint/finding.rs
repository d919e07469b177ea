//! What a rule reports.

use syntax::{Fix, TextRange, TextSize};

use super::catalogue::{is_shellcheck_id, rule_url};
use super::meta::{Meta, Severity};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    /// The id that another tool gives it, where a rule passes on what that tool says: `SC2046`.
    pub foreign_id: Option<String>,
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
            foreign_id: None,
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

    /// The page that explains it: the rule's, or that of the tool which found it.
    pub fn url(&self) -> String {
        match self.foreign_id.as_deref().filter(|id| is_shellcheck_id(id)) {
            Some(id) => format!("https://www.shellcheck.net/wiki/{id}"),
            None => rule_url(self.code),
        }
    }

    /// What another tool says, under its id.
    #[must_use]
    pub fn with_foreign_id(mut self, id: impl Into<String>) -> Self {
        self.foreign_id = Some(id.into());
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

    /// The same finding in a text that stands at `to` instead of at `from`, where no part lies before `from`.
    #[must_use]
    pub(super) fn moved(mut self, from: TextSize, to: TextSize) -> Self {
        self.range = self.range - from + to;
        self.fixes = self.fixes.into_iter().map(|fix| fix.moved(from, to)).collect();
        for (range, _) in &mut self.related {
            *range = *range - from + to;
        }
        self
    }

    /// Everything that the finding names or changes lies in a range.
    pub(super) fn is_within(&self, range: TextRange) -> bool {
        let fixes = self.fixes.iter().filter_map(Fix::range);
        let related = self.related.iter().map(|(range, _)| *range);
        fixes.chain(related).all(|part| range.contains_range(part)) && range.contains_range(self.range)
    }

    #[must_use]
    pub fn with_tag(mut self, tag: FindingTag) -> Self {
        self.tag = Some(tag);
        self
    }
}
