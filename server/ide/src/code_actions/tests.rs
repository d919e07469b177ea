use super::*;
use crate::fixture::{Registry, World};
use analysis::facts::ImageDetails;
use analysis::lint::lint;

/// Titles of the actions at the cursor, and the text after the one that is asked for.
fn actions(world: &World, fixture: &str, wanted: &str) -> (Vec<String>, Option<String>) {
    world.at_cursor(fixture, |analysis, offset| {
        let findings = lint(analysis);
        let actions = code_actions(analysis, &findings, TextRange::empty(offset));
        let titles = actions.iter().map(|action| action.fix.title.clone()).collect();
        let chosen = actions.iter().find(|action| action.fix.title == wanted);
        let text = chosen.map(|action| {
            syntax::edit::apply(analysis.source.text(), action.fix.edits()).expect("valid edits")
        });
        (titles, text)
    })
}

#[test]
fn a_finding_is_ignored_in_the_dialect_of_the_file() {
    let world = World::default();
    for (fixture, title, result) in [
        (
            "FROM debian:12\nRUN apt-get update && apt-get in<CURSOR>stall -y curl\n",
            "Ignore apt-recommends on this line",
            "FROM debian:12\n# layerwise ignore=apt-recommends\nRUN apt-get update && apt-get install -y curl\n",
        ),
        (
            "# syntax=a\nFROM debian:12\nRUN apt-get update && apt-get in<CURSOR>stall -y curl\n",
            "Ignore apt-recommends in this file",
            "# syntax=a\n# layerwise global ignore=apt-recommends\nFROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
        ),
        (
            "FROM debian:12\n# hadolint ignore=DL3008\nRUN apt-get update && apt-get in<CURSOR>stall -y curl\n",
            "Ignore apt-recommends on this line",
            "FROM debian:12\n# hadolint ignore=DL3008,DL3015\nRUN apt-get update && apt-get install -y curl\n",
        ),
        (
            "FROM debian:12\n# tally ignore=hadolint/DL3008\nRUN apt-get update && apt-get in<CURSOR>stall -y curl\n",
            "Ignore apt-recommends on this line",
            "FROM debian:12\n# tally ignore=hadolint/DL3008,hadolint/DL3015\nRUN apt-get update && apt-get install -y curl\n",
        ),
        (
            "# check=error=true;skip=StageNameCasing\nFROM debian:12\nMAIN<CURSOR>TAINER a\n",
            "Ignore maintainer-deprecated in this file",
            "# check=error=true;skip=StageNameCasing,MaintainerDeprecated\nFROM debian:12\nMAINTAINER a\n",
        ),
        (
            "# check=skip=StageNameCasing\nFROM debian:12\nMAIN<CURSOR>TAINER a\n",
            "Ignore maintainer-deprecated on this line",
            "# check=skip=StageNameCasing\nFROM debian:12\n# layerwise ignore=maintainer-deprecated\nMAINTAINER a\n",
        ),
    ] {
        let (titles, text) = actions(&world, fixture, title);
        assert_eq!(text.as_deref(), Some(result), "{fixture:?}: {titles:?}");
    }
}

#[test]
fn all_findings_of_a_rule_are_fixed_at_once() {
    let file = "FROM debian:12\nENV A b\nENV C<CURSOR> d\nENV E f\n";
    let (titles, text) = actions(&World::default(), file, "Fix all 3 of legacy-key-value in this file");
    assert_eq!(text.as_deref(), Some("FROM debian:12\nENV A=b\nENV C=d\nENV E=f\n"), "{titles:?}");
    let (titles, _) = actions(&World::default(), "FROM debian:12\nENV A<CURSOR> b\n", "");
    assert!(titles.iter().all(|title| !title.starts_with("Fix all")), "{titles:?}");
}

#[test]
fn an_ignored_finding_is_gone() {
    let world = World::default();
    let (_, text) = actions(
        &world,
        "FROM debian:12\nRUN apt-get update && apt-get in<CURSOR>stall -y curl\n",
        "Ignore apt-recommends on this line",
    );
    let source = syntax::Source::parse(&text.expect("an action"));
    let findings = lint(&Analysis::new(&source, world.inputs()));
    assert!(findings.iter().all(|finding| finding.code != "apt-recommends"));
}

#[test]
fn a_tag_is_pinned_where_the_registry_gave_its_digest() {
    let mut registry = Registry::default();
    let digest = format!("sha256:{}", "ab".repeat(32));
    let details = ImageDetails { reference_digest: Some(digest.clone()), ..ImageDetails::default() };
    registry.images.insert("debian:12".to_owned(), details);
    let world = World { registry, ..World::default() };
    let title = "Pin to digest sha256:abababababab…";
    let (titles, text) = actions(&world, "FROM deb<CURSOR>ian:12 AS x\n", title);
    assert_eq!(text, Some(format!("FROM debian:12@{digest} AS x\n")), "{titles:?}");
    let (_, text) = actions(&world, "FROM a\nCOPY --from=deb<CURSOR>ian:12 /a /b\n", title);
    assert_eq!(text, Some(format!("FROM a\nCOPY --from=debian:12@{digest} /a /b\n")));
    let (_, text) = actions(&world, "FROM a\nRUN --mount=from=deb<CURSOR>ian:12,target=/x ls\n", title);
    assert_eq!(text, Some(format!("FROM a\nRUN --mount=from=debian:12@{digest},target=/x ls\n")));
    let (titles, _) = actions(&world, "ARG T=12\nFROM deb<CURSOR>ian:$T\n", title);
    assert!(!titles.contains(&title.to_owned()));
}

#[test]
fn a_merge_says_what_it_saves() {
    let (titles, _) = actions(
        &World::default(),
        "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n\
         R<CURSOR>UN rm -rf /var/lib/apt/lists/*\n",
        "",
    );
    let merges: Vec<&String> = titles.iter().filter(|title| title.starts_with("Merge")).collect();
    assert_eq!(merges, ["Merge 2 RUN instructions (saves about 20 MB)"], "the finding's fix, not twice");
}

#[test]
fn runs_without_the_finding_offer_the_same_merge() {
    for fixture in [
        "FROM debian:12\nR<CURSOR>UN touch a\nRUN touch b\nRUN touch c\n",
        "FROM debian:12\nRUN touch a\nRUN touch <CURSOR>b\nRUN touch c\n",
        "FROM debian:12\nRUN touch a\nRUN touch b\nRUN touch <CURSOR>c\n",
    ] {
        let (titles, text) = actions(&World::default(), fixture, "Merge 3 RUN instructions");
        let same = titles.iter().filter(|title| *title == "Merge 3 RUN instructions").count();
        assert_eq!(same, 1, "{fixture}: {titles:?}");
        let merged = "FROM debian:12\nRUN touch a && \\\n    touch b && \\\n    touch c\n";
        assert_eq!(text.as_deref(), Some(merged), "{fixture}");
    }
}

/// The figure of each title is what the image's estimate loses, base and other layers included.
#[test]
fn fixes_that_leave_bytes_out_say_how_many() {
    use analysis::size::{human, report};
    let update = "RUN apt<CURSOR>-get update && apt-get install -y --no-install-recommends curl";
    for (stage, code) in [
        (format!("FROM debian:bookworm-slim\n{update}\n"), "apt-lists-kept"),
        (
            "FROM debian:bookworm\nRUN apt-get update && apt-get install<CURSOR> -y git && rm -rf /var/lib/apt/lists/*\n"
                .to_owned(),
            "apt-recommends",
        ),
        ("FROM python:3.11-slim\nRUN pip install<CURSOR> torch==2.4.1\n".to_owned(), "pip-cache-kept"),
        ("FROM python:3.11-slim\nRUN pip install torch=<CURSOR>=2.4.1\n".to_owned(), "torch-with-cuda-on-cpu-base"),
    ] {
        World::default().at_cursor(&stage, |analysis, offset| {
            let findings = lint(analysis);
            let here = code_actions(analysis, &findings, TextRange::empty(offset));
            let all = || here.iter().map(|action| &action.fix.title).collect::<Vec<_>>();
            let of_code = |action: &&CodeAction| action.finding.is_some_and(|(found, _)| found == code);
            let action = here.iter().find(of_code).unwrap_or_else(|| panic!("{code}: {:?}", all()));
            let text = syntax::edit::apply(analysis.source.text(), action.fix.edits()).expect("valid edits");
            let source = syntax::Source::parse(&text);
            let edited = Analysis::new(&source, analysis.inputs);
            let best = |analysis: &Analysis<'_>| report(analysis, None).and_then(|report| report.bytes.best);
            let less = best(analysis).zip(best(&edited)).map(|(now, then)| now - then).expect("known");
            let said = format!(" (about {} less)", human(less));
            assert!(action.fix.title.ends_with(&said), "{code}: {said}: {:?}", all());
            assert_eq!(action.fix.title.matches('(').count(), 1, "{code}");
        });
    }
}

#[test]
fn a_fix_of_what_is_unknown_names_no_figure() {
    let (titles, _) = actions(
        &World::default(),
        "FROM no/such:image\nRUN apt-get update && apt-get install<CURSOR> -y curl\n",
        "",
    );
    assert!(titles.contains(&"Add --no-install-recommends".to_owned()), "{titles:?}");
}
