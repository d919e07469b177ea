//! The rules as a list, by code and by alias.

use std::sync::LazyLock;

use super::meta::Meta;
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

/// The rules with this code or alias, else the rule that passes on what another tool reports under this
/// id. Several rules may share an alias. The tool may stand before the id, as tally has it: `hadolint/DL3009`.
pub fn rules_called(id: &str) -> Vec<&'static Rule> {
    let id = id.rsplit('/').next().unwrap_or(id);
    let called: Vec<&Rule> = all_rules().iter().filter(|rule| rule.meta.is_called(id)).collect();
    if called.is_empty() {
        all_rules().iter().filter(|rule| passes_on(rule.meta, id)).collect()
    } else {
        called
    }
}

/// Whether a rule passes on what another tool reports under this id: `SC2046` comes from shellcheck.
pub(super) fn passes_on(meta: &Meta, id: &str) -> bool {
    meta.code == "shellcheck" && is_shellcheck_id(id)
}

/// `SC` and four digits.
pub(super) fn is_shellcheck_id(id: &str) -> bool {
    let digits = id.get(..2).filter(|prefix| prefix.eq_ignore_ascii_case("SC")).map(|_| &id[2..]);
    digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Address of a rule's page.
pub fn rule_url(code: &str) -> String {
    format!("{}/blob/main/docs/rules/{code}.md", env!("CARGO_PKG_REPOSITORY"))
}
