//! Every rule's page is a test: the first example has the finding, the second has not. Every fix of
//! every example and fixture must do what it says and nothing else.

use std::collections::BTreeMap;

use super::*;
use crate::context::BuildContext;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};
use syntax::{Applicability, Fix, Source};

mod fixtures;
mod ml_files;
mod ml_near_misses;
mod near_misses;
mod pages;
mod registry_tags;
mod verdicts;
mod world;

use world::World;

/// What a file gives, with all rules that are on, or with one that may be off.
fn findings_of(text: &str, only: Option<&str>) -> Vec<Finding> {
    findings_with(&Memo::default(), text, only)
}

/// The same with what earlier texts left in the memo.
fn findings_with(memo: &Memo, text: &str, only: Option<&str>) -> Vec<Finding> {
    findings_beside(memo, &World, text, only)
}

/// The same beside the files of a build context.
fn findings_beside(memo: &Memo, context: &dyn BuildContext, text: &str, only: Option<&str>) -> Vec<Finding> {
    let source = Source::parse(text);
    let mut options = Options {
        target_gpu: Some("RTX 5090".to_owned()),
        target_driver: Some("535.104".to_owned()),
        shellcheck: true,
        ..Options::default()
    };
    options.rules.select.extend(only.map(str::to_owned));
    // The page of this rule needs a list; any other would drown in its findings.
    if only == Some("untrusted-registry") {
        options.trusted_registries.push("docker.io".to_owned());
    }
    let inputs = Inputs { facts: &World, context, options: &options, memo };
    lint(&Analysis::new(&source, inputs))
}

/// The fenced `dockerfile` blocks of a page.
fn examples(page: &str) -> Vec<String> {
    page.split("```dockerfile\n")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0.replace("{64 KiB}", &"x".repeat(64 * 1024))))
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
        assert!(!findings_of(bad, Some(code)).is_empty(), "{code}: the example has no finding");
        let left = findings_of(good, Some(code));
        assert!(left.is_empty(), "{code}: the better example still has {left:#?}");
    }
}

#[test]
fn fixes_of_examples_do_what_they_say() {
    for rule in all_rules() {
        for example in examples(rule.docs) {
            for finding in findings_of(&example, Some(rule.meta.code)) {
                finding.fixes.iter().for_each(|fix| check_fix(rule.meta, &example, fix));
            }
        }
    }
}

#[test]
fn fixes_of_fixtures_do_what_they_say() {
    for text in fixtures::ALL {
        for finding in findings_of(text, None) {
            let [rule] = rules_called(finding.code)[..] else { panic!("{} is one rule", finding.code) };
            finding.fixes.iter().for_each(|fix| check_fix(rule.meta, text, fix));
        }
    }
}

/// Real files are in no commit: `LAYERWISE_CORPUS` names a folder of them.
#[test]
fn fixes_of_a_corpus_do_what_they_say() {
    let Some(folder) = std::env::var_os("LAYERWISE_CORPUS") else { return };
    let entries = std::fs::read_dir(folder).expect("LAYERWISE_CORPUS names a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let tries = std::panic::catch_unwind(|| try_fixes(&text));
        match tries {
            Ok(count) => tried += count,
            Err(panic) => {
                let why = panic.downcast_ref::<String>().map_or("?", String::as_str);
                wrong.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} and more fixes are wrong\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{tried} fixes tried");
}

/// Tries every fix of a file alone, then the safe ones one after the other; how many it tried.
fn try_fixes(text: &str) -> usize {
    let mut tried = 0;
    for finding in findings_of(text, None) {
        let [rule] = rules_called(finding.code)[..] else { panic!("{} is one rule", finding.code) };
        finding.fixes.iter().for_each(|fix| check_fix(rule.meta, text, fix));
        tried += finding.fixes.len();
    }
    come_to_rest(text);
    tried
}

/// The result parses, one finding of the rule is gone, and a safe fix brings no new one of any rule.
fn check_fix(meta: &Meta, text: &str, fix: &Fix) {
    let code = meta.code;
    assert!(meta.fix >= Some(fix.applicability), "{code} offers more than it says");
    let fixed = syntax::edit::apply(text, fix.edits()).expect("edits of a fix apply");
    assert!(!Source::parse(&fixed).root().has_error(), "{code}: {fixed}");
    let (before, after) = (findings_of(text, Some(code)), findings_of(&fixed, Some(code)));
    assert!(after.len() < before.len(), "{code}: {} left the finding in\n{fixed}", fix.title);
    // In a file that BuildKit refuses, much goes unseen until it is mended.
    if fix.applicability == Applicability::Safe && meta.category != Category::Syntax {
        let (before, after) = (counts(text), counts(&fixed));
        for (other, count) in after {
            let known = before.get(other).copied().unwrap_or_default();
            assert!(count <= known, "{code}: {} brings {other} into\n{fixed}", fix.title);
        }
    }
}

fn counts(text: &str) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    findings_of(text, None).iter().for_each(|finding| *counts.entry(finding.code).or_default() += 1);
    counts
}

#[test]
fn safe_fixes_come_to_rest() {
    fixtures::ALL.iter().for_each(|text| come_to_rest(text));
}

fn come_to_rest(text: &str) {
    let mut text = text.to_owned();
    let mut rounds = 0;
    while let Some(fixed) = apply_first_safe_fix(&text) {
        assert_ne!(fixed, text, "a fix changed nothing");
        text = fixed;
        rounds += 1;
        assert!(rounds < 400, "fixes never end in\n{text}");
    }
}

fn apply_first_safe_fix(text: &str) -> Option<String> {
    let findings = findings_of(text, None);
    let mut fixes = findings.iter().flat_map(|finding| &finding.fixes);
    let fix = fixes.find(|fix| fix.applicability == Applicability::Safe)?;
    Some(syntax::edit::apply(text, fix.edits()).expect("edits of a fix apply"))
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
