//! Packages of an npm registry on loopback.

mod common;

use analysis::facts::{Fact, FactStore, NodePackage, NodePackageSize, Unavailable};
use common::{Act, FaultServer, Received, config, settled, store};
use external::{Config, Store};

/// A gzip file whose end tells of 70,000 bytes.
fn tarball() -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&vec![0; 70_000]).expect("memory");
    packed.finish().expect("memory")
}

async fn registry() -> FaultServer {
    let tarball = tarball();
    FaultServer::start(move |request: &Received| {
        let host = request.header("host").unwrap_or_default();
        let manifest =
            |path: &str| Act::json(&format!(r#"{{"dist": {{"tarball": "http://{host}{path}"}}}}"#));
        match request.target.as_str() {
            "/npm/new/1.0.0" | "/npm/@own%2fnew/1.0.0" => Act::json(
                r#"{"dist": {"unpackedSize": 12345, "fileCount": 3, "tarball": "http://10.0.0.1/x.tgz"}}"#,
            ),
            "/npm/old/1.0.0" => manifest("/npm/old/-/old-1.0.0.tgz"),
            "/npm/inward/1.0.0" => manifest("/whole.tgz"),
            "/npm/old/-/old-1.0.0.tgz" | "/npm/bare/-/bare-1.0.0.tgz" => Act::file(request, &tarball),
            "/whole.tgz" => Act::bytes(&tarball),
            "/npm/private/1.0.0" => Act::status(401),
            "/npm/slow/1.0.0" => Act::Hang,
            "/npm/long/1.0.0" => Act::Endless,
            _ => Act::status(404),
        }
    })
    .await
}

fn package(server: &FaultServer, name: &str, tarball: Option<String>) -> NodePackage {
    NodePackage { registry: Some(server.url("/npm/")), name: name.into(), version: "1.0.0".into(), tarball }
}

async fn size(store: &Store, package: &NodePackage) -> Fact<NodePackageSize> {
    settled(store, || store.node_package(package)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_tell_sizes_and_else_the_end_of_the_tarball() {
    let server = registry().await;
    let store = store(config());
    let files = Some(NodePackageSize { files: Some(12_345), ..NodePackageSize::default() });
    let packed = tarball().len() as u64;
    let archive = Some(NodePackageSize { files: None, tarball: Some(packed), archive: Some(70_000) });
    let bare = server.url("/npm/bare/-/bare-1.0.0.tgz");
    for (package, expected) in [
        (package(&server, "new", None), files),
        (package(&server, "@own/new", None), files),
        (package(&server, "old", None), archive),
        (package(&server, "bare", Some(bare)), archive),
    ] {
        let found = size(&store, &package).await;
        assert_eq!(found.value().map(|size| **size), expected, "{package:?}: {found:?}");
    }
    let ranges =
        server.received().into_iter().filter_map(|request| Some(request.header("range")?.to_owned()));
    assert_eq!(ranges.collect::<Vec<_>>(), ["bytes=-4", "bytes=-4"], "no tarball is downloaded");
}

#[tokio::test(flavor = "multi_thread")]
async fn registries_that_do_not_answer() {
    let server = registry().await;
    let quick = Config { timeout: std::time::Duration::from_millis(300), ..config() };
    let store = store(quick.clone());
    for (name, expected) in [
        ("none", Some(Unavailable::NotFound)),
        ("private", Some(Unavailable::Denied)),
        ("../new", Some(Unavailable::NotFound)),
        ("inward", None),
        ("slow", None),
        ("long", None),
    ] {
        let found = size(&store, &package(&server, name, None)).await;
        match (&found, expected) {
            (Fact::Unavailable(why), Some(expected)) => assert_eq!(*why, expected, "{name}"),
            (Fact::Unavailable(Unavailable::Failed(_)), None) => {}
            _ => panic!("{name}: {found:?}"),
        }
    }
    let offline = common::store(Config { offline: true, ..config() });
    let asked = package(&server, "new", None);
    assert_eq!(offline.node_package(&asked), Fact::Unavailable(Unavailable::Offline));
}
