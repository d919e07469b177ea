//! The rules as a list, by code and by alias.

use std::sync::LazyLock;

use super::rule::Rule;
use super::rules;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<Rule> =
        rules::CATEGORIES.iter().flat_map(|category| category.iter().copied()).collect();
    rules.sort_by_key(|rule| rule.meta.code);
    rules
});

/// Every rule, ordered by code.
pub fn all_rules() -> &'static [Rule] {
    &RULES
}

/// The rules with this code or alias. Several rules may share an alias.
pub fn rules_called(id: &str) -> Vec<&'static Rule> {
    all_rules().iter().filter(|rule| rule.meta.is_called(id)).collect()
}

/// Address of a rule's page.
pub fn rule_url(code: &str) -> String {
    format!("{}/blob/main/docs/rules/{code}.md", env!("CARGO_PKG_REPOSITORY"))
}
