//! A clock that somebody sets while the server runs. The library `faketime` sets it, for one process alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, LIMIT, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;
use crate::fault_server::{Act, FaultServer};
use crate::registries::runtime;

/// Fetches of other facts may still be under way that long after an answer.
const SETTLED: Duration = Duration::from_millis(400);
/// What a second may cost of a server that has nothing to do, in hundredths: here with a wrapper around its
/// clock. One that goes round and round takes all of them.
const IDLE_TICKS: u64 = 30;

fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|folder| folder.path());
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|library| library.exists())
}

/// The server under a clock that reads how far it is off from a file, at every look. Timers keep the time that
/// nobody sets, and files keep the stamps that they have.
fn under_a_clock(folder: &Folder, library: &str) -> String {
    let clock = folder.file("clock");
    let settings = format!(
        "LD_PRELOAD={library} FAKETIME_TIMESTAMP_FILE='{}' FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1",
        clock.display()
    );
    folder.write("server", format!("#!/bin/sh\n{settings} exec '{PROGRAM}' \"$@\"\n"));
    let server = folder.file("server");
    fs::set_permissions(&server, fs::Permissions::from_mode(0o755)).expect("ours");
    server.display().to_string()
}

struct Session {
    client: Client,
    folder: Folder,
    registry: FaultServer,
    at_end: Value,
}

impl Session {
    fn new(registry: FaultServer, library: &str) -> Self {
        let folder = Folder::with(&[("clock", "+0")]);
        let mut client = Client::start(&under_a_clock(&folder, library), folder.path());
        client.initialize(folder.path(), json!({}), json!({}));
        let (uri, text) = (uri_of(&folder.file("Dockerfile")), format!("FROM {}/a/b:", registry.authority()));
        client.open(&uri, &text);
        let at_end = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": text.len()}});
        Self { client, folder, registry, at_end }
    }

    fn set_clock(&self, offset: &str) {
        self.folder.write("clock", offset);
    }

    fn labels(&mut self) -> usize {
        let list = self.client.request("textDocument/completion", self.at_end.clone());
        list["items"].as_array().expect("items").len()
    }

    fn asked(&self) -> usize {
        self.registry.received().len()
    }

    /// The list is there at once, the registry hears of it anew, and then never again.
    fn assert_asked_once(&mut self, before: usize, why: &str) {
        let start = Instant::now();
        while self.asked() == before {
            assert_eq!(self.labels(), 2, "{why}");
            assert!(start.elapsed() < LIMIT, "{why}: not asked anew");
        }
        // An answer that came while the clock was being set may be stamped by either: one more question is right.
        std::thread::sleep(SETTLED);
        assert_eq!(self.labels(), 2, "{why}");
        std::thread::sleep(SETTLED);
        let after = self.asked();
        for _ in 0..10 {
            assert_eq!(self.labels(), 2, "{why}");
        }
        std::thread::sleep(SETTLED);
        assert_eq!(self.asked(), after, "{why}: asked again and again");
    }

    /// Hundredths of a second of processor time.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.client.process_id())).expect("it runs");
        let fields = stat.rsplit_once(')').expect("a name").1.split_whitespace();
        fields.skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum()
    }
}

#[test]
fn a_clock_that_is_set_back_and_forth_costs_a_question_and_no_more() {
    let Some(library) = library() else {
        println!("skipped: libfaketime not found");
        return;
    };
    let runtime = runtime();
    let registry = runtime.block_on(FaultServer::start(|_| Act::json(r#"{"tags":["2.0","1.0"]}"#)));
    let mut session = Session::new(registry, &library.display().to_string());
    session.assert_asked_once(0, "at first");
    for offset in ["+3d", "-10d", "+0", "-400d", "+9000d", "-2d"] {
        let before = session.asked();
        session.set_clock(offset);
        session.assert_asked_once(before, offset);
    }
    // Facts are called old while the clock is far ahead: what comes after it is set right is not old for that.
    session.set_clock("+30d");
    session.assert_asked_once(session.asked(), "ahead");
    let before = session.asked();
    session.client.request("workspace/executeCommand", json!({"command": "layerwise.facts.refresh"}));
    session.set_clock("+0");
    session.assert_asked_once(before, "called old");

    let before = session.ticks();
    std::thread::sleep(Duration::from_secs(1));
    assert!(session.ticks() - before < IDLE_TICKS, "{} ticks", session.ticks() - before);
    assert!(session.client.shut_down().success());
}
