//! The table of cases: what is merged leaves the same behind, and is merged as far as it says.

use proof::{Lab, Merged, Outcome, build, merged, refactored, tree};

struct Case {
    name: &'static str,
    all_merge: bool,
    dockerfile: String,
}

fn cases() -> Vec<Case> {
    include_str!("../cases.txt")
        .split("\n=== ")
        .skip(1)
        .map(|block| {
            let (head, body) = block.split_once('\n').expect("a case has a body");
            let (expectation, name) = head.split_once(": ").expect("a case begins with merge: or apart:");
            let (expectation, spelling) = expectation.split_once(' ').unwrap_or((expectation, ""));
            assert!(matches!(expectation, "merge" | "apart"), "{head}");
            let plain = format!("FROM base\n{}\n", body.trim_end());
            Case { name, all_merge: expectation == "merge", dockerfile: spelled(plain, spelling) }
        })
        .collect()
}

/// The text with another escape character or other line breaks, as the head of a case says.
fn spelled(text: String, spelling: &str) -> String {
    match spelling {
        "" => text,
        "backtick" => format!("# escape=`\n{text}"),
        "carriage returns" => text.replace('\n', "\r\n"),
        _ => panic!("no such spelling: {spelling}"),
    }
}

fn is_merged_as_expected(case: &Case, result: &Merged) -> bool {
    let runs = case.dockerfile.lines().filter(|line| line.to_ascii_uppercase().starts_with("RUN ")).count();
    if case.all_merge { result.merges == [runs] } else { result.merges.is_empty() }
}

#[test]
fn cases_merge_as_the_table_says() {
    let wrong: Vec<String> = cases()
        .iter()
        .map(|case| (case, merged(&case.dockerfile)))
        .filter(|(case, result)| !is_merged_as_expected(case, result))
        .map(|(case, result)| format!("{}: {:?}\n{}", case.name, result.refusals, result.text))
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}

#[test]
fn a_second_merge_finds_nothing() {
    for case in cases() {
        let once = merged(&case.dockerfile);
        assert!(merged(&once.text).merges.is_empty(), "{}:\n{}", case.name, once.text);
    }
}

#[test]
fn merged_cases_build_the_same() {
    prove(|case| {
        let result = merged(&case.dockerfile);
        let title = format!("{} merges", result.merges.len());
        if result.merges.is_empty() { Vec::new() } else { vec![(title, result.text)] }
    });
}

#[test]
fn safe_refactorings_build_the_same() {
    prove(|case| refactored(&case.dockerfile));
}

/// Builds every case as it is and after each rewrite, on every core.
fn prove(rewrites: impl Fn(&Case) -> Vec<(String, String)> + Sync) {
    let lab = match Lab::open() {
        Ok(lab) => lab,
        Err(missing) => return println!("skipped: {missing}"),
    };
    let cases = cases();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let changes = |chunk: &[Case]| {
        chunk.iter().flat_map(|case| changes(&lab, case, rewrites(case))).collect::<Vec<_>>()
    };
    let changed: Vec<String> = std::thread::scope(|scope| {
        let chunks = cases.chunks(cases.len().div_ceil(workers));
        let started: Vec<_> = chunks.map(|chunk| scope.spawn(|| changes(chunk))).collect();
        started.into_iter().flat_map(|worker| worker.join().expect("no worker panicked")).collect()
    });
    assert!(changed.is_empty(), "{} changed builds:\n{}", changed.len(), changed.join("\n"));
}

/// What the rewrites of a case changed.
fn changes(lab: &Lab, case: &Case, rewrites: Vec<(String, String)>) -> Vec<String> {
    if rewrites.is_empty() {
        return Vec::new();
    }
    let before = build(lab, &case.dockerfile).expect("the lab works");
    let built = rewrites.into_iter().map(|(title, text)| {
        let after = build(lab, &text).expect("the lab works");
        (before != after).then(|| format!("{}: {title}\n{text}{}", case.name, describe(&before, &after)))
    });
    built.flatten().collect()
}

fn describe(before: &Outcome, after: &Outcome) -> String {
    match (before, after) {
        (Outcome::Built(before), Outcome::Built(after)) => tree::difference(before, after),
        (Outcome::Built(_), Outcome::Failed) => "built before, fails after\n".to_owned(),
        (Outcome::Failed, _) => "failed before, builds after\n".to_owned(),
    }
}
