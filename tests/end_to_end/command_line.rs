//! The command line: what each command prints, and how it ends.

use std::path::Path;

use layerwise_tests::{Folder, Output, run};
use serde_json::Value;

use crate::PROGRAM;

const UNTIDY: &str = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n";

fn layerwise(folder: &Path, arguments: &[&str]) -> Output {
    run(PROGRAM, arguments, folder, b"")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

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
}

#[test]
fn fix_writes_prints_or_compares() {
    let folder = Folder::with(&[("Dockerfile", UNTIDY)]);
    let fixed = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n";
    let fix = |more: &[&str]| {
        layerwise(folder.path(), &[&["fix", "--offline", "--only", "DL3009"], more, &["Dockerfile"]].concat())
    };
    let shown = fix(&["--stdout"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), fixed));
    let diff = fix(&["--diff"]).stdout;
    assert!(diff.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n@@ "), "{diff}");
    assert_eq!(folder.read("Dockerfile"), UNTIDY, "nothing is written with --stdout or --diff");
    assert_eq!(fix(&[]).code, Some(0));
    assert_eq!(folder.read("Dockerfile"), fixed);
    let again = fix(&["--diff"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""));
}

#[test]
#[cfg(unix)]
fn fix_keeps_permissions_and_links_and_leaves_no_rubbish() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/Dockerfile", UNTIDY)]);
    let real = folder.file("real/Dockerfile");
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).expect("permissions are set");
    symlink("real/Dockerfile", folder.file("Dockerfile")).expect("a link");
    let output = layerwise(folder.path(), &["fix", "--offline", "--only", "apt-lists-kept", "Dockerfile"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(folder.file("Dockerfile").is_symlink());
    assert!(folder.read("real/Dockerfile").contains("rm -rf"));
    assert_eq!(std::fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.file("real")).expect("readable").count(), 1);
}

#[test]
fn parse_gives_instructions_as_buildkit_counts_them() {
    let text = "# syntax=docker/dockerfile:1\nFROM --platform=linux/amd64 a AS b\nRUN <<EOF\necho hi\nEOF\nCMD [\"x\"]\nNOPE\n";
    let folder = Folder::with(&[("Dockerfile", text)]);
    let output = layerwise(folder.path(), &["parse", "--format", "json", "Dockerfile"]);
    assert_eq!(output.code, Some(1));
    let document = json(&output);
    let file = &document["files"][0];
    let row = |index: usize| {
        let it = &file["instructions"][index];
        (it["keyword"].clone(), it["range"]["start_line"].clone(), it["range"]["end_line"].clone())
    };
    assert_eq!(row(0), ("from".into(), 1.into(), 1.into()));
    assert_eq!(row(1), ("run".into(), 2.into(), 4.into()));
    assert_eq!(row(3), ("nope".into(), 6.into(), 6.into()));
    assert_eq!(file["instructions"][0]["flags"][0], "--platform=linux/amd64");
    assert_eq!(file["instructions"][1]["heredocs"], 1);
    assert_eq!(file["instructions"][2]["json_form"], true);
    assert_eq!(file["errors"][0]["line"], 6);
}

#[test]
fn parse_keeps_what_the_contract_says_of_odd_files() {
    let folder = Folder::with(&[
        ("empty", ""),
        ("two", "FROM a\nRUN <<A <<B\nx\nA\ny\nB\nCMD true\n"),
        ("onbuild", "FROM a\nONBUILD RUN <<E\nx\nE\nRUN true \\\n"),
        ("cr", "FROM a\nRUN echo x\ry\nCMD z\n"),
        ("template", "FROM a\n{{ if x }}\nRUN true\n"),
    ]);
    folder.write("bytes", b"FROM a\nRUN echo \xff\n");
    let names = ["empty", "two", "onbuild", "cr", "template", "bytes"];
    let output = layerwise(folder.path(), &[&["parse", "--format", "json"], &names[..]].concat());
    assert_eq!(output.code, Some(1));
    let document = json(&output);
    let file = |name: &str| {
        let files = document["files"].as_array().expect("files");
        files.iter().find(|file| file["path"] == name).expect("as it was given")
    };
    let seen = |name: &str, index: usize| {
        let it = &file(name)["instructions"][index];
        let line = |key: &str| it["range"][key].as_u64().expect("a line");
        let text = |key: &str| it[key].as_str().expect("a text").to_owned();
        (text("keyword"), line("start_line"), line("end_line"), it["heredocs"].as_u64(), text("original"))
    };
    let expected = |keyword: &str, start, end, heredocs, original: &str| {
        (keyword.to_owned(), start, end, Some(heredocs), original.to_owned())
    };
    assert_eq!(file("empty")["instructions"], serde_json::json!([]));
    assert_eq!(file("empty")["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen("two", 1), expected("run", 1, 5, 2, "RUN <<A <<B"));
    assert_eq!(seen("two", 2), expected("cmd", 6, 6, 0, "CMD true"));
    assert_eq!(seen("onbuild", 1), expected("onbuild", 1, 3, 1, "ONBUILD RUN <<E"));
    assert_eq!(seen("onbuild", 2), expected("run", 4, 4, 0, "RUN true"));
    assert_eq!(seen("cr", 1), expected("run", 1, 1, 0, "RUN echo x\ry"));
    assert_eq!(seen("cr", 2), expected("cmd", 2, 2, 0, "CMD z"));
    assert_eq!(seen("template", 1), expected("template", 1, 1, 0, "{{ if x }}"));
    assert_eq!(seen("bytes", 1), expected("run", 1, 1, 0, "RUN echo \u{fffd}"));
}

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
fn git(folder: &std::path::Path, arguments: &[&str]) {
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

#[test]
fn tags_come_from_the_embedded_table_offline() {
    let folder = Folder::with(&[]);
    let tags = |image| layerwise(folder.path(), &["tags", "--offline", "--format", "json", image]);
    let list = json(&tags("nvidia/cuda:12.4"));
    assert_eq!((&list["image"], &list["source"]), (&"nvidia/cuda".into(), &"embedded".into()));
    let names: Vec<&str> =
        list["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    assert!(names.len() > 20 && names.iter().all(|name| name.starts_with("12.4")), "{names:?}");
    assert_eq!(json(&tags("docker.io/nvidia/cuda:12.4"))["tags"], list["tags"]);
    assert_eq!(tags("a:b:c").code, Some(2));
    assert_eq!(tags("localhost:1/nobody/knows:1").code, Some(3));
}

#[test]
fn format_writes_prints_or_checks() {
    let folder = Folder::with(&[("Dockerfile", "from   a\nrun true\n")]);
    let formatted = "FROM a\nRUN true\n";
    let format = |more: &[&str]| layerwise(folder.path(), &[&["format"], more, &["Dockerfile"]].concat());
    assert_eq!(format(&["--check"]).code, Some(1));
    assert_eq!(format(&["--stdout"]).stdout, formatted);
    assert_eq!(folder.read("Dockerfile"), "from   a\nrun true\n");
    assert_eq!(format(&[]).code, Some(0));
    assert_eq!(folder.read("Dockerfile"), formatted);
    assert_eq!(format(&["--check"]).code, Some(0));
}

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

#[test]
fn bad_input_is_one_line_and_nothing_is_written() {
    let folder = Folder::with(&[("empty/readme.txt", ""), ("Empty.Dockerfile", "")]);
    folder.write("binary", b"\x7fELF\0\0\xff");
    folder.write("latin1", b"FROM a\nRUN echo \xe9\n");
    folder.write("large", "# x\n".repeat(5 << 20));
    folder.write("crlf", "\u{feff}FROM a:1\r\nRUN true\r\n");
    let table: &[(&[&str], i32, &str)] = &[
        (&["check", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (&["check", "binary"], 2, "layerwise: binary: is a binary file; name a Dockerfile\n"),
        (
            &["check", "large"],
            2,
            "layerwise: large: is larger than 4 MB; a Dockerfile is never that large: check the path\n",
        ),
        (
            &["check", "empty"],
            0,
            "layerwise: empty: no Dockerfile found; name the file itself if it has another name\n",
        ),
        (&["check", "--select", "syntax", "latin1"], 0, ""),
        (&["check", "--select", "syntax", "crlf"], 0, ""),
        (&["fix", "latin1"], 2, "layerwise: latin1: is not UTF-8; convert the file first\n"),
        (&["fix", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (&["fix", "empty"], 2, "layerwise: empty: is a folder; name a file in it\n"),
        (&["fix", "binary"], 2, "layerwise: binary: is a binary file; name a Dockerfile\n"),
        (
            &["fix"],
            2,
            "layerwise: the following required arguments were not provided: <FILE>...; see `layerwise --help`\n",
        ),
        (&["parse", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (
            &["check", "--select", "nope"],
            2,
            "layerwise: nope: no rule has this code; see `layerwise rules`\n",
        ),
        (
            &["check", "--frmat", "json"],
            2,
            "layerwise: unexpected argument '--frmat' found tip: a similar argument exists: '--format'; see `layerwise --help`\n",
        ),
        (&["nope"], 2, "layerwise: unrecognized subcommand 'nope'; see `layerwise --help`\n"),
        (
            &["check", "a\u{1b}[31mb"],
            2,
            "layerwise: a\u{fffd}[31mb: no such file or folder; check the path\n",
        ),
    ];
    let before = names(folder.path());
    for (arguments, code, stderr) in table {
        let mut arguments = arguments.to_vec();
        if matches!(arguments[0], "check" | "fix") {
            arguments.insert(1, "--offline");
        }
        let output = layerwise(folder.path(), &arguments);
        assert_eq!((output.code, output.stderr.as_str()), (Some(*code), *stderr), "{arguments:?}");
    }
    assert_eq!(names(folder.path()), before);
}

fn names(folder: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    names.sort();
    names
}
