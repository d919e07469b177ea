//! What happens to the process from outside: its network, its pipes, its editor, its end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;
use crate::fault_server::FaultServer;
use crate::registries::{faults, runtime};

/// Documents of each registry.
const COPIES: usize = 2;
/// A quarter of the hovers has to come within this time on a busy machine, too, with two servers that look at
/// dozens of documents. One that waited for the network would take the two seconds of its limit each time.
const IN_TIME: Duration = Duration::from_secs(1);

/// A server, its documents and the version of each.
struct Typing {
    client: Client,
    uris: Vec<String>,
    version: i32,
}

impl Typing {
    /// A document for each registry, a few times over.
    fn begin(folder: &Folder, name: &str, servers: &[FaultServer]) -> Self {
        let mut client = Client::start(PROGRAM, folder.path());
        client.initialize(folder.path(), json!({}), json!({"network": {"timeout-ms": 2000}}));
        let documents = (0..COPIES).flat_map(|copy| servers.iter().map(move |server| (copy, server)));
        let uris: Vec<String> = documents
            .enumerate()
            .map(|(number, (copy, server))| {
                let uri = uri_of(&folder.file(&format!("{name}/{number}/Dockerfile")));
                client.open(
                    &uri,
                    &format!("FROM {}/a/b{copy}:1\nRUN apt-get install curl\n", server.authority()),
                );
                uri
            })
            .collect();
        Self { client, uris, version: 1 }
    }

    /// One character in every document, with a question in one of them that needs the network.
    fn type_everywhere(&mut self) {
        self.version += 1;
        let at = json!({"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 3}});
        for uri in &self.uris {
            self.client.change(uri, self.version, at.clone(), " ");
        }
        let asked = &self.uris[self.version as usize % self.uris.len()];
        let place = json!({"textDocument": {"uri": asked}, "position": {"line": 0, "character": 25}});
        self.client.send_request("textDocument/completion", place);
    }

    fn hover(&mut self) -> Duration {
        let begun = Instant::now();
        let place = json!({"textDocument": {"uri": self.uris[0]}, "position": {"line": 1, "character": 1}});
        assert!(self.client.request("textDocument/hover", place)["contents"].is_object());
        begun.elapsed()
    }
}

#[test]
fn all_faults_of_registries_at_once_keep_nobody_waiting() {
    let runtime = runtime();
    let servers: Vec<FaultServer> =
        faults().into_iter().map(|(_, act)| runtime.block_on(FaultServer::start(act))).collect();
    let folder = Folder::with(&[]);
    // Two servers share the cache.
    let mut sessions = ["one", "two"].map(|name| Typing::begin(&folder, name, &servers));
    let mut hovers = Vec::new();
    for _ in 0..10 {
        for session in &mut sessions {
            session.type_everywhere();
            hovers.push(session.hover());
        }
    }
    hovers.sort();
    assert!(hovers[hovers.len() / 4] < IN_TIME, "{hovers:?}");
    for mut session in sessions {
        for uri in session.uris.clone() {
            let found = session.client.diagnostics(&uri, session.version);
            assert!(found.iter().any(|it| it["code"] == "apt-assume-yes-missing"), "{found:?}");
        }
        assert!(session.client.shut_down().success());
    }
    assert!(servers.iter().all(|server| !server.received().is_empty()), "each registry was asked");
}

#[test]
fn a_flood_of_cancelled_requests_leaves_the_session_as_it_was() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, "FROM debian:12\nRUN make a\nRUN make b\n");
    let document = json!({"textDocument": {"uri": uri}});
    let ids: Vec<i64> = (0..2000)
        .map(|_| {
            let id = client.send_request("textDocument/semanticTokens/full", document.clone());
            client.notify("$/cancelRequest", json!({"id": id}));
            client.notify("$/cancelRequest", json!({"id": id + 1_000_000}));
            id
        })
        .collect();
    for id in ids {
        let answer = client.answer_to(id);
        assert!(answer["error"]["code"] == -32800 || answer["result"].is_object(), "{answer}");
    }
    assert!(client.request("textDocument/semanticTokens/full", document)["data"].is_array());
    assert!(client.shut_down().success());
}

#[test]
#[cfg(unix)]
fn an_editor_that_dies_at_once_ends_the_server() {
    let mut editor = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().expect("sleep starts");
    let folder = Folder::with(&[]);
    let mut client = Client::start(PROGRAM, folder.path());
    client.request("initialize", json!({"processId": editor.id(), "rootUri": null, "capabilities": {}}));
    editor.kill().expect("it is ours");
    editor.wait().expect("it is ours");
    assert_eq!(client.ended_within(Duration::from_secs(5)).code(), Some(1));
}

#[test]
#[cfg(unix)]
fn a_request_to_end_is_followed_at_once() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, &"FROM debian:12\nRUN apt-get install curl\n".repeat(2000));
    let id = client.process_id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    assert!(!client.ended_within(Duration::from_secs(2)).success());
}

#[test]
fn nobody_listening_ends_the_server() {
    let folder = Folder::with(&[]);
    let mut client = Client::start(PROGRAM, folder.path());
    client.initialize(folder.path(), json!({}), json!({"offline": true}));
    client.close_output();
    // The pipe breaks at the first answer; input stays open.
    for _ in 0..3 {
        client.send_request("shutdown", Value::Null);
    }
    client.ended_within(Duration::from_secs(5));
}
