//! Every rule's page is a test: the first example has the finding, the second has not. Every fix of
//! every example and fixture must do what it says and nothing else.

use std::collections::BTreeMap;

use super::labels::LabelFormat;
use super::*;
use crate::context::BuildContext;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};
use syntax::{Applicability, Fix, Source};

mod fixtures;
mod ml_actions;
mod ml_files;
mod ml_near_misses;
mod near_misses;
mod pages;
mod registry_tags;
mod rewrites;
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
    // The pages of these rules need lists; any other would drown in their findings.
    if only == Some("untrusted-registry") {
        options.trusted_registries.push("docker.io".to_owned());
    }
    if only.is_some_and(|code| code.contains("label")) {
        options.label_schema.formats.insert("version".to_owned(), LabelFormat::Semver);
        options.label_schema.is_strict = true;
    }
    let inputs = Inputs { facts: &World, context, options: &options, memo };
    lint(&Analysis::new(&source, inputs))
}

/// The fenced `dockerfile` blocks of a page.
fn examples(page: &str) -> Vec<String> {
    let long = format!("{} \\\n", "x".repeat(1021)).repeat(300) + "x";
    let whole = |text: &str| text.replace("{64 KiB}", &"x".repeat(64 * 1024)).replace("{300 KiB}", &long);
    page.split("```dockerfile\n").skip(1).filter_map(|rest| Some(whole(rest.split_once("```")?.0))).collect()
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
            try_each_fix(&example, Some(rule.meta.code));
        }
    }
}

#[test]
fn fixes_of_fixtures_do_what_they_say() {
    for text in fixtures::ALL {
        assert!(try_each_fix(text, None) > 0, "no fix is tried on\n{text}");
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
    let tried = try_each_fix(text, None);
    come_to_rest(text);
    tried
}

/// Tries every fix of a file, or of one rule, alone; how many it tried.
fn try_each_fix(text: &str, only: Option<&str>) -> usize {
    let findings = findings_of(text, only);
    let before = Counts::of(text, only);
    let mut tried = 0;
    for finding in &findings {
        let [rule] = rules_called(finding.code)[..] else { panic!("{} is one rule", finding.code) };
        finding.fixes.iter().for_each(|fix| check_fix(rule.meta, text, &before, fix));
        tried += finding.fixes.len();
    }
    tried
}

/// The result parses, one finding of the rule is gone, and a safe fix brings no new one of any rule.
fn check_fix(meta: &Meta, text: &str, before: &Counts, fix: &Fix) {
    let code = meta.code;
    assert!(meta.fix >= Some(fix.applicability), "{code} offers more than it says");
    let fixed = syntax::edit::apply(text, fix.edits()).expect("edits of a fix apply");
    assert!(!Source::parse(&fixed).root().has_error(), "{code}: {fixed}");
    let after = Counts::of(&fixed, before.only);
    assert!(after.get(code) < before.get(code), "{code}: {} left the finding in\n{fixed}", fix.title);
    // In a file that BuildKit refuses, much goes unseen until it is mended.
    if fix.applicability == Applicability::Safe && meta.category != Category::Syntax {
        for (other, &count) in &after.by_code {
            assert!(count <= before.get(other), "{code}: {} brings {other} into\n{fixed}", fix.title);
        }
    }
}

/// How often each rule reports something: all that are on, and one that may be off.
struct Counts<'a> {
    only: Option<&'a str>,
    by_code: BTreeMap<&'static str, usize>,
}

impl<'a> Counts<'a> {
    fn of(text: &str, only: Option<&'a str>) -> Self {
        let mut by_code = BTreeMap::new();
        let all = findings_of(text, None);
        let of_one = only.map(|only| findings_of(text, Some(only))).unwrap_or_default();
        let is_other = |finding: &&Finding| only != Some(finding.code);
        for finding in all.iter().filter(is_other).chain(&of_one) {
            *by_code.entry(finding.code).or_default() += 1;
        }
        Self { only, by_code }
    }

    fn get(&self, code: &str) -> usize {
        self.by_code.get(code).copied().unwrap_or_default()
    }
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

/// A text after the first fix that a rule offers; `None` where it offers none.
pub(super) fn fixed_with(text: &str, code: &str) -> Option<String> {
    let findings = findings_of(text, Some(code));
    let fix = findings.iter().flat_map(|finding| &finding.fixes).next()?;
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
