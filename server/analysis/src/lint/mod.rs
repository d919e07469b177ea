//! Lint rules and the runner that walks a file once for all of them.

mod catalogue;
mod finding;
pub mod hadolint;
mod index;
pub mod labels;
mod meta;
mod rule;
pub mod rules;
mod run;
mod settings;
pub(crate) mod support;
mod suppress;
mod verdicts;

pub use catalogue::{all_rules, rule_url, rules_called};
pub use finding::{Finding, FindingTag};
pub use labels::LabelSchema;
pub use meta::{Category, Meta, Severity};
pub use rule::{Check, CommandSite, Findings, Rule};
pub use run::lint;
pub use settings::{RuleLevel, RuleSettings};
pub use suppress::{Dialect, Suppressions};

#[cfg(test)]
mod tests;
