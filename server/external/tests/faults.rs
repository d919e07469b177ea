//! Registries that misbehave: every failure is bounded, named, and passes when the registry does.

mod common;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use analysis::facts::{Fact, FactStore, Unavailable};
use common::{Act, FaultServer, Received, config, names, store, tags};
use external::{Config, Event, FactKey, RegistryConfig};

/// A registry whose `tags/list` does this; `/v2/` is in order.
async fn registry(act: impl Fn(&Received) -> Act + Send + Sync + 'static) -> FaultServer {
    FaultServer::start(move |request| match request.target.as_str() {
        "/v2/" => Act::json("{}"),
        _ => act(request),
    })
    .await
}

/// What a registry's behaviour leads to, and how long that took.
async fn outcome(act: Act) -> (Unavailable, Duration) {
    let server = registry(move |_| act.clone()).await;
    let store = store(config());
    let begun = Instant::now();
    match tags(&store, &server.repository("a/b")).await {
        Fact::Unavailable(why) => (why, begun.elapsed()),
        other => panic!("{other:?}"),
    }
}

fn failed(why: &Unavailable) -> &str {
    match why {
        Unavailable::Failed(why) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_failure_has_its_words_and_its_end() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    (0..64).for_each(|_| bomb.write_all(&zeros).expect("memory"));
    let bomb = bomb.finish().expect("memory");
    let gzip = |body: &[u8]| Act::bytes(body).with("content-encoding", "gzip");
    let drip = Act::Drip { body: vec![b' '; 1000], every: Duration::from_millis(100) };
    let cases = [
        (Act::status(500), "answered 500"),
        (Act::status(418), "answered 418"),
        (Act::Hang, "did not answer in time"),
        (drip, "was too slow"),
        (Act::Truncate { promised: 100, body: b"{\"tags\":[\"a\"".to_vec() }, "broke off"),
        (Act::Reset, "127.0.0.1"),
        (Act::json("{\"tags\":[\"a\","), "JSON that cannot be used"),
        (Act::json("[1,2]"), "JSON that cannot be used"),
        (Act::json("{\"tags\":{\"a\":1}}"), "JSON that cannot be used"),
        (Act::bytes(b"<html>"), "JSON that cannot be used"),
        (gzip(&bomb), "unpacks to more than"),
        (gzip(b"no gzip"), "a compressed answer is broken"),
        (Act::Endless, "has more than"),
    ];
    let outcomes = futures_util::future::join_all(cases.iter().map(|(act, _)| outcome(act.clone()))).await;
    for ((act, words), (why, took)) in cases.iter().zip(outcomes) {
        let shown = format!("{act:?}").chars().take(60).collect::<String>();
        assert!(failed(&why).contains(words), "{shown}: {why}");
        assert!(took < Duration::from_secs(10), "{shown} took {took:?}");
    }
    assert_eq!(outcome(Act::status(404)).await.0, Unavailable::NotFound);
    assert_eq!(outcome(Act::status(403)).await.0, Unavailable::Denied);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_never_waits() {
    let server = registry(|_| Act::Hang).await;
    let store = store(config());
    store.fetch_in_background();
    let repository = server.repository("a/b");
    for _ in 0..20 {
        let begun = Instant::now();
        assert_eq!(store.tags(&repository), Fact::Pending);
        assert!(begun.elapsed() < Duration::from_millis(50));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(server.count("tags/list"), 1, "one flight at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transient_failure_is_tried_again_within_five_seconds_of_the_next_request() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    // The first two are the request and its one retry.
    let server = registry(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Act::status(502),
        _ => Act::json(r#"{"tags":["a"]}"#),
    })
    .await;
    let store = store(config());
    store.fetch_in_background();
    let repository = server.repository("a/b");
    let mut events = store.events();
    assert_eq!(store.tags(&repository), Fact::Pending);
    loop {
        if let Ok(Event::Changed(keys)) = events.recv().await
            && keys.contains(&FactKey::Tags(repository.clone()))
        {
            break;
        }
    }
    assert!(matches!(store.tags(&repository), Fact::Unavailable(Unavailable::Failed(_))));
    let asked = Instant::now();
    while store.tags(&repository).value().is_none() {
        assert!(asked.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(names(&store.tags(&repository)), (vec!["a".to_owned()], true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_404_is_remembered_also_by_the_next_process() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = || Config { cache_dir: Some(folder.path().to_owned()), ..config() };
    let server = registry(|_| Act::status(404)).await;
    let repository = server.repository("a/b");
    let first = store(with_disk());
    assert_eq!(tags(&first, &repository).await, Fact::Unavailable(Unavailable::NotFound));
    let second = store(with_disk());
    assert_eq!(second.tags(&repository), Fact::Unavailable(Unavailable::NotFound));
    assert_eq!(second.fetch_wanted(Duration::from_secs(1)).await.started, 0);
    assert_eq!(server.count("tags/list"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_obeyed() {
    let server = registry(|_| Act::status(429).with("retry-after", "60")).await;
    let store = store(config());
    let repository = server.repository("a/b");
    match tags(&store, &repository).await {
        Fact::Unavailable(why) => assert!(failed(&why).contains("limits requests"), "{why}"),
        other => panic!("{other:?}"),
    }
    // Other repositories of the host wait as well, without a request.
    let other = tags(&store, &server.repository("c/d")).await;
    assert!(matches!(other, Fact::Unavailable(Unavailable::Failed(_))));
    assert_eq!(server.count("tags/list"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_host_gets_half_of_the_exchanges() {
    let server = registry(|_| Act::Drip { body: vec![b' '; 50], every: Duration::from_millis(20) }).await;
    let store = store(Config { max_concurrent: 4, ..config() });
    for at in 0..8 {
        store.tags(&server.repository(&format!("a/b{at}")));
    }
    let report = store.fetch_wanted(Duration::from_millis(500)).await;
    assert_eq!((report.started, report.unfinished), (8, 8));
    assert_eq!(server.count("tags/list"), 2, "the others wait for their turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_limit_is_waited_out() {
    let calls = Arc::new(AtomicUsize::new(0));
    let server = registry(move |_| match calls.fetch_add(1, Ordering::SeqCst) {
        0 => Act::status(429).with("retry-after", "1"),
        _ => Act::json(r#"{"tags":["a"]}"#),
    })
    .await;
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert_eq!(names(&found), (vec!["a".to_owned()], true));
    assert_eq!(server.count("tags/list"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_altogether_is_asked_little() {
    let server = FaultServer::start(|_| Act::status(500)).await;
    let begun = Instant::now();
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert!(matches!(found, Fact::Unavailable(Unavailable::Failed(_))), "{found:?}");
    assert!(begun.elapsed() < Duration::from_millis(1900), "no time-out was waited for");
    assert_eq!(server.received().len(), 3, "the probe, the list, its one retry");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_quota_pause_is_waited_out() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = registry(move |request| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        match (request.target.contains("last="), first) {
            (false, _) => Act::json(r#"{"tags":["a"]}"#)
                .with("link", "</v2/a/b/tags/list?last=a>; rel=\"next\"")
                .with("x-ratelimit-remaining", "0")
                .with("x-ratelimit-reset", "1"),
            (true, _) => Act::json(r#"{"tags":["b"]}"#),
        }
    })
    .await;
    let begun = Instant::now();
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert_eq!(names(&found), (vec!["a".to_owned(), "b".to_owned()], true));
    assert!(begun.elapsed() >= Duration::from_millis(900), "the pause was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_paging_ends() {
    let page = Arc::new(AtomicUsize::new(0));
    let server = registry(move |_| {
        let n = page.fetch_add(1, Ordering::SeqCst);
        Act::json(&format!(r#"{{"tags":["t{n}"]}}"#))
            .with("link", &format!("</v2/a/b/tags/list?last=t{n}>; rel=\"next\""))
    })
    .await;
    let (found, complete) = names(&tags(&store(config()), &server.repository("a/b")).await);
    assert_eq!((found.len(), complete), (200, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_leads_to_itself_ends() {
    let server =
        registry(|_| Act::json(r#"{"tags":["a"]}"#).with("link", "</v2/a/b/tags/list?last=a>; rel=\"next\""))
            .await;
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert_eq!(names(&found), (vec!["a".to_owned()], false));
    assert_eq!(server.count("tags/list"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_page_leaves_the_list_incomplete() {
    for second in [Act::status(500), Act::Hang, Act::json("oops"), Act::status(404)] {
        let server = registry(move |request| match request.target.contains("last=") {
            false => Act::json(r#"{"tags":["a"]}"#).with("link", "</v2/a/b/tags/list?last=a>; rel=next"),
            true => second.clone(),
        })
        .await;
        let found = tags(&store(config()), &server.repository("a/b")).await;
        assert_eq!(names(&found), (vec!["a".to_owned()], false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_link_to_another_host_is_refused() {
    let other = FaultServer::start(|_| Act::json(r#"{"tags":["evil"]}"#)).await;
    let link = format!("<{}>; rel=\"next\"", other.url("/v2/a/b/tags/list?last=a"));
    let server = registry(move |_| Act::json(r#"{"tags":["a"]}"#).with("link", &link)).await;
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert_eq!(names(&found), (vec!["a".to_owned()], false));
    assert_eq!(other.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_bounded() {
    let server = registry(|request| Act::redirect(&request.target)).await;
    match tags(&store(config()), &server.repository("a/b")).await {
        Fact::Unavailable(why) => assert!(failed(&why).contains("redirects more than"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(server.count("tags/list") <= 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_tag_names_are_left_out() {
    let body = r#"{"tags":["ok","a\u001b[31m","a\nb","[x](http://y)","<b>","ok", null, 7]}"#;
    let server = registry(|_| Act::json(body)).await;
    // A list with something other than strings is not a list of tags.
    assert!(matches!(tags(&store(config()), &server.repository("a/b")).await, Fact::Unavailable(_)));
    let body = r#"{"tags":["ok","a\u001b[31m","a\nb","[x](http://y)","<b>","ok"]}"#;
    let server = registry(move |_| Act::json(body)).await;
    let found = tags(&store(config()), &server.repository("a/b")).await;
    assert_eq!(names(&found), (vec!["ok".to_owned()], true));
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_and_internal_addresses_are_refused() {
    let tag_api = |url: &str| {
        let registry =
            RegistryConfig { endpoint: Some(url.into()), tag_api: Some(url.into()), insecure: false };
        Config { registries: [("example.test".to_owned(), registry)].into(), ..config() }
    };
    let repository = analysis::reference::parse_repository("example.test/a/b").expect("valid");
    for (url, words) in [
        ("http://registry.example:5000", "plain http"),
        ("https://169.254.169.254", "internal address"),
        ("https://[fd00:ec2::254]", "internal address"),
        ("ftp://registry.example", "neither http nor https"),
    ] {
        match tags(&store(tag_api(url)), &repository).await {
            Fact::Unavailable(why) => assert!(failed(&why).contains(words), "{url}: {why}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_lead_to_no_internal_and_no_other_host() {
    let allowed = Config { allowed_hosts: Some(vec!["127.0.0.1".into()]), ..config() };
    for (config, target, words) in [
        (config(), "https://169.254.169.254/latest/meta-data", "internal address"),
        (config(), "https://[::ffff:169.254.169.254]/", "internal address"),
        (config(), "https://[64:ff9b::a9fe:a9fe]/", "internal address"),
        (config(), "https://2852039166/", "internal address"), // the same in one number
        (config(), "https://0xa9fea9fe/", "internal address"),
        (config(), "http://registry.example/", "plain http"),
        (config(), "file:///etc/passwd", "neither http nor https"),
        (allowed, "https://registry.example/v2/", "allowed hosts"),
    ] {
        let server = registry(move |_| Act::redirect(target)).await;
        match tags(&store(config), &server.repository("a/b")).await {
            Fact::Unavailable(why) => assert!(failed(&why).contains(words), "{target}: {why}"),
            other => panic!("{target}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_allowed_hosts_are_contacted() {
    let server = registry(|_| Act::json(r#"{"tags":["a"]}"#)).await;
    let config = Config { allowed_hosts: Some(vec!["registry.example".into()]), ..config() };
    match tags(&store(config), &server.repository("a/b")).await {
        Fact::Unavailable(why) => assert!(failed(&why).contains("allowed hosts"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(server.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_asks_nobody() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = |offline| Config { cache_dir: Some(folder.path().to_owned()), offline, ..config() };
    let server = registry(|_| Act::json(r#"{"tags":["a"]}"#)).await;
    let repository = server.repository("a/b");
    let cold = store(with_disk(true));
    assert_eq!(tags(&cold, &repository).await, Fact::Unavailable(Unavailable::Offline));
    assert!(server.received().is_empty());
    tags(&store(with_disk(false)), &repository).await;
    let before = server.received().len();
    let warm = store(with_disk(true));
    assert_eq!(names(&warm.tags(&repository)), (vec!["a".to_owned()], true));
    assert_eq!(server.received().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_can_be_cancelled_and_asked_for_again() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = registry(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Act::Hang,
        _ => Act::json(r#"{"tags":["a"]}"#),
    })
    .await;
    let store = store(config());
    let repository = server.repository("a/b");
    store.tags(&repository);
    while server.count("tags/list") == 0 {
        let report = store.fetch_wanted(Duration::from_millis(10)).await;
        assert_eq!((report.started, report.unfinished), (1, 1));
    }
    store.cancel(&FactKey::Tags(repository.clone()));
    assert_eq!(names(&tags(&store, &repository).await), (vec!["a".to_owned()], true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_asks_again_and_answers_meanwhile() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = || Config { cache_dir: Some(folder.path().to_owned()), ..config() };
    let calls = AtomicUsize::new(0);
    let server = registry(move |request| match calls.fetch_add(1, Ordering::SeqCst) {
        _ if request.target.contains("missing") => Act::status(404),
        0 => Act::json(r#"{"tags":["old"]}"#),
        _ => Act::json(r#"{"tags":["new"]}"#),
    })
    .await;
    let (there, missing) = (server.repository("a/b"), server.repository("a/missing"));
    let first = store(with_disk());
    assert_eq!(names(&tags(&first, &there).await).0, ["old"]);
    tags(&first, &missing).await;
    for store in [first, store(with_disk())] {
        let (asked, asked_for_missing) = (server.count("b/tags/list"), server.count("missing/tags/list"));
        assert_eq!(store.fetch_wanted(Duration::ZERO).await.started, 0, "nothing is due by itself");
        store.refresh();
        assert!(matches!(store.tags(&there), Fact::Known(_)), "what is known is answered at once");
        assert_eq!(names(&tags(&store, &there).await).0, ["new"]);
        assert_eq!(tags(&store, &missing).await, Fact::Unavailable(Unavailable::NotFound));
        assert_eq!(server.count("b/tags/list"), asked + 1, "asked again, once");
        assert_eq!(server.count("missing/tags/list"), asked_for_missing + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_nobody_holds_ends_its_loop_and_its_events() {
    let store = store(config());
    store.fetch_in_background();
    let mut events = store.events();
    drop(store);
    let end = tokio::time::timeout(Duration::from_secs(5), events.recv()).await;
    assert!(matches!(end, Ok(Err(tokio::sync::broadcast::error::RecvError::Closed))), "{end:?}");
}
