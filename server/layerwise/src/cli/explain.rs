//! `layerwise explain`

use analysis::lint::{Rule, rules_called};

use super::output::report::applicability_name;
use super::project::unknown_rule;
use super::{Outcome, print};
use crate::failure::Failure;

/// Prints the pages of the rules with this code or alias, as Markdown.
pub fn run(code: &str) -> Result<Outcome, Failure> {
    let rules = rules_called(code);
    if rules.is_empty() {
        return Err(unknown_rule(code));
    }
    let pages: Vec<String> = rules.into_iter().map(page).collect();
    print(&pages.join("\n"))?;
    Ok(Outcome::Success)
}

fn page(rule: &Rule) -> String {
    let meta = rule.meta;
    let state = if meta.on_by_default {
        meta.severity.name().to_owned()
    } else {
        format!("off ({} when asked for)", meta.severity)
    };
    let aliases =
        if meta.aliases.is_empty() { String::new() } else { format!(" · also {}", meta.aliases.join(", ")) };
    let fix = meta.fix.map_or("none", applicability_name);
    let docs = rule.docs.trim();
    format!(
        "# {}: {}\n\n{} · {state} · fix: {fix}{aliases}\n\n{docs}\n",
        meta.code,
        meta.name,
        meta.category.name()
    )
}
