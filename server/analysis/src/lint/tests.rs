//! Every rule's page is a test: the first example has the finding, the second has not.

use super::*;
use crate::context::NoContext;
use crate::facts::NoFacts;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};
use syntax::Source;

fn findings_of(text: &str, code: &str) -> Vec<Finding> {
    let source = Source::parse(text);
    let mut options = Options::default();
    options.rules.select.push(code.to_owned());
    let memo = Memo::default();
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    lint(&Analysis::new(&source, inputs))
}

/// The fenced `dockerfile` blocks of a page.
fn examples(page: &str) -> Vec<String> {
    page.split("```dockerfile\n")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0.to_owned()))
        .collect()
}

#[test]
fn examples_of_every_rule_hold() {
    for rule in all_rules() {
        let code = rule.meta.code;
        let blocks = examples(rule.docs);
        let [bad, good, ..] = blocks.as_slice() else {
            panic!("{code}: its page needs two dockerfile blocks")
        };
        assert!(!findings_of(bad, code).is_empty(), "{code}: the example has no finding");
        let left = findings_of(good, code);
        assert!(left.is_empty(), "{code}: the better example still has {left:#?}");
    }
}

#[test]
fn fixes_of_every_example_remove_the_finding_for_good() {
    for rule in all_rules() {
        for example in examples(rule.docs) {
            for finding in findings_of(&example, rule.meta.code) {
                for fix in &finding.fixes {
                    assert!(
                        rule.meta.fix >= Some(fix.applicability),
                        "{} offers more than it says",
                        rule.meta.code
                    );
                    let fixed = syntax::edit::apply(&example, fix.edits()).expect("edits of a fix apply");
                    assert!(!Source::parse(&fixed).root().has_error(), "{}: {fixed}", rule.meta.code);
                    let left = findings_of(&fixed, rule.meta.code);
                    assert!(
                        !left.contains(&finding),
                        "{}: {} left the finding in\n{fixed}",
                        rule.meta.code,
                        fix.title
                    );
                }
            }
        }
    }
}

#[test]
fn codes_are_unique_kebab_case_names() {
    let codes: Vec<&str> = all_rules().iter().map(|rule| rule.meta.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    for rule in all_rules() {
        assert!(rule.meta.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        assert!(rule.docs.contains("## Why it matters"), "{}: the page does not say why", rule.meta.code);
        assert!(!rule.meta.name.ends_with('.') && rule.meta.summary.ends_with('.'), "{}", rule.meta.code);
    }
}
