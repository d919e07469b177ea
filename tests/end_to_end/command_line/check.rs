//! What `check` finds, in every format, and how it ends.

use layerwise_tests::{Folder, run};

use super::{UNTIDY, json, layerwise};
use crate::PROGRAM;

#[test]
fn check_finds_dockerfiles_and_exits_by_severity() {
    let folder = Folder::with(&[
        ("Dockerfile", UNTIDY),
        ("sub/gpu.Dockerfile", "FROM scratch\n"),
        ("sub/notes.md", "FROM nothing\n"),
    ]);
    let offline = |more: &[&str]| {
        layerwise(
            folder.path(),
            &[&["check", "--offline", "--select", "apt-lists-kept", "--format", "json"], more].concat(),
        )
    };
    let output = offline(&["."]);
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    let document = json(&output);
    assert_eq!(document["version"], 1);
    let paths: Vec<&str> = document["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(|file| file["path"].as_str())
        .collect();
    assert_eq!(paths, ["./Dockerfile", "./sub/gpu.Dockerfile"]);
    let found = &document["files"][0]["diagnostics"][0];
    assert_eq!(found["code"], "apt-lists-kept");
    assert_eq!(found["severity"], "info");
    assert_eq!(found["range"]["start"]["line"], 1);
    assert_eq!(found["fixes"][0]["applicability"], "safe");
    assert_eq!(offline(&["--fail-on", "info"]).code, Some(1));
    assert_eq!(offline(&["--fail-on", "info", "--min-severity", "error"]).code, Some(1));
    assert_eq!(offline(&["--fail-on", "info", "sub"]).code, Some(0));
}

#[test]
fn check_explains_what_stages_hold() {
    let folder = Folder::with(&[("Dockerfile", "FROM python:3.11-slim\nRUN pip install torch==2.4.0\n")]);
    let explain = |path: &str| layerwise(folder.path(), &["check", "--explain-env", "--offline", path]);
    let output = explain("Dockerfile");
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    let of_python = output.stdout.lines().find(|line| line.contains("Python"));
    assert!(
        of_python.is_some_and(|line| line.contains("3.11") && line.contains("python:3.11-slim")),
        "{output:?}"
    );
    assert!(output.stdout.contains("missing: python:3.11-slim has no compiler\n"), "{output:?}");
    let without = explain("nope");
    assert_eq!((without.code, without.stdout.as_str()), (Some(2), ""));
}

#[test]
fn check_reads_standard_input() {
    let folder = Folder::with(&[]);
    let arguments = ["check", "--offline", "--fail-on", "info", "--select", "DL3009", "-"];
    let output = run(PROGRAM, &arguments, folder.path(), UNTIDY.as_bytes());
    assert_eq!(output.code, Some(1));
    assert!(
        output.stdout.contains("info[apt-lists-kept]") && output.stdout.contains("--> -:2:"),
        "{output:?}"
    );
}

#[test]
fn other_formats_are_what_services_read() {
    let folder = Folder::with(&[("Dockerfile", UNTIDY)]);
    let check = |format| {
        let arguments =
            ["check", "--offline", "--select", "apt-lists-kept", "--format", format, "Dockerfile"];
        layerwise(folder.path(), &arguments)
    };
    let sarif = json(&check("sarif"));
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"apt-lists-kept".into(), &"note".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "Dockerfile");
    // Columns count from one there, from zero in the JSON.
    let start = json(&check("json"))["files"][0]["diagnostics"][0]["range"]["start"].clone();
    assert_eq!(start["line"].as_u64().map(|line| line + 1), place["region"]["startLine"].as_u64());
    let column = start["character"].as_u64().map(|column| column + 1).expect("a number");
    assert_eq!(Some(column), place["region"]["startColumn"].as_u64());
    let github = check("github").stdout;
    let begin = format!("::notice file=Dockerfile,line=2,col={column},endColumn=");
    assert!(github.starts_with(&begin), "{github}");
    // A file that is named and found as well is checked once, and annotated by its path in the repository.
    let arguments =
        ["check", "--offline", "--select", "apt-lists-kept", "--format", "github", ".", "Dockerfile"];
    assert_eq!(layerwise(folder.path(), &arguments).stdout, github);
}

#[test]
fn rules_and_pages() {
    let folder = Folder::with(&[]);
    let rules = json(&layerwise(folder.path(), &["rules", "--format", "json"]));
    let rule = rules.as_array().and_then(|all| all.iter().find(|it| it["code"] == "apt-lists-kept"));
    let rule = rule.expect("the rule is listed");
    assert_eq!((&rule["category"], &rule["fix"]), (&"practice".into(), &"safe".into()));
    assert!(rule["aliases"].as_array().is_some_and(|aliases| aliases.contains(&"DL3009".into())));
    let with_alias = |alias: &str| {
        let all = rules.as_array().expect("a list").iter();
        all.filter(|it| it["aliases"].as_array().is_some_and(|own| own.contains(&alias.into()))).count()
    };
    let missing: Vec<String> =
        (1..=52).map(|number| format!("ML{number:02}")).filter(|alias| with_alias(alias) == 0).collect();
    assert_eq!(missing, [""; 0], "every ML rule has its number");
    let merge = rules.as_array().and_then(|all| all.iter().find(|it| it["code"] == "consecutive-runs"));
    assert!(
        merge.is_some_and(|it| it["aliases"].as_array().is_some_and(|own| own.contains(&"DL3059".into())))
    );
    let page = layerwise(folder.path(), &["explain", "dl3009"]);
    assert_eq!(page.code, Some(0));
    assert!(page.stdout.starts_with("# apt-lists-kept: "), "{page:?}");
    let unknown = layerwise(folder.path(), &["explain", "apt-list-kept"]);
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.stderr,
        "layerwise: apt-list-kept: no rule has this code; did you mean `apt-lists-kept`?\n"
    );
    let facts = layerwise(folder.path(), &["facts"]);
    assert!(facts.code == Some(0) && facts.stdout.contains("cuda_tags"), "{facts:?}");
}
