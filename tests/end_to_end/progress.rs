//! Long fetches and long listings show how far they are, and can be stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use layerwise_tests::{Client, Folder, serve, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

/// Tags in all, a hundred a page.
const TAGS: usize = 3_000;
/// How long each page takes.
const DELAY: Duration = Duration::from_millis(150);

/// A tag API on loopback: its address, and the pages asked for so far.
fn slow_tag_api() -> (String, Arc<AtomicUsize>) {
    let pages = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&pages);
    let address = serve(move |target| {
        counter.fetch_add(1, Ordering::Relaxed);
        thread::sleep(DELAY);
        page(target)
            .map_or_else(|| ("404 Not Found".to_owned(), String::new()), |body| ("200 OK".to_owned(), body))
    });
    (format!("{address}/v2"), pages)
}

/// One page of tags, and where the next is.
fn page(target: &str) -> Option<String> {
    let (path, query) = target.split_once('?')?;
    let page: usize = query.split('&').find_map(|pair| pair.strip_prefix("page="))?.parse().ok()?;
    let results: Vec<Value> =
        (0..100).map(|tag| json!({"name": format!("{page}.{tag}"), "images": []})).collect();
    let next = format!("{path}?page={}&page_size=100", page + 1);
    Some(json!({"count": TAGS, "next": next, "results": results}).to_string())
}

#[test]
fn a_long_fetch_is_shown_and_can_be_stopped() {
    let (api, pages) = slow_tag_api();
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    let options = json!({
        "registries": {"slow.example": {"tag-api": api, "endpoint": api}},
        "network": {"allowed-hosts": ["127.0.0.1"]},
    });
    client.initialize(folder.path(), json!({"window": {"workDoneProgress": true}}), options);
    client.open(&uri, "FROM slow.example/a/b:\n");
    let ask = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 22}});
    client.request("textDocument/completion", ask);
    let token = client.notification("window/workDoneProgress/create")["token"].clone();
    let begin = client.notification("$/progress");
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["title"], "Layerwise: tags of slow.example/a/b");
    assert_eq!(begin["value"]["cancellable"], true);
    let report = client.notification("$/progress");
    assert_eq!(report["value"]["kind"], "report");
    assert!(report["value"]["percentage"].as_u64() >= begin["value"]["percentage"].as_u64());
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    while client.notification("$/progress")["value"]["kind"] != "end" {}
    let asked = pages.load(Ordering::Relaxed);
    assert!(asked < TAGS / 100, "stopped before its end, after {asked} pages");
    assert!(client.shut_down().success());
}

/// A registry whose list of tags has many slow pages and no count: its host and port.
fn slow_registry() -> String {
    let address = serve(|target| {
        thread::sleep(DELAY);
        let last: Option<usize> = target.split("last=").nth(1).and_then(|text| text.parse().ok());
        let page = last.map_or(0, |last| last + 1);
        let tags: Vec<String> = (0..100).map(|tag| format!("{page}.{tag}")).collect();
        let path = target.split('?').next().unwrap_or_default();
        let head = format!("200 OK\r\nLink: <{path}?last={page}>; rel=\"next\"");
        (head, json!({"tags": tags}).to_string())
    });
    address.trim_start_matches("http://").to_owned()
}

#[test]
fn a_fetch_of_unknown_length_is_counted() {
    let registry = slow_registry();
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    client.initialize(folder.path(), json!({"window": {"workDoneProgress": true}}), json!({}));
    let text = format!("FROM {registry}/a/b:");
    client.open(&uri, &text);
    let ask = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": text.len()}});
    client.request("textDocument/completion", ask);
    let token = client.notification("window/workDoneProgress/create")["token"].clone();
    let begin = client.notification("$/progress");
    assert_eq!(begin["value"]["title"], format!("Layerwise: tags of {registry}/a/b"));
    let message = begin["value"]["message"].as_str().expect("a count");
    assert!(message.ends_with("00 so far"), "{message}");
    assert_eq!(client.notification("$/progress")["value"]["cancellable"], true);
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    while client.notification("$/progress")["value"]["kind"] != "end" {}
    assert!(client.shut_down().success());
}

/// Files of the slow context, and patterns that each of them is compared with.
const FILES: usize = 4_000;
const PATTERNS: usize = 12_000;

/// A folder that takes seconds to list, on any machine: its `.dockerignore` is long.
fn slow_folder() -> Folder {
    let folder = Folder::with(&[]);
    let patterns: String = (0..PATTERNS).map(|number| format!("**/a*b{number}*c\n")).collect();
    folder.write(".dockerignore", &patterns);
    (0..FILES).for_each(|number| folder.write(&format!("ab{number}"), "1"));
    folder
}

#[test]
fn a_long_listing_is_shown_and_can_be_stopped() {
    let folder = slow_folder();
    let text = "FROM debian:12\nCOPY . /x\n";
    folder.write("Dockerfile", text);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    client.initialize(folder.path(), json!({"window": {"workDoneProgress": true}}), json!({"offline": true}));
    client.open(&uri, text);
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 6}});
    client.request("textDocument/hover", place.clone());
    let token = client.notification("window/workDoneProgress/create")["token"].clone();
    let begin = client.notification("$/progress");
    let name = folder.path().file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["title"], format!("Layerwise: files of {name}"));
    assert_eq!(begin["value"]["cancellable"], true);
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    while client.notification("$/progress")["value"]["kind"] != "end" {}
    let hover = client.request("textDocument/hover", place).to_string();
    assert!(hover.contains("At least"), "what was listed is a part: {hover}");
    assert!(client.shut_down().success());
}
