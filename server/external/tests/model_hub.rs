//! Files of model repositories, from a hub on loopback.

mod common;

use analysis::facts::{Fact, FactStore, HubFile, HubKind, HubRepository, Unavailable};
use common::{Act, FaultServer, Received, config, settled, store};
use external::{Config, Store};

fn store_for(server: &FaultServer, offline: bool) -> Store {
    let mut config = Config { offline, ..config() };
    config.packages.model_hub = Some(server.url(""));
    store(config)
}

fn repository(id: &str, revision: &str) -> HubRepository {
    HubRepository { endpoint: None, kind: HubKind::Model, id: id.into(), revision: revision.into() }
}

async fn hub() -> FaultServer {
    FaultServer::start(|request: &Received| match request.target.as_str() {
        "/api/models/org/model/tree/main?recursive=true" => Act::json(
            r#"[{"type":"directory","oid":"a","size":0,"path":"onnx"},
                {"type":"file","oid":"b","size":135,"path":"model.safetensors","lfs":{"oid":"c","size":4000000000,"pointerSize":135}}]"#,
        )
        .with("link", "</api/models/org/model/tree/main?recursive=true&cursor=x>; rel=\"next\""),
        "/api/models/org/model/tree/main?recursive=true&cursor=x" => {
            Act::json(r#"[{"type":"file","oid":"d","size":570,"path":"onnx/config.json"}]"#)
                .with("link", "<http://elsewhere.example/more>; rel=\"next\"")
        }
        "/api/models/gpt2/tree/refs%2Fpr%2F1?recursive=true" => Act::json("[]"),
        _ => Act::status(404),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_joined_and_large_files_have_their_own_size() {
    let server = hub().await;
    let store = store_for(&server, false);
    let wanted = repository("org/model", "main");
    let fact = settled(&store, || store.hub_files(&wanted)).await;
    let file = |path: &str, bytes: u64| HubFile { path: path.into(), bytes };
    let expected = [file("model.safetensors", 4_000_000_000), file("onnx/config.json", 570)];
    assert_eq!(fact.value().expect("a repository").files, expected);
    assert_eq!(server.received().len(), 2, "a page on another host is not asked for");
    let wanted = repository("gpt2", "refs/pr/1");
    let fact = settled(&store, || store.hub_files(&wanted)).await;
    assert!(fact.value().expect("a repository").files.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_refused_or_offline_says_so() {
    let server = hub().await;
    let store = store_for(&server, false);
    for id in ["org/none", "../../secret", "a/b/c"] {
        let wanted = repository(id, "main");
        let fact = settled(&store, || store.hub_files(&wanted)).await;
        assert_eq!(fact, Fact::Unavailable(Unavailable::NotFound), "{id}");
    }
    assert_eq!(server.received().len(), 1, "no address is made of what is no name");
    let offline = store_for(&server, true);
    let wanted = repository("org/model", "main");
    assert_eq!(offline.hub_files(&wanted), Fact::Unavailable(Unavailable::Offline));
    let mut limited = Config { allowed_hosts: Some(vec!["docker.io".into()]), ..config() };
    limited.packages.model_hub = Some(server.url(""));
    let limited = common::store(limited);
    let fact = settled(&limited, || limited.hub_files(&wanted)).await;
    assert!(matches!(fact, Fact::Unavailable(Unavailable::Failed(_))), "{fact:?}");
    assert_eq!(server.received().len(), 1);
}
