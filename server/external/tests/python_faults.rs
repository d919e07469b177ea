//! Indexes and wheels that lie, are huge, slow or away: bounded, and said.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use analysis::facts::{Fact, FactStore, ProjectFile, PythonIndex, Unavailable};
use common::registry::sha256_of;
use common::zip::zip;
use common::{Act, FaultServer, config, settled, store, store_of_index};
use external::Config;

const WHEEL: &str = "demo-1.0-py3-none-any.whl";

fn wheel(files: usize) -> Vec<u8> {
    let names: Vec<String> = (0..files).map(|n| format!("demo/data/{n:05}-{}.bin", "x".repeat(60))).collect();
    let mut content: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1234"[..])).collect();
    content.push(("demo-1.0.dist-info/METADATA", b"Metadata-Version: 2.1\nName: demo\n"));
    zip(&content)
}

/// What the index tells of a wheel, which may not be true.
struct Told {
    sha256: String,
    bytes: usize,
    metadata: bool,
}

impl Told {
    fn of(wheel: &[u8]) -> Self {
        Self { sha256: sha256_of(wheel), bytes: wheel.len(), metadata: false }
    }
}

async fn index(wheel: Vec<u8>, told: Told, beside: Act) -> FaultServer {
    let wheel = Arc::new(wheel);
    let Told { sha256, bytes, metadata } = told;
    let listing = format!(
        r#"{{"name":"demo","files":[{{"filename":"{WHEEL}","url":"/files/{WHEEL}","hashes":{{"sha256":"{sha256}"}},"size":{bytes},"core-metadata":{metadata}}}]}}"#
    );
    FaultServer::start(move |request| match request.target.as_str() {
        "/simple/demo/" => Act::json(&listing),
        target if target.ends_with(".whl") => Act::file(request, &wheel),
        target if target.ends_with(".metadata") => beside.clone(),
        _ => Act::status(404),
    })
    .await
}

/// What is known of the wheel: the bytes of its files, or why nothing is.
async fn contents(server: &FaultServer) -> Result<u64, String> {
    let store = store_of_index(server);
    let project = settled(&store, || store.python_project(&PythonIndex::Default, "demo")).await;
    let file: ProjectFile = project.value().unwrap_or_else(|| panic!("{project:?}")).files[0].clone();
    match settled(&store, || store.wheel_contents(&file)).await {
        Fact::Known(known) => Ok(known.value.bytes),
        Fact::Unavailable(Unavailable::Failed(why)) => Err(why),
        other => panic!("{other:?}"),
    }
}

/// A digest names the whole file. Small wheels are read whole; of larger ones the length is compared.
#[tokio::test(flavor = "multi_thread")]
async fn a_wheel_that_is_not_the_one_of_the_index_is_refused() {
    let small = || wheel(10);
    let large = || wheel(2_000);
    assert!(large().len() > 128 << 10, "more than the part that is read at once");
    let other = sha256_of(b"another file");
    for (wheel, told, expected) in [
        (small(), Told::of(&small()), None),
        (small(), Told { sha256: other.clone(), ..Told::of(&small()) }, Some("does not match the digest")),
        (
            small(),
            Told { bytes: small().len() - 1, ..Told::of(&small()) },
            Some("bytes where the index tells"),
        ),
        (
            large(),
            Told { bytes: large().len() - 9, ..Told::of(&large()) },
            Some("bytes where the index tells"),
        ),
        // Read in parts: who gives other bytes of the same length is believed.
        (large(), Told { sha256: other, ..Told::of(&large()) }, None),
    ] {
        let found = contents(&index(wheel, told, Act::status(404)).await).await;
        match expected {
            None => assert!(found.is_ok(), "{found:?}"),
            Some(words) => {
                assert!(found.as_ref().is_err_and(|why| why.contains(words)), "{words}: {found:?}")
            }
        }
    }
}

/// A central directory of so many files, at the end of an archive that holds nothing else.
fn directory_of(files: u64) -> Vec<u8> {
    let mut archive = Vec::new();
    for number in 0..files {
        archive.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0");
        archive.extend([0; 16]);
        archive.extend(8u16.to_le_bytes());
        archive.extend([0; 16]);
        archive.extend(format!("f{number:07}").bytes());
    }
    let bytes = archive.len() as u64;
    archive.extend(b"PK\x06\x06");
    archive.extend(44u64.to_le_bytes());
    archive.extend([0; 12]);
    archive.extend(files.to_le_bytes());
    archive.extend(files.to_le_bytes());
    archive.extend(bytes.to_le_bytes());
    archive.extend(0u64.to_le_bytes());
    archive.extend(b"PK\x06\x07\0\0\0\0");
    archive.extend(bytes.to_le_bytes());
    archive.extend(1u32.to_le_bytes());
    archive.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    archive
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wheel_of_a_million_files_is_not_read() {
    let archive = directory_of(1_000_000);
    let told = Told { sha256: "ab".repeat(32), ..Told::of(&archive) };
    let server = index(archive, told, Act::status(404)).await;
    let found = contents(&server).await;
    assert!(found.as_ref().is_err_and(|why| why.contains("directory that is too large")), "{found:?}");
    let asked = server.received().into_iter().filter(|request| request.target.ends_with(".whl")).count();
    assert_eq!(asked, 1, "its end alone was asked for");
    // Fewer files are no wheel without METADATA, and are read.
    let archive = directory_of(70_000);
    let found = contents(&index(archive.clone(), Told::of(&archive), Act::status(404)).await).await;
    assert!(found.is_ok(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_of_a_hundred_megabytes_costs_the_metadata_alone() {
    // Beside the wheel, without end; and inside, where the directory says so.
    let large = wheel(2_000);
    let beside = index(large.clone(), Told { metadata: true, ..Told::of(&large) }, Act::Endless).await;
    let text = vec![b'x'; 100 << 20];
    let inside = zip(&[("demo/a.py", b"1"), ("demo-1.0.dist-info/METADATA", &text)]);
    let inside = index(inside.clone(), Told::of(&inside), Act::status(404)).await;
    for (server, bytes) in [(beside, 8_000), (inside, 100 << 20)] {
        let begun = Instant::now();
        let store = store_of_index(&server);
        let project = settled(&store, || store.python_project(&PythonIndex::Default, "demo")).await;
        let file = project.value().expect("a project").files[0].clone();
        let metadata = settled(&store, || store.wheel_metadata(&file)).await;
        assert!(matches!(&metadata, Fact::Unavailable(Unavailable::Failed(_))), "{metadata:?}");
        let contents = settled(&store, || store.wheel_contents(&file)).await;
        assert!(contents.value().is_some_and(|known| known.bytes >= bytes), "{contents:?}");
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}

/// What a question about a project comes to, and how long that takes.
async fn project(index: String, timeout: Duration) -> (String, Duration) {
    let mut config = Config { timeout, ..config() };
    config.packages.pip_index = Some(index);
    let store = store(config);
    let begun = Instant::now();
    store.python_project(&PythonIndex::Default, "demo");
    store.fetch_wanted(Duration::from_secs(30)).await;
    match store.python_project(&PythonIndex::Default, "demo") {
        Fact::Unavailable(Unavailable::Failed(why)) => (why, begun.elapsed()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_end_is_cut_off() {
    let server = FaultServer::start(|_| Act::Endless).await;
    let (why, _) = project(server.url("/simple"), Duration::from_secs(60)).await;
    assert!(why.contains("MB") || why.contains("bytes"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_slow_or_away_is_given_up() {
    let every = Duration::from_millis(50);
    for act in [Act::Hang, Act::Drip { body: vec![b' '; 4_000], every }] {
        let server = FaultServer::start(move |_| act.clone()).await;
        let (why, took) = project(server.url("/simple"), Duration::from_millis(500)).await;
        assert!(took < Duration::from_secs(10), "{why} after {took:?}");
        assert!(why.contains("127.0.0.1"), "{why}");
    }
    let away = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let away = away.expect("a free loopback port");
    let (why, _) = project(format!("http://{away}/simple"), Duration::from_secs(2)).await;
    assert!(why.contains("127.0.0.1"), "{why}");
}
