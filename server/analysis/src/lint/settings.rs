//! Which rules run, and how severe they are: the user's choice over the defaults.

use std::collections::BTreeMap;

use super::catalogue::passes_on;
use super::meta::{Meta, Severity};

/// What a user says about a rule or a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleLevel {
    Off,
    On(Severity),
}

impl RuleLevel {
    /// Parses `error`, `warning`, `info`, `hint` or `off`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "off" { Some(Self::Off) } else { Severity::parse(text).map(Self::On) }
    }
}

/// Levels by code, alias or category. Selected codes run even where they are off by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// By code, alias or category name.
    pub levels: BTreeMap<String, RuleLevel>,
    /// When not empty, only these codes, aliases or categories run.
    pub select: Vec<String>,
    /// These codes, aliases or categories do not run.
    pub ignore: Vec<String>,
}

impl RuleSettings {
    /// The severity with which a rule runs, `None` when it does not run.
    pub fn severity_of(&self, meta: &Meta) -> Option<Severity> {
        self.severity_where(meta, meta.on_by_default)
    }

    /// The same for a rule that the file itself may have asked for.
    pub fn severity_where(&self, meta: &Meta, is_on: bool) -> Option<Severity> {
        if self.ignore.iter().any(|id| names(id, meta)) {
            return None;
        }
        let selected = self.select.iter().any(|id| names(id, meta) || passes_on(meta, id));
        if !self.select.is_empty() && !selected {
            return None;
        }
        match self.level_of(meta) {
            Some(RuleLevel::Off) if !selected => None,
            Some(RuleLevel::On(severity)) => Some(severity),
            _ => Some(meta.severity).filter(|_| selected || is_on),
        }
    }

    /// The severity of what another tool reports under an id of its own and a rule passes on. `severity`
    /// is what holds where the settings do not name the id; `None` drops the finding.
    pub fn severity_of_foreign(&self, id: &str, severity: Severity, meta: &Meta) -> Option<Severity> {
        let is_named = |ids: &[String]| ids.iter().any(|named| named.eq_ignore_ascii_case(id));
        let selected = is_named(&self.select);
        let rule_selected = self.select.is_empty() || self.select.iter().any(|id| names(id, meta));
        if is_named(&self.ignore) || !(selected || rule_selected) {
            return None;
        }
        match self.level_named(id) {
            Some(RuleLevel::Off) if !selected => None,
            Some(RuleLevel::On(severity)) => Some(severity),
            _ => Some(severity),
        }
    }

    /// A code is more exact than an alias, an alias than a category.
    fn level_of(&self, meta: &Meta) -> Option<RuleLevel> {
        self.level_named(meta.code)
            .or_else(|| meta.aliases.iter().find_map(|alias| self.level_named(alias)))
            .or_else(|| self.level_named(meta.category.name()))
    }

    fn level_named(&self, id: &str) -> Option<RuleLevel> {
        self.levels.iter().find(|(key, _)| key.eq_ignore_ascii_case(id)).map(|(_, &level)| level)
    }
}

fn names(id: &str, meta: &Meta) -> bool {
    meta.is_called(id) || meta.category.name().eq_ignore_ascii_case(id)
}
