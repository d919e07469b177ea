//! A whole session in one process, of messages that are given beforehand: what the fuzz targets run.
//!
//! Everything but standard input and output is the real thing. The session is confined, so that no input
//! makes it ask a host or run a program.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::time::timeout;
use tower_lsp::Server;

use super::background::Background;
use super::configuration::Configuration;
use super::frames::Frames;
use super::input::Input;
use super::lifecycle::{Lifecycle, Watch};
use super::parcel::Parcels;
use super::work::Workers;
use super::{BLOCKING_THREADS, CONCURRENCY, build};

/// Every session of a fuzz target ends long before this; one that does not hangs.
const LIMIT: Duration = Duration::from_secs(20);
/// How long work behind the session may take to end.
const END: Duration = Duration::from_secs(5);
/// The document that sessions are about.
const DOCUMENT: &str = "untitled:Dockerfile";
const INTERNAL_ERROR: i64 = -32603;

/// A session between `initialize` and the end of the input. Lines of `data` are bodies of messages; `data`
/// that begins with a header is taken as it is, frames and all.
///
/// # Panics
/// Where the session hangs, sends what is no message, or answers with an internal error.
pub fn replay(data: &[u8]) {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build();
    let runtime = runtime.expect("a runtime");
    let bytes = input(data);
    let sent = runtime.block_on(async { timeout(LIMIT, serve(bytes)).await.expect("the session ends") });
    runtime.shutdown_timeout(END);
    for message in messages(&sent) {
        assert_ne!(message["error"]["code"], INTERNAL_ERROR, "{message}");
    }
}

async fn serve(bytes: Vec<u8>) -> Vec<u8> {
    let watch = Watch::default();
    let (workers, background) = (Workers::start().expect("threads"), Background::start().expect("a thread"));
    let parcels = Parcels::default();
    let (service, socket) = build(&watch, Configuration::confined(), workers, background, parcels.clone());
    let input = Input::reading(move || std::io::Cursor::new(bytes)).expect("a thread");
    let mut sent = Vec::new();
    let output = Frames::new(&mut sent, parcels);
    let transport = Server::new(input, output, socket).concurrency_level(CONCURRENCY);
    transport.serve(Lifecycle::new(service, watch)).await;
    sent
}

fn input(data: &[u8]) -> Vec<u8> {
    let capabilities = json!({
        "general": {"positionEncodings": ["utf-8"]},
        "textDocument": {"completion": {"completionItem": {"snippetSupport": true}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}},
        "workspace": {"configuration": true, "workspaceEdit": {"documentChanges": true}},
        "window": {"workDoneProgress": true},
    });
    let before = [
        json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"capabilities": capabilities}}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
    ];
    let document = json!({"textDocument": {"uri": DOCUMENT}});
    let after =
        json!({"jsonrpc": "2.0", "id": "last", "method": "textDocument/diagnostic", "params": document});
    let mut bytes: Vec<u8> =
        before.iter().flat_map(|message| framed(message.to_string().as_bytes())).collect();
    if data.starts_with(b"Content-Length") {
        bytes.extend_from_slice(data);
    } else {
        let bodies = data.split(|byte| *byte == b'\n').filter(|body| !body.is_empty());
        bodies.for_each(|body| bytes.extend(framed(body)));
    }
    bytes.extend(framed(after.to_string().as_bytes()));
    bytes
}

fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// What the server sent; the last message may be cut off where the input ends the session.
fn messages(mut sent: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    while let Some(at) = sent.windows(4).position(|window| window == b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&sent[..at]);
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
        let rest = &sent[at + 4..];
        let Some(body) = rest.get(..length.expect("a header with a length")) else { break };
        found.push(serde_json::from_slice(body).expect("a message is JSON"));
        sent = &rest[body.len()..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_answered_up_to_its_end() {
        let open = json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument":
            {"uri": DOCUMENT, "languageId": "dockerfile", "version": 1, "text": "FRM a\n"}}});
        let text = format!("{open}\nno message\n");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let sent = messages(&runtime.block_on(serve(input(text.as_bytes()))));
        let answer = |id: Value| sent.iter().find(|message| message["id"] == id).expect("an answer");
        assert!(answer(json!("first"))["result"]["capabilities"].is_object());
        assert_eq!(answer(Value::Null)["error"]["code"], -32700);
        assert!(answer(json!("last"))["result"]["items"].to_string().contains("unknown-instruction"));
    }
}
