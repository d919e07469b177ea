//! Where credentials go, and above all where they do not.

mod common;

use std::collections::HashMap;
use std::path::Path;

use analysis::facts::{Fact, FactStore, Platform, Unavailable};
use analysis::reference::{ImageReference, parse_repository};
use common::{Act, FaultServer, Received, config, names, settled, store, tags};
use external::{Config, RegistryConfig};

/// `user:password`
const BASIC: &str = "Basic dXNlcjpwYXNzd29yZA==";

/// A Docker configuration whose `auths` has this JSON.
fn docker_config(auths: &str) -> (tempfile::TempDir, Config) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("config.json"), auths).expect("writable");
    let config = Config { docker_config_dir: Some(folder.path().to_owned()), ..config() };
    (folder, config)
}

fn login(host: &str) -> String {
    format!(r#"{{"auths":{{"{host}":{{"auth":"dXNlcjpwYXNzd29yZA=="}}}}}}"#)
}

/// A registry that wants the bearer token `good`, and sends this challenge.
async fn guarded(challenge: String) -> FaultServer {
    FaultServer::start(move |request| match (request.target.as_str(), request.header("authorization")) {
        ("/v2/", _) | (_, None) => Act::status(401).with("www-authenticate", &challenge),
        (_, Some("Bearer good")) => Act::json(r#"{"tags":["a"]}"#),
        (_, Some(_)) => Act::status(403),
    })
    .await
}

fn sent(requests: &[Received]) -> Vec<Option<&str>> {
    requests.iter().map(|request| request.header("authorization")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_service_gets_the_password_and_the_registry_the_token() {
    let token = FaultServer::start(|_| Act::json(r#"{"token":"good","expires_in":300}"#)).await;
    let realm = token.url("/token?account=x");
    let challenge = format!(r#"Bearer realm="{realm}",service="a, b=c",scope="repository:a/b:pull""#);
    let registry = guarded(challenge).await;
    let (_folder, config) = docker_config(&login(&registry.authority()));
    let store = store(config);
    assert_eq!(names(&tags(&store, &registry.repository("a/b")).await).0, ["a"]);
    let asked = token.received();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("authorization"), Some(BASIC));
    for part in ["account=x", "service=a%2C+b%3Dc", "scope=repository%3Aa%2Fb%3Apull"] {
        assert!(asked[0].target.contains(part), "{}", asked[0].target);
    }
    assert!(!sent(&registry.received()).contains(&Some(BASIC)), "the registry never sees the password");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_inside_the_realm_and_no_service() {
    let token = FaultServer::start(|_| Act::json(r#"{"access_token":"good"}"#)).await;
    let challenge = format!(r#"Bearer realm="{}""#, token.url("/proxy_auth?scope=repository:a/b:pull,push"));
    let registry = guarded(challenge).await;
    assert_eq!(names(&tags(&store(config()), &registry.repository("a/b")).await).0, ["a"]);
    assert_eq!(token.received()[0].target, "/proxy_auth?scope=repository%3Aa%2Fb%3Apull");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_login_does_not_hide_public_images() {
    let token = FaultServer::start(|request| match request.header("authorization") {
        Some(_) => Act::status(401),
        None => Act::json(r#"{"token":"good"}"#),
    })
    .await;
    let registry = guarded(format!(r#"Bearer realm="{}""#, token.url("/t"))).await;
    let (_folder, config) = docker_config(&login(&registry.authority()));
    assert_eq!(names(&tags(&store(config), &registry.repository("a/b")).await).0, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_token_is_exchanged() {
    let token = FaultServer::start(|_| Act::json(r#"{"access_token":"good"}"#)).await;
    let registry = guarded(format!(r#"Bearer realm="{}",service="s""#, token.url("/t"))).await;
    let auths = format!(
        r#"{{"auths":{{"{}":{{"auth":"dXNlcjo=","identitytoken":"refresh-me"}}}}}}"#,
        registry.authority()
    );
    let (_folder, config) = docker_config(&auths);
    assert_eq!(names(&tags(&store(config), &registry.repository("a/b")).await).0, ["a"]);
    let asked = &token.received()[0];
    assert_eq!((asked.method.as_str(), asked.header("authorization")), ("POST", None));
    assert!(
        asked.body.contains("grant_type=refresh_token") && asked.body.contains("refresh_token=refresh-me")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn basic_goes_to_its_own_registry_only() {
    let guarded = |request: &Received| match request.header("authorization") {
        Some(BASIC) => Act::json(r#"{"tags":["a"]}"#),
        _ => Act::status(401).with("www-authenticate", r#"Basic realm="x""#),
    };
    let own = FaultServer::start(guarded).await;
    let other = FaultServer::start(guarded).await;
    let (_folder, config) = docker_config(&login(&own.authority()));
    let store = store(config);
    assert_eq!(names(&tags(&store, &own.repository("a/b")).await).0, ["a"]);
    assert_eq!(tags(&store, &other.repository("a/b")).await, Fact::Unavailable(Unavailable::Denied));
    assert!(sent(&other.received()).iter().all(Option::is_none));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_does_not_get_the_credentials_of_what_it_mirrors() {
    let mirror = FaultServer::start(|_| Act::status(401).with("www-authenticate", "Basic realm=x")).await;
    let (_folder, mut config) = docker_config(&login("https://index.docker.io/v1/"));
    let hub = RegistryConfig { endpoint: Some(mirror.url("")), ..RegistryConfig::default() };
    config.registries.insert("docker.io".into(), hub);
    let repository = parse_repository("ubuntu").expect("valid");
    assert_eq!(tags(&store(config), &repository).await, Fact::Unavailable(Unavailable::Denied));
    assert!(sent(&mirror.received()).iter().all(Option::is_none));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_service_on_plain_http_elsewhere_is_refused() {
    let registry = guarded(r#"Bearer realm="http://token.example/t""#.into()).await;
    let (_folder, config) = docker_config(&login(&registry.authority()));
    match tags(&store(config), &registry.repository("a/b")).await {
        Fact::Unavailable(Unavailable::Failed(why)) => assert!(why.contains("not https"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_follows_a_redirect_and_no_foreign_challenge_is_answered() {
    let elsewhere = FaultServer::start(|request| match request.target.as_str() {
        "/challenge" => Act::status(401).with("www-authenticate", "Basic realm=x"),
        _ => Act::json(r#"{"tags":["a"]}"#),
    })
    .await;
    for (path, expected) in [("/tags", true), ("/challenge", false)] {
        let target = elsewhere.url(path);
        let registry = FaultServer::start(move |request| match request.header("authorization") {
            Some(BASIC) => Act::redirect(&target),
            _ => Act::status(401).with("www-authenticate", "Basic realm=x"),
        })
        .await;
        let auths = format!(
            r#"{{"auths":{{"{}":{{"auth":"dXNlcjpwYXNzd29yZA=="}},"{}":{{"auth":"dXNlcjpwYXNzd29yZA=="}}}}}}"#,
            registry.authority(),
            elsewhere.authority(),
        );
        let (_folder, config) = docker_config(&auths);
        let found = tags(&store(config), &registry.repository("a/b")).await;
        assert_eq!(found.value().is_some(), expected, "{found:?}");
    }
    assert_eq!(elsewhere.received().len(), 2);
    assert!(sent(&elsewhere.received()).iter().all(Option::is_none));
}

#[tokio::test(flavor = "multi_thread")]
async fn content_must_match_its_digest() {
    let manifest = r#"{"config":{"digest":"sha256:0000"},"layers":[]}"#;
    let registry = FaultServer::start(move |request| match request.target.as_str() {
        target if target.contains("/manifests/latest") => Act::json(manifest),
        _ => Act::json("{}"),
    })
    .await;
    let image =
        ImageReference { repository: registry.repository("a/b"), tag: Some("latest".into()), digest: None };
    let store = store(config());
    match settled(&store, || store.image(&image, &Platform::default())).await {
        Fact::Unavailable(Unavailable::Failed(why)) => assert!(why.contains("does not match"), "{why}"),
        other => panic!("{other:?}"),
    }
}

/// Run by the test below in a process of its own, since the helper is found by `PATH`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of a_credential_helper_is_asked"]
async fn with_a_helper() {
    let registry = FaultServer::start(|request| match request.header("authorization") {
        Some(BASIC) => Act::json(r#"{"tags":["a"]}"#),
        _ => Act::status(401).with("www-authenticate", r#"Basic realm="x""#),
    })
    .await;
    let helper = std::env::var("TEST_HELPER").expect("set by the parent");
    let stores = HashMap::from([
        ("good", format!(r#"{{"auths":{{"{}":{{}}}},"credsStore":"{helper}"}}"#, registry.authority())),
        ("failing", r#"{"credsStore":"there-is-no-such-helper"}"#.to_owned()),
    ]);
    for (name, json) in stores {
        let (_folder, config) = docker_config(&json);
        let found = tags(&store(config), &registry.repository("a/b")).await;
        assert_eq!(found.value().is_some(), name == "good", "{name}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_credential_helper_is_asked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let helper: &Path = &folder.path().join("docker-credential-layerwise-test");
    let script = "#!/bin/sh\nread server\necho '{\"Username\":\"user\",\"Secret\":\"password\"}'\n";
    std::fs::write(helper, script).expect("writable");
    std::fs::set_permissions(helper, std::fs::Permissions::from_mode(0o755)).expect("our own file");
    let path = std::env::var("PATH").unwrap_or_default();
    let status = std::process::Command::new(std::env::current_exe().expect("a test binary"))
        .args(["--ignored", "--exact", "with_a_helper"])
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .env("TEST_HELPER", "layerwise-test")
        .status()
        .expect("our own binary runs");
    assert!(status.success());
}
