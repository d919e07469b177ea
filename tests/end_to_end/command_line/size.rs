//! `size`: one Dockerfile, and two beside each other.

use std::path::Path;

use layerwise_tests::Folder;
use serde_json::Value;

use super::{json, layerwise};

#[test]
fn size_measures_the_example() {
    let folder = Folder::with(&[]);
    let file = layerwise_tests::example("pytorch-training/Dockerfile");
    let file = file.to_str().expect("UTF-8");
    let size = |more: &[&str]| layerwise(folder.path(), &[&["size", "--offline", file], more].concat());
    let report = json(&size(&["--format", "json"]));
    assert_eq!(
        (&report["version"], &report["file"], &report["platform"]),
        (&1.into(), &file.into(), &"linux/amd64".into())
    );
    let layers = report["layers"].as_array().expect("layers");
    let shown: Vec<(u64, &str)> = layers
        .iter()
        .filter_map(|layer| Some((layer["line"].as_u64()?, layer["instruction"].as_str()?)))
        .collect();
    assert_eq!(shown, [(0, "FROM"), (4, "WORKDIR"), (6, "COPY"), (8, "RUN"), (13, "COPY")]);
    let run = layers[3]["bytes"]["best"].as_u64().expect("known");
    assert!((3_000_000_000..6_000_000_000).contains(&run), "{run}");
    let context = folder.path().to_str().expect("UTF-8");
    let elsewhere = json(&size(&["--format", "json", context]));
    assert_ne!(elsewhere["layers"][4]["bytes"]["best"], layers[4]["bytes"]["best"]);
    let text = size(&[]).stdout;
    assert!(text.contains('█') && text.contains("torch 1.13.1"), "{text}");
    let page = size(&["--format", "html"]).stdout;
    assert!(page.starts_with("<!doctype html>") && page.contains("torch 1.13.1"));
    let no_stage = size(&["--target", "nope"]);
    assert_eq!(no_stage.code, Some(2));
    assert!(no_stage.stderr.contains("has no stage `nope`"), "{no_stage:?}");
}

#[test]
fn two_files_are_compared_layer_by_layer() {
    let folder = Folder::with(&[
        ("Dockerfile", "FROM scratch\nCOPY a /a\nCOPY b /b\n"),
        ("old/Dockerfile", "FROM scratch\nCOPY a /a\n"),
        ("a", "12345"),
        ("b", "123"),
    ]);
    let compare = |format: &str| {
        let arguments =
            ["size", "Dockerfile", "--against", "old/Dockerfile", "--offline", "--format", format];
        layerwise(folder.path(), &arguments)
    };
    let output = compare("json");
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    let document = json(&output);
    assert_eq!((&document["file"], &document["against"]), (&"Dockerfile".into(), &"old/Dockerfile".into()));
    let kinds: Vec<_> =
        document["layers"].as_array().expect("layers").iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["same", "added"]);
    assert_eq!(document["layers"][0]["before"]["bytes"]["best"], 5, "the same build context for both");
    assert_eq!(document["layers"][1]["before"], Value::Null);
    assert_eq!(document["image"]["change"], 3);
    let text = compare("text").stdout;
    assert!(
        text.contains("+3 B  COPY b /b\n") && text.contains("Dockerfile against old/Dockerfile"),
        "{text}"
    );
    let output = compare("html");
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
    let output = layerwise(folder.path(), &["size", "Dockerfile", "--against", "nope"]);
    assert_eq!(
        (output.code, output.stderr.as_str()),
        (Some(2), "layerwise: nope: is neither a file nor a commit; name a file, or a revision of git\n")
    );
}

/// Runs git in a folder, away from the settings of whoever runs the tests.
fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
    let status = std::process::Command::new("git")
        .current_dir(folder)
        .args(identity)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdout(std::process::Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "git {arguments:?}");
}

#[test]
fn a_git_revision_is_compared_with_its_own_build_context() {
    let folder = Folder::with(&[
        ("app/Dockerfile", "FROM scratch\nCOPY . /\n"),
        ("app/data", "12345"),
        ("app/.dockerignore", "Dockerfile\n.dockerignore\nlogs\n"),
        ("app/logs/long", "123456789"),
        ("main", "FROM scratch\n"),
    ]);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "app"]);
    git(folder.path(), &["commit", "-q", "-m", "one"]);
    std::fs::write(folder.path().join("app/data"), "1234567").expect("written");
    std::fs::write(folder.path().join("app/Dockerfile"), "FROM scratch\nCOPY . /\nCOPY data /more\n")
        .expect("written");
    let compare = |against: &str| {
        let arguments = ["size", "app/Dockerfile", "--against", against, "--offline", "--format", "json"];
        layerwise(folder.path(), &arguments)
    };
    for against in ["HEAD", "main:", "HEAD:app/Dockerfile"] {
        let output = compare(against);
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{against}");
        let document = json(&output);
        let name = against.split(':').next().expect("a name");
        assert_eq!(document["against"], format!("{name}:app/Dockerfile"));
        let bytes = |side: &str| document["layers"][0][side]["bytes"]["best"].clone();
        assert_eq!((bytes("before"), bytes("after")), (5.into(), 7.into()), "{against}");
        assert_eq!(document["layers"][1]["kind"], "added");
        assert_eq!(document["image"]["change"], 9);
    }
    // A file of that name wins.
    assert_eq!(json(&compare("main"))["against"], "main");
    for (against, words) in [
        ("HEAD:none", "HEAD: has no file `none`; name the file too: --against REVISION:PATH"),
        ("nowhere:", "nowhere: is neither a file nor a commit"),
        ("--help:", "is neither a file nor a commit"),
        ("./HEAD", "./HEAD: no such file or folder"),
    ] {
        let output = layerwise(
            folder.path(),
            &["size", "app/Dockerfile", "--offline", &format!("--against={against}")],
        );
        assert!(output.code == Some(2) && output.stderr.contains(words), "{against}: {output:?}");
    }
}
