//! shellcheck's findings, on the command line and in an editor, with the real program.

use std::path::{Path, PathBuf};

use layerwise_tests::{Client, Folder, run, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

const ENABLED: &str = "[shellcheck]\nenabled = true\n";
const FILE: &str = "\
FROM debian:bookworm-slim\n\
ENV LIST=/list\n\
RUN true && \\\n\
    # a comment of the Dockerfile\n\
    rm $(cat \"$LIST\")\n\
RUN <<EOF\n\
echo one\n\
rm $(cat two)\n\
EOF\n\
# shellcheck disable=SC2046\n\
RUN rm $(cat three)\n";

fn is_installed() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder: PathBuf| folder.join("shellcheck").is_file());
    if !found {
        eprintln!("skipped: shellcheck not found");
    }
    found
}

fn check(folder: &Path, more: &[&str]) -> Vec<Value> {
    let arguments = [&["check", "--offline", "--format", "json", "--select", "shellcheck"], more].concat();
    let output = run(PROGRAM, &arguments, folder, b"");
    let document: Value = serde_json::from_str(&output.stdout).expect("JSON");
    document["files"][0]["diagnostics"].as_array().expect("a list").clone()
}

#[test]
fn check_passes_on_what_shellcheck_says() {
    if !is_installed() {
        return;
    }
    let folder = Folder::with(&[("Dockerfile", FILE), ("layerwise.toml", ENABLED)]);
    let found = check(folder.path(), &["Dockerfile"]);
    let places: Vec<(u64, u64, u64)> = found
        .iter()
        .filter(|found| found["message"].as_str().is_some_and(|text| text.starts_with("SC2046: ")))
        .map(|found| {
            let (start, end) = (&found["range"]["start"], &found["range"]["end"]);
            let number = |value: &Value| value.as_u64().expect("a number");
            (number(&start["line"]), number(&start["character"]), number(&end["character"]))
        })
        .collect();
    assert_eq!(places, [(4, 3, 17), (7, 3, 13)], "{found:#?}");
    assert_eq!(found[0]["url"], "https://www.shellcheck.net/wiki/SC2046");
    assert!(check(folder.path(), &["--ignore", "SC2046", "Dockerfile"]).is_empty());
}

#[test]
fn nothing_is_asked_unless_the_settings_say_so() {
    let folder = Folder::with(&[("Dockerfile", FILE)]);
    assert!(check(folder.path(), &["Dockerfile"]).is_empty());
}

#[test]
fn an_editor_gets_them_after_its_other_diagnostics() {
    if !is_installed() {
        return;
    }
    let folder = Folder::with(&[("Dockerfile", FILE), ("layerwise.toml", ENABLED)]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, FILE);
    let is_ours = |item: &Value| item["code"] == "shellcheck";
    loop {
        let published = client.notification("textDocument/publishDiagnostics");
        let items = published["diagnostics"].as_array().expect("a list").clone();
        assert!(items.iter().any(|item| !is_ours(item)), "the others are never missing");
        if items.iter().any(is_ours) {
            break;
        }
    }
}
