//! Build contexts that nobody wants: endless, looping, secret, unreadable.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, LIMIT, run, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

/// Files of the large context; `LAYERWISE_CONTEXT_FILES=200000` for as many as are ever listed.
const FILES: usize = 20_000;
const FILES_VARIABLE: &str = "LAYERWISE_CONTEXT_FILES";
/// The most that is listed.
const MAX_LISTED: usize = 200_000;

/// A session over a Dockerfile in the folder; its address.
fn opened(folder: &Folder, text: &str) -> (Client, String) {
    folder.write("Dockerfile", text);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, text);
    (client, uri)
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

fn hints(client: &mut Client, uri: &str) -> Value {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    client.request("textDocument/inlayHint", json!({"textDocument": {"uri": uri}, "range": range}))
}

/// Asks until the hints say something, as editors do when they are told to refresh.
fn hints_with(client: &mut Client, uri: &str, part: &str) -> Value {
    let start = Instant::now();
    loop {
        let found = hints(client, uri);
        if found.to_string().contains(part) {
            return found;
        }
        assert!(start.elapsed() < LIMIT, "no {part} in {found}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[cfg(unix)]
fn nothing_outside_of_the_context_is_shown() {
    let folder =
        Folder::with(&[("secret/key.pem", "PRIVATE"), ("secret/requirements.txt", "torch==9.9.9-secret\n")]);
    let inside = folder.file("context");
    fs::create_dir(&inside).expect("made");
    for (name, target) in [
        ("key", "../secret/key.pem"),
        ("all", "../secret"),
        ("requirements.txt", "../secret/requirements.txt"),
    ] {
        std::os::unix::fs::symlink(target, inside.join(name)).expect("linked");
    }
    fs::write(inside.join("plain.txt"), "1234").expect("written");
    let text = "FROM debian:12\nCOPY ../secret/key.pem /a\nCOPY all/key.pem /b\nCOPY key /c\nCOPY plain.txt /d\n\
                COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY ../\nCOPY all/\n";
    fs::write(inside.join("Dockerfile"), text).expect("written");
    let uri = uri_of(&inside.join("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, text);
    let shown = hints_with(&mut client, &uri, "4 B");
    let lines: Vec<u64> =
        shown.as_array().expect("hints").iter().filter_map(|it| it["position"]["line"].as_u64()).collect();
    assert!(!lines.contains(&1) && !lines.contains(&2), "sizes of what lies outside: {shown}");
    let mut said = shown.to_string();
    for (line, character) in [(1, 12), (2, 8), (3, 6), (5, 8), (6, 24), (7, 8), (8, 9)] {
        for method in ["hover", "completion", "definition"] {
            said += &client.request(&format!("textDocument/{method}"), at(&uri, line, character)).to_string();
        }
    }
    for outside in ["PRIVATE", "9.9.9", "key.pem\"", "secret/key", "7 B"] {
        assert!(!said.contains(outside), "{outside} in {said}");
    }
}

#[test]
#[cfg(unix)]
fn loops_and_pipes_hold_nothing_up() {
    let folder = Folder::with(&[("data/a.txt", "12345")]);
    for (name, target) in [("loop", "."), ("data/up", ".."), ("self", "self"), ("zero", "/dev/zero")] {
        std::os::unix::fs::symlink(target, folder.file(name)).expect("linked");
    }
    let pipes = [
        "requirements.txt",
        ".dockerignore",
        "compose.yaml",
        ".env",
        ".hadolint.yaml",
        "layerwise.toml",
        "pipe",
        "pipe.Dockerfile",
    ];
    for pipe in pipes {
        assert!(Command::new("mkfifo").arg(folder.file(pipe)).status().expect("mkfifo runs").success());
    }
    let text = "FROM python:3.12\nCOPY data /data\nCOPY pipe zero self /x/\nCOPY loop /y\nRUN pip install -r requirements.txt\n";
    let (mut client, uri) = opened(&folder, text);
    hints_with(&mut client, &uri, "5 B");
    for (line, character) in [(2, 6), (2, 11), (2, 16), (3, 6), (4, 24)] {
        client.request("textDocument/hover", at(&uri, line, character));
        client.request("textDocument/completion", at(&uri, line, character));
    }
    assert!(client.request("workspace/symbol", json!({"query": ""})).is_array());
    assert!(client.shut_down().success());
    for arguments in [
        &["check", ".", "--offline"][..],
        &["size", "Dockerfile", "--offline"],
        &["check", "pipe.Dockerfile"],
    ] {
        let start = Instant::now();
        let output = run(PROGRAM, arguments, folder.path(), b"");
        assert!(output.code.is_some_and(|code| code <= 2) && start.elapsed() < LIMIT, "{output:?}");
    }
}

#[test]
fn a_large_context_is_listed_behind() {
    let wanted = std::env::var(FILES_VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(FILES);
    let folder = Folder::with(&[]);
    for number in 0..wanted {
        let place = folder.file(&format!("data/{}", number / 1000));
        if number % 1000 == 0 {
            fs::create_dir_all(&place).expect("made");
        }
        fs::write(place.join(number.to_string()), "1").expect("written");
    }
    let (mut client, uri) = opened(&folder, "FROM debian:12\nCOPY data /data\n");
    let begun = Instant::now();
    assert!(client.request("textDocument/hover", at(&uri, 0, 2)).is_object());
    assert!(begun.elapsed() < Duration::from_secs(1), "the first hover took {:?}", begun.elapsed());
    // One byte a file; where not all are listed, at least as many.
    hints_with(&mut client, &uri, " kB");
    println!("{wanted} files were listed after {:?}", begun.elapsed());
    let hover = client.request("textDocument/hover", at(&uri, 1, 6)).to_string();
    let cut = wanted + wanted.div_ceil(1000) + 2 > MAX_LISTED;
    assert_eq!(hover.contains("At least"), cut, "{hover}");
    // Closing the document ends what is still under way.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert!(client.shut_down().success());
}

#[test]
#[cfg(unix)]
fn folders_that_may_not_be_read_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[
        ("Dockerfile", "FROM debian:12\nCOPY . /x\nRUN sudo true\n"),
        ("closed/Dockerfile", "FROM a\n"),
        ("a", "123"),
    ]);
    let protect = |name: &str, mode| {
        fs::set_permissions(folder.file(name), fs::Permissions::from_mode(mode)).expect("ours")
    };
    protect("", 0o755);
    protect("closed", 0o000);
    // Root may read everything, so somebody else has to look.
    let others = ["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM];
    let as_root =
        Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let look = |arguments: &[&str]| match as_root {
        true => run("setpriv", &[&others[..], arguments].concat(), folder.path(), b""),
        false => run(PROGRAM, arguments, folder.path(), b""),
    };
    let (check, size) =
        (look(&["check", ".", "--offline"]), look(&["size", "Dockerfile", "--offline", "--format", "json"]));
    protect("closed", 0o755);
    if check.code.is_none_or(|code| code > 125) {
        println!("skipped: nobody may not run the program ({})", check.stderr);
        return;
    }
    assert!(check.stdout.contains("sudo") && check.stderr.contains("closed"), "{check:?}");
    assert_eq!(size.code, Some(0), "{size:?}");
}
