//! Which rules run, and how severe they are: the user's choice over the defaults.

use std::collections::BTreeMap;

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
        if self.ignore.iter().any(|id| names(id, meta)) {
            return None;
        }
        let selected = self.select.iter().any(|id| names(id, meta));
        if !self.select.is_empty() && !selected {
            return None;
        }
        match self.level_of(meta) {
            Some(RuleLevel::Off) if !selected => None,
            Some(RuleLevel::On(severity)) => Some(severity),
            _ => Some(meta.severity).filter(|_| selected || meta.on_by_default),
        }
    }

    /// A code is more exact than an alias, an alias than a category.
    fn level_of(&self, meta: &Meta) -> Option<RuleLevel> {
        let by_id = |id: &str| {
            self.levels.iter().find(|(key, _)| key.eq_ignore_ascii_case(id)).map(|(_, &level)| level)
        };
        by_id(meta.code)
            .or_else(|| meta.aliases.iter().find_map(|alias| by_id(alias)))
            .or_else(|| by_id(meta.category.name()))
    }
}

fn names(id: &str, meta: &Meta) -> bool {
    meta.is_called(id) || meta.category.name().eq_ignore_ascii_case(id)
}
