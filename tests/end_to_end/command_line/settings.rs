//! Settings files, ours and hadolint's.

use layerwise_tests::Folder;
use serde_json::Value;

use super::{UNTIDY, json, layerwise};
use crate::PROGRAM;

#[test]
fn a_hadolint_file_is_read_below_our_own_settings() {
    let files =
        [("Dockerfile", UNTIDY), (".hadolint.yaml", "ignored:\n  - DL3009\noverride:\n  error: [DL3015]\n")];
    let folder = Folder::with(&files);
    let check = || layerwise(folder.path(), &["check", "--offline", "--format", "json", "Dockerfile"]);
    let found = json(&check());
    let severity = |found: &Value, code: &str| {
        let all = found["files"][0]["diagnostics"].as_array().expect("findings").clone();
        all.into_iter().find(|it| it["code"] == code).map(|it| it["severity"].clone())
    };
    assert_eq!(severity(&found, "apt-lists-kept"), None);
    assert_eq!(severity(&found, "apt-recommends"), Some("error".into()));
    folder.write("layerwise.toml", "[rules]\napt-lists-kept = \"warning\"\n");
    assert_eq!(severity(&json(&check()), "apt-lists-kept"), Some("warning".into()));
}

#[test]
fn a_hadolint_file_says_what_fails_a_run() {
    let folder = Folder::with(&[("Dockerfile", UNTIDY)]);
    let code = |threshold: &str, more: &[&str]| {
        folder.write(".hadolint.yaml", format!("failure-threshold: {threshold}\n"));
        layerwise(folder.path(), &[&["check", "--offline"], more, &["Dockerfile"]].concat()).code
    };
    assert_eq!(code("info", &[]), Some(1));
    assert_eq!(code("warning", &[]), Some(0));
    assert_eq!(code("none", &[]), Some(0));
    assert_eq!(code("none", &["--fail-on", "info"]), Some(1), "the flag decides");
}

#[test]
fn settings_files_are_found_upward_and_checked() {
    let folder = Folder::with(&[
        ("layerwise.toml", "ofline = true\n[rules]\napt-lists-kept = \"error\"\n"),
        ("a/b/Dockerfile", UNTIDY),
        ("bad/layerwise.toml", "offline = \"yes\"\n"),
        ("bad/Dockerfile", UNTIDY),
        ("broken.toml", "offline = \n"),
    ]);
    let output =
        layerwise(folder.path(), &["check", "--offline", "--select", "apt-lists-kept", "a/b/Dockerfile"]);
    assert_eq!(output.code, Some(1));
    assert!(output.stdout.contains("error[apt-lists-kept]"));
    assert!(output.stderr.ends_with("unknown setting `ofline`; did you mean `offline`?\n"), "{output:?}");
    let output = layerwise(folder.path(), &["check", "--offline", "bad"]);
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.ends_with("`offline` must be true or false; correct the file\n"), "{output:?}");
    let output = std::process::Command::new(PROGRAM)
        .args(["check", "--offline", "a/b/Dockerfile"])
        .current_dir(folder.path())
        .env("LAYERWISE_CONFIG", "broken.toml")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.starts_with("layerwise: broken.toml: line 1 is no TOML"), "{stderr}");
}

#[test]
fn targets_in_the_settings_wake_their_rules() {
    let settings = "target-driver = \"535.104\"\ntrusted-registries = [\"quay.io\"]\n";
    let folder = Folder::with(&[("Dockerfile", "FROM nvidia/cuda:13.0.3-base-ubuntu22.04\n")]);
    let check = || {
        let select = ["check", "--offline", "--select", "driver-too-old,untrusted-registry", "Dockerfile"];
        layerwise(folder.path(), &select).stdout
    };
    let without = check();
    assert!(!without.contains("[driver-too-old]") && !without.contains("[untrusted-registry]"), "{without}");
    folder.write("layerwise.toml", settings);
    let with = check();
    assert!(with.contains("[driver-too-old]") && with.contains("[untrusted-registry]"), "{with}");
}
