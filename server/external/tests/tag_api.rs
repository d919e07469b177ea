//! Docker Hub's tag API, from a server of the same shape.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use analysis::facts::{Fact, FactStore, Origin, Unavailable};
use analysis::reference::{Repository, parse_repository};
use common::{Act, FaultServer, Received, config, names, store, tags};
use external::{Config, Event, FactKey, RegistryConfig};

fn hub(server: &FaultServer) -> Config {
    let registry = RegistryConfig {
        endpoint: Some(server.url("")),
        tag_api: Some(server.url("/hub/v2/")),
        insecure: false,
    };
    Config { registries: [("docker.io".to_owned(), registry)].into(), ..config() }
}

fn cuda() -> Repository {
    parse_repository("nvidia/cuda").expect("valid")
}

fn page_of(request: &Received) -> Option<usize> {
    let (_, query) = request.target.split_once("page=")?;
    query.split('&').next()?.parse().ok()
}

/// Page `n` of a list of `total` tags, 100 a page, newest first.
fn page(request: &Received, total: usize) -> Act {
    let number = page_of(request).unwrap_or(1);
    let path = request.target.split('?').next().unwrap_or_default();
    let range = (number - 1) * 100..total.min(number * 100);
    let results: Vec<String> = range
        .clone()
        .map(|n| {
            format!(
                r#"{{"name":"t{n}","full_size":{n},"digest":"sha256:{n}","tag_last_pushed":"2026-01-01T00:00:00Z",
                "images":[{{"architecture":"amd64","os":"linux","size":{n},"digest":"sha256:{n}"}},
                          {{"architecture":"unknown","os":"unknown","size":1}}]}}"#
            )
        })
        .collect();
    let next = match range.end < total {
        true => format!(r#""{path}?page={}&page_size=100""#, number + 1),
        false => "null".into(),
    };
    Act::json(&format!(r#"{{"count":{total},"next":{next},"results":[{}]}}"#, results.join(",")))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_with_its_sizes_in_order() {
    let server = FaultServer::start(|request| match request.target.contains("/namespaces/nvidia/") {
        true => page(request, 950),
        false => Act::status(404),
    })
    .await;
    let store = store(hub(&server));
    let mut events = store.events();
    let fact = tags(&store, &cuda()).await;
    let list = fact.value().expect("answered");
    assert!(list.complete);
    let found: Vec<_> = list.tags.iter().map(|tag| tag.name.clone()).collect();
    let expected: Vec<_> = (0..950).map(|n| format!("t{n}")).collect();
    assert_eq!(found, expected);
    let tag = &list.tags[700];
    assert_eq!(tag.platforms.len(), 1, "attestations are no platform");
    assert_eq!(tag.platforms[0].bytes_compressed, Some(700));
    assert_eq!(tag.pushed.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(server.received().len(), 10);

    let mut progress = Vec::new();
    while let Ok(event) = tokio::time::timeout(Duration::from_millis(200), events.recv()).await {
        match event.expect("no lag") {
            Event::Progress { done, total, .. } => progress.push((done, total)),
            Event::Finished(key) => assert_eq!(key, FactKey::Tags(cuda())),
            Event::Changed(keys) => assert!(keys.contains(&FactKey::Tags(cuda()))),
            Event::Unreachable(why) => panic!("the server answers, yet: {why}"),
        }
    }
    assert_eq!((progress.first(), progress.last()), (Some(&(100, Some(950))), Some(&(950, Some(950)))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_address_is_known_too() {
    let server =
        FaultServer::start(|request| match request.target.contains("/repositories/nvidia/cuda/tags") {
            true => page(request, 50),
            false => Act::status(404),
        })
        .await;
    assert_eq!(names(&tags(&store(hub(&server)), &cuda()).await).0.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_page_leaves_the_list_incomplete_and_is_asked_for_again() {
    let broken = Arc::new(AtomicUsize::new(2)); // the page and its one retry
    let left = Arc::clone(&broken);
    let server = FaultServer::start(move |request| {
        let fails = page_of(request) == Some(3)
            && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        if fails { Act::status(503) } else { page(request, 500) }
    })
    .await;
    let store = store(hub(&server));
    let (found, complete) = names(&tags(&store, &cuda()).await);
    assert_eq!((found.len(), complete), (400, false));
    let asked = Instant::now();
    while !names(&tags(&store, &cuda()).await).1 {
        assert!(asked.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(names(&store.tags(&cuda())).0.len(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_tag_api_fails_the_registry_answers() {
    for api in [Act::status(500), Act::status(404), Act::json("[]"), Act::Hang] {
        let server = FaultServer::start(move |request| match request.target.starts_with("/v2/") {
            true => Act::json(r#"{"tags":["from-registry"]}"#),
            false => api.clone(),
        })
        .await;
        let found = tags(&store(hub(&server)), &cuda()).await;
        assert_eq!(names(&found), (vec!["from-registry".to_owned()], true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_nobody_shows_does_not_exist() {
    let server = FaultServer::start(|request| match request.target.starts_with("/v2/") {
        true => Act::status(403),
        false => Act::status(404),
    })
    .await;
    let found = tags(&store(hub(&server)), &cuda()).await;
    assert_eq!(found, Fact::Unavailable(Unavailable::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_link_elsewhere_is_not_followed() {
    let other = FaultServer::start(|request| page(request, 500)).await;
    let next = other.url("/x?page=2&page_size=100");
    let server = FaultServer::start(move |_| {
        Act::json(&format!(r#"{{"count":500,"next":"{next}","results":[{{"name":"a"}}]}}"#))
    })
    .await;
    assert_eq!(names(&tags(&store(hub(&server)), &cuda()).await), (vec!["a".to_owned()], false));
    assert!(other.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_answer_comes_at_once_and_is_refreshed_behind() {
    use external::cache::{Content, DiskCache, Entry};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = FaultServer::start(|request| page(request, 50)).await;
    let config = Config { cache_dir: Some(folder.path().to_owned()), ..hub(&server) };
    let yesterday = std::time::SystemTime::now() - Duration::from_secs(86_400);
    let old = analysis::facts::TagList { tags: Vec::new(), complete: true };
    let disk = DiskCache::new(folder.path(), config.cache_max_bytes);
    disk.write("tags", &cuda().to_string(), &Entry { as_of: yesterday, content: Content::Value(&old) });

    let store = store(config);
    let mut events = store.events();
    store.fetch_in_background();
    match store.tags(&cuda()) {
        Fact::Known(known) => {
            assert_eq!((known.origin, known.value.tags.len()), (Origin::Cache, 0));
            assert!(known.age(std::time::SystemTime::now()) >= Duration::from_secs(86_000));
        }
        other => panic!("{other:?}"),
    }
    let changed = tokio::time::timeout(Duration::from_secs(2), events.recv()).await;
    assert!(matches!(changed, Ok(Ok(Event::Changed(_)))), "{changed:?}");
    match store.tags(&cuda()) {
        Fact::Known(known) => assert_eq!((known.origin, known.value.tags.len()), (Origin::Live, 50)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_answer_outlives_a_failing_refresh() {
    use external::cache::{Content, DiskCache, Entry};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = FaultServer::start(|_| Act::status(500)).await;
    let config = Config { cache_dir: Some(folder.path().to_owned()), ..hub(&server) };
    let disk = DiskCache::new(folder.path(), config.cache_max_bytes);
    let tag = analysis::facts::Tag { name: "kept".into(), ..Default::default() };
    let old = analysis::facts::TagList { tags: vec![tag], complete: true };
    let as_of = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    disk.write("tags", &cuda().to_string(), &Entry { as_of, content: Content::Value(&old) });
    let found = tags(&store(config), &cuda()).await;
    assert_eq!(names(&found), (vec!["kept".to_owned()], true));
    assert!(!server.received().is_empty());
}
