//! Package indexes and wheels, from an index on loopback.

mod common;

use std::sync::Arc;

use analysis::facts::{Fact, FactStore, ProjectFile, PythonIndex, Unavailable, WheelContents};
use common::registry::sha256_of;
use common::zip::zip;
use common::{Act, FaultServer, Received, config, settled, store, store_of_index};
use external::{Config, Store};

const METADATA: &str = "Metadata-Version: 2.1\nName: demo\nRequires-Dist: numpy>=1.20\n\
    Requires-Dist: pytest; extra == 'test'\nProvides-Extra: test\n\nA description\n";

/// A wheel with many files before the ones of interest, so that its directory exceeds the tail.
fn wheel(files: usize) -> Vec<u8> {
    let names: Vec<String> = (0..files).map(|n| format!("demo/data/{n:05}-{}.bin", "x".repeat(60))).collect();
    let mut content: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1234"[..])).collect();
    content.push(("demo/a.py", b"print('a')\n"));
    content.push(("demo/tests/test_a.py", b"assert True\n"));
    content.push(("demo/lib.so.1", &[7; 5000]));
    content.push(("demo-1.0.dist-info/METADATA", METADATA.as_bytes()));
    zip(&content)
}

fn sums(files: u64) -> WheelContents {
    WheelContents {
        bytes: files * 4 + 11 + 12 + 5000 + METADATA.len() as u64,
        files: files + 4,
        python_bytes: 11,
        python_test_bytes: 12,
        library_bytes: 5000,
    }
}

fn listing(wheel: &[u8], has_metadata: bool) -> String {
    let (sha256, bytes) = (sha256_of(wheel), wheel.len());
    format!(
        r#"{{"name":"demo","files":[{{"filename":"demo-1.0-py3-none-any.whl","url":"/files/demo-1.0-py3-none-any.whl",
        "hashes":{{"sha256":"{sha256}"}},"size":{bytes},"core-metadata":{has_metadata},"requires-python":">=3.9"}}]}}"#
    )
}

async fn index(wheel: Vec<u8>, has_metadata: bool) -> FaultServer {
    let wheel = Arc::new(wheel);
    FaultServer::start(move |request: &Received| match request.target.as_str() {
        "/simple/demo/" => Act::json(&listing(&wheel, has_metadata)),
        "/files/demo-1.0-py3-none-any.whl" => Act::file(request, &wheel),
        "/files/demo-1.0-py3-none-any.whl.metadata" => Act::bytes(METADATA.as_bytes()),
        _ => Act::status(404),
    })
    .await
}

async fn only_file(store: &Store) -> ProjectFile {
    let fact = settled(store, || store.python_project(&PythonIndex::Default, "Demo")).await;
    let project = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    assert_eq!(project.name, "demo");
    project.files[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_wheel_takes_one_request() {
    let server = index(wheel(10), true).await;
    let store = store_of_index(&server);
    let file = only_file(&store).await;
    assert_eq!(file.requires_python.as_deref(), Some(">=3.9"));
    let metadata = settled(&store, || store.wheel_metadata(&file)).await;
    let metadata = metadata.value().expect("beside the wheel");
    assert_eq!((metadata.requires.len(), metadata.extras[0].as_str()), (2, "test"));
    let contents = settled(&store, || store.wheel_contents(&file)).await;
    assert_eq!(**contents.value().expect("from the wheel"), sums(10));
    // The list of files, and the wheel's tail, which holds METADATA too.
    assert_eq!(server.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_longer_than_the_tail_takes_a_second_request() {
    let wheel = wheel(3000);
    let total = wheel.len();
    let server = index(wheel, false).await;
    let store = store_of_index(&server);
    let file = only_file(&store).await;
    let contents = settled(&store, || store.wheel_contents(&file)).await;
    assert_eq!(**contents.value().expect("from the wheel"), sums(3000));
    // Tail, directory, METADATA before it.
    assert_eq!(server.count("/files/"), 3);
    assert!(total > 300_000, "the wheel is longer than what was read");
    let metadata = settled(&store, || store.wheel_metadata(&file)).await;
    assert_eq!(metadata.value().expect("inside the wheel").requires.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn wheels_are_kept_by_their_digest() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = index(wheel(10), false).await;
    let with_disk = |offline| {
        let mut config = Config { cache_dir: Some(folder.path().to_owned()), offline, ..config() };
        config.packages.pip_index = Some(server.url("/simple"));
        store(config)
    };
    let first = with_disk(false);
    let file = only_file(&first).await;
    settled(&first, || first.wheel_contents(&file)).await;
    let moved = ProjectFile { url: "https://elsewhere.example/x.whl".into(), ..file };
    let second = with_disk(true);
    assert_eq!(**second.wheel_contents(&moved).value().expect("the digest is the same"), sums(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_pages_and_a_server_without_ranges() {
    let small = Arc::new(wheel(10));
    let body = Arc::clone(&small);
    let server = FaultServer::start(move |request| match request.target.as_str() {
        "/simple/demo/" => Act::bytes(b"<a href='../../files/demo-1.0-py3-none-any.whl'>demo</a>")
            .with("content-type", "text/html"),
        "/files/demo-1.0-py3-none-any.whl" => Act::bytes(&body),
        _ => Act::status(404),
    })
    .await;
    let store = store_of_index(&server);
    let file = only_file(&store).await;
    assert_eq!((file.bytes, file.sha256.as_ref()), (None, None));
    let contents = settled(&store, || store.wheel_contents(&file)).await;
    assert_eq!(**contents.value().expect("small wheels are read whole"), sums(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_wheel_says_so() {
    let cases: [(&str, Act); 4] = [
        ("no ZIP archive", Act::bytes(&[b'x'; 500]).with("content-range", "bytes 0-499/500")),
        ("broken", Act::bytes(&wheel(3)[3..])),
        ("does not answer ranges", Act::bytes(&vec![0; 5 << 20])),
        ("shorter", Act::bytes(&wheel(3)[200..])),
    ];
    for (words, act) in cases {
        let server = FaultServer::start(move |request| match request.target.as_str() {
            // A page tells neither length nor digest.
            "/simple/demo/" => Act::bytes(b"<a href='../../files/demo-1.0-py3-none-any.whl'>demo</a>")
                .with("content-type", "text/html"),
            _ => act.clone(),
        })
        .await;
        let store = store_of_index(&server);
        let file = only_file(&store).await;
        match settled(&store, || store.wheel_contents(&file)).await {
            Fact::Unavailable(Unavailable::Failed(why)) => {
                let known = [words, "broken", "shorter"].iter().any(|words| why.contains(words));
                assert!(known, "{words}: {why}");
            }
            other => panic!("{words}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_in_the_index_goes_to_its_host_only() {
    let files = FaultServer::start(|request| Act::file(request, &wheel(3))).await;
    let target = files.url("/demo-1.0-py3-none-any.whl");
    let server = FaultServer::start(move |_| {
        Act::bytes(format!("<a href='{target}'>demo</a>").as_bytes()).with("content-type", "text/html")
    })
    .await;
    let mut config = config();
    config.packages.pip_index = Some(format!("http://user:password@{}/simple/", server.authority()));
    let store = store(config);
    let file = only_file(&store).await;
    settled(&store, || store.wheel_contents(&file)).await;
    assert_eq!(server.received()[0].header("authorization"), Some("Basic dXNlcjpwYXNzd29yZA=="));
    assert_eq!(files.received().len(), 1);
    assert_eq!(files.received()[0].header("authorization"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_ranges_the_metadata_beside_the_wheel_is_left() {
    let large = Arc::new(vec![0; 5 << 20]);
    let server = FaultServer::start(move |request| match request.target.as_str() {
        "/simple/demo/" => Act::json(&listing(&large, true)),
        "/files/demo-1.0-py3-none-any.whl.metadata" => Act::bytes(METADATA.as_bytes()),
        _ => Act::bytes(&large),
    })
    .await;
    let store = store_of_index(&server);
    let file = only_file(&store).await;
    let metadata = settled(&store, || store.wheel_metadata(&file)).await;
    assert_eq!(metadata.value().expect("beside the wheel").requires.len(), 2);
    match store.wheel_contents(&file) {
        Fact::Unavailable(Unavailable::Failed(why)) => assert!(why.contains("ranges"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_links_and_a_wheel_named_by_its_address() {
    let body = Arc::new(wheel(3));
    let server = FaultServer::start(move |request| match request.target.as_str() {
        "/links/page.html" => Act::bytes(
            b"<a href='../files/demo-1.0-py3-none-any.whl'>demo</a> <a href='../files/other-2.0.tar.gz'>o</a>",
        )
        .with("content-type", "text/html"),
        "/files/demo-1.0-py3-none-any.whl" => Act::file(request, &body),
        _ => Act::status(404),
    })
    .await;
    let store = store(config());
    let page = PythonIndex::Links(server.url("/links/page.html"));
    let fact = settled(&store, || store.python_project(&page, "")).await;
    let names: Vec<_> =
        fact.value().expect("a page").files.iter().map(|file| file.filename.clone()).collect();
    assert_eq!(names, ["demo-1.0-py3-none-any.whl", "other-2.0.tar.gz"]);
    let direct = ProjectFile {
        filename: "demo-1.0-py3-none-any.whl".into(),
        url: server.url("/files/demo-1.0-py3-none-any.whl"),
        is_direct: true,
        ..ProjectFile::default()
    };
    let contents = settled(&store, || store.wheel_contents(&direct)).await;
    assert_eq!(**contents.value().expect("from the wheel"), sums(3));
    // The same address from nobody in particular is no address of this machine's to ask.
    let stray =
        ProjectFile { is_direct: false, url: server.url("/files/x/demo-1.0-py3-none-any.whl"), ..direct };
    let fresh = common::store(config());
    let refused = settled(&fresh, || fresh.wheel_contents(&stray)).await;
    assert!(matches!(refused, Fact::Unavailable(Unavailable::Failed(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_does_not_exist() {
    let server = index(wheel(1), true).await;
    let store = store_of_index(&server);
    let index = PythonIndex::Url(server.url("/simple"));
    let fact = settled(&store, || store.python_project(&index, "nothing")).await;
    assert_eq!(fact, Fact::Unavailable(Unavailable::NotFound));
}
