//! `layerwise rules`

use std::fmt::Write;

use analysis::lint::{Category, Meta, all_rules};
use serde::Serialize;

use super::args::PlainFormat;
use super::output::report::applicability_name;
use super::output::style::Style;
use super::{Outcome, print, print_json};
use crate::failure::Failure;

/// One rule as the contract lists it.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    name: &'static str,
    category: &'static str,
    /// `off` for rules that run only when asked for.
    severity: &'static str,
    fix: &'static str,
    aliases: &'static [&'static str],
    summary: &'static str,
}

impl Entry {
    fn new(meta: &'static Meta) -> Self {
        Self {
            code: meta.code,
            name: meta.name,
            category: meta.category.name(),
            severity: if meta.on_by_default { meta.severity.name() } else { "off" },
            fix: meta.fix.map_or("none", applicability_name),
            aliases: meta.aliases,
            summary: meta.summary,
        }
    }
}

/// Lists the catalogue.
pub fn run(format: PlainFormat) -> Result<Outcome, Failure> {
    match format {
        PlainFormat::Json => {
            print_json(&all_rules().iter().map(|rule| Entry::new(rule.meta)).collect::<Vec<_>>())?;
        }
        PlainFormat::Text => print(&table(Style::of_stdout()))?,
    }
    Ok(Outcome::Success)
}

fn table(style: Style) -> String {
    let width = all_rules().iter().map(|rule| rule.meta.code.len()).max().unwrap_or(0);
    let mut text = String::new();
    for category in Category::ALL {
        let rules: Vec<&Meta> =
            all_rules().iter().map(|rule| rule.meta).filter(|meta| meta.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", style.bold(category.name()));
        for meta in rules {
            let entry = Entry::new(meta);
            let severity = style.severity(meta.severity, &format!("{:<7}", entry.severity));
            let fix = if entry.fix == "none" { "" } else { entry.fix };
            let _ = writeln!(text, "  {:<width$}  {severity}  {fix:<7}  {}", entry.code, entry.summary);
        }
    }
    text + "\nThe third column says whether a fix is offered. `layerwise explain CODE` shows a rule's page.\n"
}
