//! How the server behaves at the edges of the protocol. Each test holds a measured fact about the
//! library below, so that an update cannot change it unseen.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

const UNTIDY: &str = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n";

fn session() -> (Folder, String, Client) {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let client = Client::initialized(PROGRAM, folder.path(), json!({}));
    (folder, uri, client)
}

fn at(line: u32, character: u32) -> Value {
    let position = json!({"line": line, "character": character});
    json!({"start": position, "end": position})
}

fn code_action(uri: &str) -> Value {
    let line = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 60}});
    json!({"textDocument": {"uri": uri}, "range": line, "context": {"diagnostics": []}})
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let (_folder, _, mut client) = session();
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn the_end_of_input_is_a_failure() {
    let (_folder, _, mut client) = session();
    client.close_input();
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn shutdown_and_exit_end_well_even_with_input_open() {
    let (_folder, uri, mut client) = session();
    client.open(&uri, UNTIDY);
    let start = Instant::now();
    assert_eq!(client.shut_down().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn requests_before_initialize_are_refused() {
    let folder = Folder::with(&[]);
    let mut client = Client::start(PROGRAM, folder.path());
    let answer = client.exchange("textDocument/codeAction", code_action("file:///Dockerfile"));
    assert_eq!(answer["error"]["code"], -32002, "{answer}");
}

#[test]
fn requests_after_shutdown_are_refused() {
    let (_folder, uri, mut client) = session();
    client.request("shutdown", Value::Null);
    let answer = client.exchange("textDocument/codeAction", code_action(&uri));
    assert_eq!(answer["error"]["code"], -32600, "{answer}");
}

#[test]
fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let (_folder, uri, mut client) = session();
    let answer = client.exchange("textDocument/unheardOf", json!({}));
    assert_eq!(answer["error"]["code"], -32601, "{answer}");
    client.notify("$/unheardOf", json!({}));
    client.open(&uri, UNTIDY);
    client.request("textDocument/codeAction", code_action(&uri));
}

#[test]
fn malformed_messages_do_not_end_the_session() {
    let (_folder, uri, mut client) = session();
    client.send_raw(b"Content-Length: 5\r\n\r\n{nope");
    client.send_raw(b"Content-Length: 2\r\n\r\n[]");
    let answer = client.exchange_raw(&json!({"jsonrpc": "2.0", "id": 99}), 99);
    assert_eq!(answer["error"]["code"], -32600, "{answer}");
    client.open(&uri, UNTIDY);
    client.request("textDocument/codeAction", code_action(&uri));
}

#[test]
fn messages_that_do_not_wait_for_initialize_are_kept_in_order() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    let options = json!({"offline": true});
    let params =
        json!({"processId": null, "rootUri": null, "capabilities": {}, "initializationOptions": options});
    let first = client.send_request("initialize", params);
    client.notify("initialized", json!({}));
    client.open(&uri, UNTIDY);
    let second = client.send_request("textDocument/codeAction", code_action(&uri));
    assert!(client.answer_to(first)["result"]["capabilities"].is_object());
    assert!(client.answer_to(second)["result"].is_array());
}

#[test]
fn notifications_act_in_wire_order() {
    let (_folder, uri, mut client) = session();
    client.open(&uri, "");
    // Each edit depends on the one before: out of order the text would be another.
    for (version, character) in (2..).zip(UNTIDY.chars()) {
        let before: String = UNTIDY.chars().take(version as usize - 2).collect();
        let line = before.matches('\n').count() as u32;
        let column = before.rsplit('\n').next().map_or(0, str::len) as u32;
        client.change(&uri, version, at(line, column), &character.to_string());
    }
    let actions = client.request("textDocument/codeAction", code_action(&uri));
    assert!(actions.to_string().contains("rm -rf /var/lib/apt/lists/*"), "{actions}");
}

#[test]
fn a_burst_of_edits_does_not_keep_a_request_waiting() {
    let (_folder, uri, mut client) = session();
    client.open(&uri, UNTIDY);
    let start = Instant::now();
    for version in 2..1002 {
        client.change(&uri, version, at(0, 0), "#");
    }
    client.request("textDocument/codeAction", code_action(&uri));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    // What is published in the end is about the last version.
    client.diagnostics(&uri, 1001);
}

#[test]
fn cancelled_requests_are_answered() {
    let (_folder, uri, mut client) = session();
    client.open(&uri, UNTIDY);
    let ids: Vec<i64> =
        (0..200).map(|_| client.send_request("textDocument/codeAction", code_action(&uri))).collect();
    ids.iter().for_each(|id| client.notify("$/cancelRequest", json!({"id": id})));
    for id in ids {
        let answer = client.answer_to(id);
        let cancelled = answer["error"]["code"] == -32800;
        assert!(cancelled || answer["result"].is_array(), "{answer}");
    }
}

#[test]
fn two_thousand_pipelined_requests_are_answered() {
    let (_folder, uri, mut client) = session();
    client.open(&uri, UNTIDY);
    let ids: Vec<i64> =
        (0..2000).map(|_| client.send_request("textDocument/codeAction", code_action(&uri))).collect();
    for id in ids {
        assert!(client.answer_to(id)["result"].is_array());
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_is_an_error_and_the_session_goes_on() {
    let (_folder, uri, mut client) = session();
    let answer = client.exchange("layerwise/test/panic", Value::Null);
    assert_eq!(answer["error"]["code"], -32603, "{answer}");
    client.open(&uri, UNTIDY);
    client.request("textDocument/codeAction", code_action(&uri));
}

#[test]
fn a_client_that_never_answers_does_not_stop_the_server() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    let capabilities = json!({"workspace": {"configuration": true, "inlayHint": {"refreshSupport": true}}});
    let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": {"offline": true}});
    client.request("initialize", params);
    client.silent = true;
    client.notify("initialized", json!({}));
    client.open(&uri, UNTIDY);
    for version in 2..50 {
        client.change(&uri, version, at(0, 0), "#");
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    }
    client.request("textDocument/codeAction", code_action(&uri));
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
#[cfg(unix)]
fn the_death_of_the_editor_ends_the_server() {
    // A stand-in for the editor; input stays open, so only its death can end the server.
    let mut editor = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().expect("sleep starts");
    let folder = Folder::with(&[]);
    let mut client = Client::start(PROGRAM, folder.path());
    let params = json!({"processId": editor.id(), "rootUri": null, "capabilities": {}});
    client.request("initialize", params);
    thread::sleep(Duration::from_millis(2500)); // the server has to have seen it alive
    editor.kill().expect("it is ours");
    assert_eq!(client.ended_within(Duration::from_secs(5)).code(), Some(1));
    editor.wait().expect("it is ours");
}
