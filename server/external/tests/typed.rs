//! Questions that follow somebody's typing: the search for images, the filter of a tag list.

mod common;

use std::time::Duration;

use analysis::facts::{Fact, FactStore, FoundImages, Unavailable};
use analysis::reference::parse_repository;
use common::{Act, FaultServer, Received, config, names, settled, store};
use external::{Config, RegistryConfig, Store};

/// Docker Hub on loopback.
fn hub(server: &FaultServer) -> Config {
    let registry = RegistryConfig {
        tag_api: Some(server.url("/v2")),
        endpoint: Some(server.url("")),
        ..Default::default()
    };
    Config { registries: [("docker.io".to_owned(), registry)].into(), ..config() }
}

fn query(request: &Received, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    query.split('&').find_map(|pair| Some(pair.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// What the search answers: one official image, one that is not, one that is no image of Docker Hub.
fn found(request: &Received) -> Act {
    let Some(text) =
        query(request, "query").filter(|_| request.target.starts_with("/v2/search/repositories/"))
    else {
        return Act::status(404);
    };
    Act::json(&format!(
        r#"{{"count":3,"next":null,"previous":null,"results":[
            {{"repo_name":"python","short_description":"Python","star_count":9,"pull_count":99,"is_official":true}},
            {{"repo_name":"team/{text}","short_description":null,"star_count":1,"is_automated":false}},
            {{"repo_name":"[x](http://y)","short_description":"x"}}]}}"#
    ))
}

async fn search(store: &Store, text: &str) -> Fact<FoundImages> {
    store.fetch_in_background();
    for _ in 0..400 {
        match store.search(text) {
            Fact::Pending => tokio::time::sleep(Duration::from_millis(10)).await,
            Fact::Known(known) if !known.value.complete => {
                tokio::time::sleep(Duration::from_millis(10)).await
            }
            fact => return fact,
        }
    }
    panic!("no answer to {text}");
}

fn images(fact: &Fact<FoundImages>) -> Vec<String> {
    let found = fact.value().unwrap_or_else(|| panic!("images, not {fact:?}"));
    found.images.iter().map(|image| image.name.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn images_are_found_and_kept_for_the_next_process() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = FaultServer::start(found).await;
    let with_disk = || Config { cache_dir: Some(folder.path().to_owned()), ..hub(&server) };
    let first = store(with_disk());
    let fact = search(&first, "Torch").await;
    first.fetch_wanted(Duration::from_secs(5)).await; // the answer is on disk when its fetch has ended
    assert_eq!(images(&fact), ["python", "team/torch"]);
    assert!(fact.value().is_some_and(|found| found.images[0].official && found.complete));
    let next = store(with_disk());
    assert_eq!(images(&next.search("torch")), ["python", "team/torch"]);
    assert_eq!(server.count("/search/"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_sends_one_request_for_its_last_word() {
    let server = FaultServer::start(found).await;
    let store = store(hub(&server));
    store.fetch_in_background();
    for text in ["tor", "torc", "torch", "torchv"] {
        assert_eq!(store.search(text), Fact::Pending);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(images(&search(&store, "torchv").await), ["python", "team/torchv"]);
    let asked: Vec<_> = server.received().iter().filter_map(|request| query(request, "query")).collect();
    assert_eq!(asked, ["torchv"]);
    // What was found for a shorter text stands in for a longer one, marked as unfinished.
    match store.search("torchvi") {
        Fact::Known(known) => assert!(!known.value.complete && known.value.images.len() == 2),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_who_should_not_be() {
    let server = FaultServer::start(found).await;
    let asked = |config: Config, text: &'static str| {
        let store = store(config);
        async move {
            store.fetch_in_background();
            let first = store.search(text);
            tokio::time::sleep(Duration::from_millis(400)).await;
            (first, store.search(text))
        }
    };
    let off = Config { image_search: false, ..hub(&server) };
    assert!(
        matches!(asked(off, "torch").await.1, Fact::Unavailable(Unavailable::Failed(why)) if why.contains("off"))
    );
    let offline = Config { offline: true, ..hub(&server) };
    assert_eq!(asked(offline, "torch").await.1, Fact::Unavailable(Unavailable::Offline));
    let elsewhere = Config { allowed_hosts: Some(vec!["registry.example".into()]), ..hub(&server) };
    assert!(
        matches!(asked(elsewhere, "torch").await.1, Fact::Unavailable(Unavailable::Failed(why)) if why.contains("allowed hosts"))
    );
    for text in ["to", "ghcr.io/own", "localhost/x", "$BASE", "a b c", "torch\u{1b}"] {
        assert_eq!(asked(hub(&server), text).await.1, Fact::Unavailable(Unavailable::NotFound), "{text}");
    }
    let mirrored = RegistryConfig { endpoint: Some(server.url("")), ..RegistryConfig::default() };
    let mirrored = Config { registries: [("docker.io".to_owned(), mirrored)].into(), ..config() };
    assert_eq!(asked(mirrored, "torch").await.1, Fact::Unavailable(Unavailable::NotFound));
    assert_eq!(server.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_fails_is_no_worse_than_none() {
    for act in
        [Act::status(500), Act::Hang, Act::json("[]"), Act::status(429), Act::bytes(b"<html>"), Act::Reset]
    {
        let server = FaultServer::start(move |_| act.clone()).await;
        let config = Config { timeout: Duration::from_millis(400), ..hub(&server) };
        let fact = search(&store(config), "torch").await;
        assert!(matches!(fact, Fact::Unavailable(Unavailable::Failed(_))), "{fact:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_filters_tags() {
    let server = FaultServer::start(|request| match query(request, "name").as_deref() {
        Some("12.4") if request.target.contains("/namespaces/nvidia/repositories/cuda/tags") => {
            Act::json(r#"{"count":1,"next":null,"results":[{"name":"12.4.1-base-ubuntu22.04"}]}"#)
        }
        _ => Act::status(404),
    })
    .await;
    let store = store(hub(&server));
    let cuda = parse_repository("nvidia/cuda").expect("valid");
    store.tags_like(&cuda, "12.4");
    tokio::time::sleep(Duration::from_millis(250)).await; // the pause after the last key
    let fact = settled(&store, || store.tags_like(&cuda, "12.4")).await;
    assert_eq!(names(&fact), (vec!["12.4.1-base-ubuntu22.04".to_owned()], true));
    let other = parse_repository("ghcr.io/a/b").expect("valid");
    assert_eq!(store.tags_like(&other, "12.4"), Fact::Unavailable(Unavailable::NotFound), "it has no filter");
}
