//! Files beside a Dockerfile that bear on it, and what happens when they change.

use layerwise_tests::{Client, Folder, LIMIT, uri_of};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

use crate::PROGRAM;

const TEXT: &str = "ARG BASE\nFROM ${BASE} AS main\nCOPY data.txt /\nRUN pip install -r requirements.txt\n";

fn compose(base: &str) -> String {
    format!(
        "services:\n  train:\n    build:\n      context: ..\n      dockerfile: docker/Dockerfile\n      args: {{BASE: '{base}'}}\n"
    )
}

fn opened(files: &[(&str, &str)]) -> (Folder, String, Client) {
    opened_with(TEXT, files)
}

/// `docker/Dockerfile` with a text, beside other files.
fn opened_with(text: &str, files: &[(&str, &str)]) -> (Folder, String, Client) {
    let folder = Folder::with(files);
    folder.write("docker/Dockerfile", text);
    let uri = uri_of(&folder.file("docker/Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, text);
    (folder, uri, client)
}

fn changed(client: &mut Client, folder: &Folder, name: &str) {
    let change = json!({"uri": uri_of(&folder.file(name)), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
}

fn hover(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    let hover = client.request("textDocument/hover", place);
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn compose_files_give_arguments_and_the_context() {
    let files = [("data.txt", "1"), ("compose.yaml", "")];
    let (folder, uri, mut client) = opened(&files);
    assert!(hover(&mut client, &uri, 1, 8).contains("has no value before the build"));
    folder.write("docker/compose.yaml", compose("debian:12"));
    changed(&mut client, &folder, "docker/compose.yaml");
    let text = hover(&mut client, &uri, 1, 8);
    assert!(text.contains("`debian:12`") && text.contains("from compose.yaml, service train"), "{text}");
    // The context is the folder above, which has the file that COPY names.
    let start = Instant::now();
    while !hover(&mut client, &uri, 2, 8).contains("1 file of the build context") {
        assert!(start.elapsed() < LIMIT, "the context is not listed");
        thread::sleep(Duration::from_millis(10));
    }
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 8}});
    let found = client.request("textDocument/definition", place);
    assert_eq!(found["uri"], uri_of(&folder.file("data.txt")), "{found}");
    folder.write("compose.yaml", compose("alpine:3").replace("..", "."));
    changed(&mut client, &folder, "compose.yaml");
    let text = hover(&mut client, &uri, 1, 8);
    assert!(text.contains("Builds differ") && text.contains("`alpine:3`"), "{text}");
}

/// Diagnostics come again for the same version when a watched file changes them.
fn codes_after(client: &mut Client, uri: &str) -> Vec<String> {
    let found = client.diagnostics(uri, 1);
    found.iter().filter_map(|it: &Value| it["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn settings_of_hadolint_and_our_own_are_watched() {
    for (name, text) in [
        (".hadolint.yaml", "ignored: [DL3042]\n"),
        ("layerwise.toml", "[rules]\n\"pip-cache-kept\" = \"off\"\n"),
    ] {
        let (folder, uri, mut client) = opened(&[]);
        let before = codes_after(&mut client, &uri);
        assert!(before.iter().any(|code| code == "pip-cache-kept"), "{before:?}");
        folder.write(name, text);
        changed(&mut client, &folder, name);
        while codes_after(&mut client, &uri).iter().any(|code| code == "pip-cache-kept") {}
    }
}

/// Asks for a hover until it says something: files are read behind.
#[track_caller]
fn hover_says(client: &mut Client, uri: &str, place: (u32, u32), wanted: &str) {
    let start = Instant::now();
    loop {
        let text = hover(client, uri, place.0, place.1);
        if text.contains(wanted) {
            return;
        }
        assert!(start.elapsed() < LIMIT, "{wanted:?} is not in {text:?}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_dockerignore_leaves_out_is_known_when_it_changes() {
    let (folder, uri, mut client) = opened_with("FROM a:1\nCOPY data.txt /\n", &[("docker/data.txt", "1")]);
    hover_says(&mut client, &uri, (1, 8), "1 file of the build context");
    for name in ["docker/.dockerignore", "docker/Dockerfile.dockerignore"] {
        folder.write(name, "data.txt\n");
        changed(&mut client, &folder, name);
        hover_says(&mut client, &uri, (1, 8), "excluded by .dockerignore");
        folder.write(name, "");
        changed(&mut client, &folder, name);
        hover_says(&mut client, &uri, (1, 8), "1 file of the build context");
    }
}

/// What a stage installs is read from files that change without the Dockerfile. The hover on the stage says
/// which CUDA its torch was built for.
#[test]
fn requirements_and_locks_are_watched() {
    let lock = |version: &str| {
        format!(
            "version = 1\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = {{ virtual = \".\" }}\ndependencies = [{{ name = \"torch\" }}]\n\n[[package]]\nname = \"torch\"\nversion = \"{version}\"\n"
        )
    };
    let project = "[project]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"torch\"]\n";
    let requirements = |version: &str| format!("torch=={version}\n");
    let pip = "FROM python:3.11-slim AS main\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n";
    let uv =
        "FROM python:3.11-slim AS main\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n";
    type FileOf<'a> = &'a dyn Fn(&str) -> String;
    let cases: [(&str, &str, FileOf); 2] =
        [(pip, "docker/requirements.txt", &requirements), (uv, "docker/uv.lock", &lock)];
    for (text, name, file) in cases {
        let before = file("2.1.0");
        let files = [("docker/pyproject.toml", project), (name, before.as_str())];
        let (folder, uri, mut client) = opened_with(text, &files);
        hover_says(&mut client, &uri, (0, 26), "CUDA** 12.1");
        folder.write(name, file("2.5.1"));
        changed(&mut client, &folder, name);
        hover_says(&mut client, &uri, (0, 26), "CUDA** 12.4");
    }
}

#[test]
fn overrides_and_bake_files_are_watched() {
    let (folder, uri, mut client) = opened(&[("docker/compose.yaml", &compose("debian:12"))]);
    hover_says(&mut client, &uri, (1, 8), "`debian:12`");
    folder.write(
        "docker/compose.override.yaml",
        "services:\n  train:\n    build: {args: {BASE: 'debian:13'}}\n",
    );
    changed(&mut client, &folder, "docker/compose.override.yaml");
    hover_says(&mut client, &uri, (1, 8), "`debian:13`");
    let bake = "target \"train\" {\n  context = \"..\"\n  dockerfile = \"docker/Dockerfile\"\n  args = { BASE = lower(\"Alpine:3\") }\n}\n";
    folder.write("docker/docker-bake.hcl", bake);
    changed(&mut client, &folder, "docker/docker-bake.hcl");
    hover_says(&mut client, &uri, (1, 8), "docker-bake.hcl, target train: `alpine:3`");
}
