//! Registries while somebody types: good ones, and every way in which one can misbehave.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, uri_of};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::PROGRAM;
use crate::fault_server::{Act, FaultServer, Received};

/// What the server takes at most for a list that waits for a registry (700 ms), and what a busy machine
/// adds. A server that waited for the network would take the ten seconds of its own limit.
const COMPLETION_LIMIT: Duration = Duration::from_secs(4);
/// The promise for hovers. A busy machine may break it now and then, so that a quarter has to keep it.
const HOVER_LIMIT: Duration = Duration::from_millis(50);

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A session over a document of one FROM, whose registry is `server`.
struct Session {
    client: Client,
    uri: String,
    text: String,
    _folder: Folder,
}

impl Session {
    fn new(text: &str, options: Value, files: &[(&str, &str)]) -> Self {
        let folder = Folder::with(files);
        let uri = uri_of(&folder.file("Dockerfile"));
        let mut client = Client::start(PROGRAM, folder.path());
        client.initialize(folder.path(), json!({}), options);
        client.open(&uri, text);
        Self { client, uri, text: text.to_owned(), _folder: folder }
    }

    fn at_end(&self) -> Value {
        let line = self.text.lines().next().unwrap_or_default();
        json!({"textDocument": {"uri": self.uri}, "position": {"line": 0, "character": line.len()}})
    }

    /// Labels and whether more may come.
    fn completion(&mut self) -> (Vec<String>, bool) {
        let list = self.client.request("textDocument/completion", self.at_end());
        let labels = list["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["label"].as_str().map(str::to_owned));
        (labels.flatten().collect(), list["isIncomplete"].as_bool().unwrap_or_default())
    }

    /// Asks until `done`, as somebody who goes on typing would.
    fn completion_until(&mut self, done: impl Fn(&[String], bool) -> bool) -> Vec<String> {
        let start = Instant::now();
        loop {
            let (labels, incomplete) = self.completion();
            if done(&labels, incomplete) {
                return labels;
            }
            assert!(start.elapsed() < layerwise_tests::LIMIT, "still {labels:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn hover(&mut self) -> Value {
        let at = json!({"textDocument": {"uri": self.uri}, "position": {"line": 1, "character": 8}});
        self.client.request("textDocument/hover", at)
    }
}

/// A tag to complete, and an image to hover: both would like to know what the registry says.
fn from(server: &FaultServer) -> String {
    let name = server.authority();
    format!("FROM {name}/a/b:\nFROM {name}/a/b:1.0\n")
}

/// A page of tags that leads to another, for ever.
fn endless(request: &Received) -> Act {
    static PAGE: AtomicUsize = AtomicUsize::new(0);
    let page = PAGE.fetch_add(1, Ordering::Relaxed);
    let path = request.target.split('?').next().unwrap_or_default();
    Act::json(&format!(r#"{{"tags":["t{page}"]}}"#))
        .with("link", &format!("<{path}?last=t{page}>; rel=\"next\""))
}

fn bomb() -> Act {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let spaces = vec![b' '; 1 << 20];
    (0..64).for_each(|_| encoder.write_all(&spaces).expect("memory"));
    Act::bytes(&encoder.finish().expect("memory")).with("content-encoding", "gzip")
}

const HOSTILE: &str = r#"{"tags":["ok","a\u001b[31m","a\nb","[x](http://y)","<b>","**c**"]}"#;

pub type Fault = (&'static str, Box<dyn Fn(&Received) -> Act + Send + Sync>);

pub fn faults() -> Vec<Fault> {
    let always = |name, act: Act| -> Fault { (name, Box::new(move |_| act.clone())) };
    vec![
        always("429 with Retry-After", Act::status(429).with("retry-after", "60")),
        always("500", Act::status(500)),
        always("hang", Act::Hang),
        always("slow drip", Act::Drip { body: vec![b' '; 1000], every: Duration::from_millis(100) }),
        always("truncated body", Act::Truncate { promised: 100, body: b"{\"tags\":[\"a\"".to_vec() }),
        always("truncated JSON", Act::json("{\"tags\":[\"a\",")),
        always("wrong type", Act::bytes(b"<html>no registry</html>").with("content-type", "text/html")),
        ("endless paging", Box::new(endless)),
        always("redirect to another host", Act::redirect("http://127.0.0.2:9/v2/a/b/tags/list")),
        ("redirect loop", Box::new(|request| Act::redirect(&request.target))),
        always("reset", Act::Reset),
        always("oversized body", Act::Endless),
        always("compressed bomb", bomb()),
        always("hostile names", Act::json(HOSTILE)),
    ]
}

#[test]
fn whatever_a_registry_does_hovers_and_completion_come_in_time() {
    let runtime = runtime();
    for (name, act) in faults() {
        let server = runtime.block_on(FaultServer::start(act));
        let mut session = Session::new(&from(&server), json!({}), &[]);
        let begun = Instant::now();
        let id = session.client.send_request("textDocument/completion", session.at_end());
        let mut hovers: Vec<Duration> = (0..12)
            .map(|_| {
                let begun = Instant::now();
                assert!(session.hover()["contents"].is_object(), "{name}");
                begun.elapsed()
            })
            .collect();
        hovers.sort();
        assert!(hovers[3] < HOVER_LIMIT, "{name}: {hovers:?}");
        let list = session.client.answer_to(id)["result"].clone();
        assert!(begun.elapsed() < COMPLETION_LIMIT, "{name}: {:?}", begun.elapsed());
        let shown = list["items"].to_string();
        assert!(!["<b>", "](http", "u001b"].iter().any(|bad| shown.contains(bad)), "{name}: {shown}");
        assert!(!server.received().is_empty(), "{name}: the registry was asked");
        assert!(session.client.shut_down().success(), "{name}");
    }
}

#[test]
fn hostile_names_of_tags_are_left_out() {
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(HOSTILE)));
    let mut session = Session::new(&from(&server), json!({}), &[]);
    assert_eq!(session.completion_until(|labels, _| !labels.is_empty()), ["ok"]);
}

#[test]
fn no_credential_follows_a_redirect() {
    let runtime = runtime();
    let other = runtime.block_on(FaultServer::start(|_| Act::json(r#"{"tags":["elsewhere"]}"#)));
    let target = other.url("/v2/a/b/tags/list");
    let server = runtime.block_on(FaultServer::start(move |request| {
        let challenge = Act::status(401).with("www-authenticate", "Basic realm=\"a, b=c\"");
        if request.header("authorization").is_some() { Act::redirect(&target) } else { challenge }
    }));
    let login = json!({"auths": {server.authority(): {"auth": "cmVhZGVyOnNlY3JldA=="}}}).to_string();
    let mut session = Session::new(&from(&server), json!({}), &[(".docker-of-test/config.json", &login)]);
    assert_eq!(session.completion_until(|labels, _| !labels.is_empty()), ["elsewhere"]);
    assert!(server.received().iter().any(|request| request.header("authorization").is_some()));
    assert!(other.received().iter().all(|request| request.header("authorization").is_none()));
}

#[test]
fn the_first_list_waits_a_moment_for_an_unknown_image() {
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(r#"{"tags":["2.0","1.0"]}"#)));
    let mut session = Session::new(&from(&server), json!({}), &[]);
    // A busy machine may take longer than the moment; then the list says that more will come.
    match session.completion() {
        (labels, false) => assert_eq!(labels, ["2.0", "1.0"]),
        (labels, true) => assert!(labels.is_empty(), "{labels:?}"),
    }
    assert_eq!(session.completion_until(|_, incomplete| !incomplete), ["2.0", "1.0"]);
}

#[test]
fn names_come_from_the_search_and_the_workspace() {
    let runtime = runtime();
    let hub = runtime.block_on(FaultServer::start(|request| {
        match request.target.contains("/search/repositories/") {
            true => Act::json(
                r#"{"next":null,"results":[{"repo_name":"team/torchlike","short_description":"x"}]}"#,
            ),
            false => Act::status(404),
        }
    }));
    let options = |search: bool| {
        json!({
            "registries": {"docker.io": {"tag-api": hub.url("/v2"), "endpoint": hub.url("")}},
            "network": {"image-search": search, "allowed-hosts": ["127.0.0.1"]},
        })
    };
    let files = [("sub/Dockerfile", "FROM registry.example/team/own:1\n")];
    let mut session = Session::new("FROM torchl\n", options(true), &files);
    let has = |labels: &[String], name: &str| labels.iter().any(|label| label == name);
    session.completion_until(|labels, _| {
        has(labels, "registry.example/team/own") && has(labels, "team/torchlike")
    });
    let asked = hub.count("/search/");
    assert_eq!(asked, 1, "one question for one word");
    let mut session = Session::new("FROM torchx\n", options(false), &[]);
    assert!(!has(&session.completion().0, "team/torchlike"));
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(hub.count("/search/"), asked, "the search is turned off");
}

#[test]
fn build_arguments_of_the_settings_compose_tags() {
    let runtime = runtime();
    let server =
        runtime.block_on(FaultServer::start(|_| Act::json(r#"{"tags":["2-slim","1-slim","1-full"]}"#)));
    let name = server.authority();
    let text = format!("ARG V=2\nFROM {name}/a/b:${{V}}-\n");
    let mut session = Session::new(&text, json!({"build-args": {"V": "1"}}), &[]);
    let at = json!({"textDocument": {"uri": session.uri}, "position": {"line": 1, "character": format!("FROM {name}/a/b:${{V}}-").len()}});
    let start = Instant::now();
    loop {
        let list = session.client.request("textDocument/completion", at.clone());
        let items = list["items"].as_array().expect("items").clone();
        let texts: Vec<&str> = items.iter().filter_map(|item| item["textEdit"]["newText"].as_str()).collect();
        if texts == ["-slim", "-full"] || texts == ["-full", "-slim"] {
            return;
        }
        assert!(start.elapsed() < layerwise_tests::LIMIT, "{texts:?}");
    }
}
