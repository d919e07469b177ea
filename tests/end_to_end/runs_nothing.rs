//! Nothing that a workspace holds or names is ever run.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use layerwise_tests::{Client, Folder, run, uri_of};
use serde_json::json;

use crate::PROGRAM;

/// Programs that a tool for Dockerfiles could think of. Each leaves a trace where it is run.
const TRAPS: [&str; 18] = [
    "sh",
    "bash",
    "docker",
    "buildctl",
    "git",
    "pip",
    "python3",
    "uv",
    "conda",
    "npm",
    "apt-get",
    "dpkg",
    "rpm",
    "curl",
    "hadolint",
    "docker-credential-evil",
    "docker-credential-desktop",
    "evil",
];
/// What a hostile workspace says: to run its programs for credentials, scripts, hooks and settings.
const DOCKERFILE: &str = "# syntax=evil/frontend:1\nARG A=$(evil)\nFROM debian:12\nSHELL [\"./evil\", \"-c\"]\nRUN evil && `evil` \"$(evil)\" | bash\n\
    RUN <<EOF\n#!/usr/bin/env evil\nEOF\nCOPY . .\nRUN pip install -r requirements.txt && npm ci && ./evil\nHEALTHCHECK CMD evil\nENTRYPOINT [\"evil\"]\n";

/// A workspace with traps in a folder and beside the Dockerfile.
fn workspace() -> Folder {
    let folder = Folder::with(&[
        ("Dockerfile", DOCKERFILE),
        ("requirements.txt", "--global-option=evil\n-e git+ssh://evil@host.example/a.git\n./evil\n"),
        ("setup.py", "import os; os.system('evil')\n"),
        ("package.json", "{\"scripts\": {\"preinstall\": \"evil\"}}"),
        ("compose.yaml", "services:\n  a:\n    build: {context: ., args: {A: '$(evil)'}}\n"),
        ("docker-bake.hcl", "target \"a\" { args = { A = \"$(evil)\" } }\n"),
        (".env", "A=$(evil)\n"),
        (".docker/config.json", "{\"credsStore\": \"evil\"}"),
        (".git/config", "[core]\n\tfsmonitor = evil\n\thooksPath = .\n"),
        (
            "layerwise.toml",
            "[network]\nallowed-hosts = [\"localhost\"]\n[shellcheck]\nenabled = true\npath = \"./evil\"\n",
        ),
    ]);
    let script = format!("#!/bin/sh\necho \"$0\" >> '{}'\n", folder.file("trace").display());
    for trap in TRAPS {
        for place in [format!("traps/{trap}"), trap.to_owned()] {
            folder.write(&place, &script);
            fs::set_permissions(folder.file(&place), fs::Permissions::from_mode(0o755)).expect("ours");
        }
    }
    folder
}

/// A script that starts the program with nothing but traps in `PATH`.
fn among_traps(folder: &Folder) -> String {
    let traps = folder.file("traps");
    let script = format!("#!/bin/sh\nPATH='{}' exec '{PROGRAM}' \"$@\"\n", traps.display());
    folder.write("start", &script);
    let program = folder.file("start");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("ours");
    program.to_str().expect("UTF-8").to_owned()
}

fn assert_untouched(folder: &Folder, what: &str) {
    let trace = fs::read_to_string(folder.file("trace")).unwrap_or_default();
    assert!(trace.is_empty(), "{what} ran {trace}");
}

#[test]
fn a_trap_leaves_a_trace() {
    let folder = workspace();
    let ran = std::process::Command::new(folder.file("traps/docker")).status().expect("it runs");
    let trace = fs::read_to_string(folder.file("trace")).expect("a trace");
    assert!(ran.success() && trace.contains("docker"), "{trace}");
}

#[test]
fn no_command_runs_what_a_workspace_names() {
    let folder = workspace();
    let program = among_traps(&folder);
    for arguments in [
        &["check", "."][..],
        &["check", "--explain-env", "Dockerfile"],
        &["size", "Dockerfile"],
        &["fix", "--diff", "--unsafe", "Dockerfile"],
        &["format", "--check", "Dockerfile"],
        &["parse", "Dockerfile"],
        &["tags", "localhost:1/a"],
        &["facts"],
    ] {
        let output = run(&program, arguments, folder.path(), b"");
        assert!(output.code.is_some_and(|code| code <= 3), "{arguments:?}: {output:?}");
        assert_untouched(&folder, arguments[0]);
    }
}

#[test]
fn no_session_runs_what_a_workspace_names() {
    let folder = workspace();
    let program = among_traps(&folder);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(&program, folder.path(), json!({}));
    client.open(&uri, DOCKERFILE);
    for line in 0..DOCKERFILE.lines().count() {
        let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": 6}});
        for method in ["hover", "completion", "definition"] {
            client.request(&format!("textDocument/{method}"), place.clone());
        }
    }
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let range = json!({"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}});
    client.request("textDocument/inlayHint", range.clone());
    client.request("textDocument/codeAction", range);
    assert!(client.shut_down().success());
    assert_untouched(&folder, "the session");
}
