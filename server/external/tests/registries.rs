//! A real registry: Debian's `docker-registry`, open, with basic and with token authorisation.

mod common;

use std::path::Path;
use std::process::Command;

use analysis::facts::{Fact, FactStore, ImageDetails, Platform, Unavailable};
use analysis::reference::ImageReference;
use common::registry::{Layer, RealRegistry, digest};
use common::{Act, FaultServer, config, names, settled, store, tags};
use external::{Config, Store};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","created":"2026-01-02T03:04:05Z",
    "config":{"Env":["PATH=/bin","A=b"],"User":"app","WorkingDir":"/srv","Entrypoint":["/run"],
        "Cmd":null,"Labels":{"a":"b"},"ExposedPorts":{"80/tcp":{}}},
    "history":[{"created_by":"ADD rootfs"},{"created_by":"ENV A=b","empty_layer":true},{"created_by":"RUN x"}],
    "rootfs":{"type":"layers","diff_ids":[]}}"#;

fn layers() -> [Layer; 2] {
    let zeros = vec![0; 300_000];
    [Layer::gzip(&[("etc/hostname", b"x"), ("big", &zeros)]), Layer::gzip(&[("usr/bin/x", b"binary")])]
}

async fn image(store: &Store, registry: &RealRegistry, name: &str, platform: &str) -> Fact<ImageDetails> {
    let text = format!("{}/{name}", registry.authority());
    let image = ImageReference::parse(&text).expect("valid");
    let platform = Platform::parse(platform).expect("valid");
    settled(store, || store.image(&image, &platform)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_images_and_layer_sizes() {
    let Some(registry) = RealRegistry::start(|_| String::new(), None).await else { return };
    let layers = layers();
    let descriptor = registry.push_image("team/app", "1.0", CONFIG, &layers).await;
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[
            {{{descriptor},"platform":{{"os":"linux","architecture":"amd64"}}}},
            {{{descriptor},"platform":{{"os":"unknown","architecture":"unknown"}},
                "annotations":{{"vnd.docker.reference.type":"attestation-manifest"}}}}]}}"#
    );
    let pushed = registry.push_manifest("team/app", "multi", INDEX, &index).await;
    let store = store(config());

    let (mut found, complete) = names(&tags(&store, &registry.repository("team/app")).await);
    found.sort();
    assert_eq!((found, complete), (vec!["1.0".to_owned(), "multi".to_owned()], true));

    let fact = image(&store, &registry, "team/app:multi", "linux/amd64").await;
    let details = fact.value().expect("just pushed");
    assert_eq!(details.platforms, [Platform::default()]);
    let reference_digest = details.reference_digest.as_ref().expect("computed");
    assert!(
        pushed.contains(reference_digest) && descriptor.contains(details.digest.as_ref().expect("computed"))
    );
    for (found, pushed) in details.layers.iter().zip(&layers) {
        assert_eq!(found.digest, pushed.digest());
        assert_eq!(found.bytes_compressed, pushed.blob.len() as u64);
        assert_eq!(found.bytes_uncompressed, Some(pushed.tar_bytes));
    }
    let steps: Vec<_> = details.layers.iter().map(|layer| layer.created_by.as_deref()).collect();
    assert_eq!(steps, [Some("ADD rootfs"), Some("RUN x")]);
    assert_eq!(details.config.user.as_deref(), Some("app"));
    assert_eq!(details.config.env[1], ("A".to_owned(), "b".to_owned()));

    let other = image(&store, &registry, "team/app:multi", "linux/arm64").await;
    let other = other.value().expect("the index says which platforms there are");
    assert_eq!((other.digest.as_ref(), other.platforms.len()), (None, 1));

    let missing = image(&store, &registry, "team/app:2.0", "linux/amd64").await;
    assert_eq!(missing, Fact::Unavailable(Unavailable::NotFound));
    let nothing = tags(&store, &registry.repository("team/nothing")).await;
    assert_eq!(nothing, Fact::Unavailable(Unavailable::NotFound));

    // By digest, in the next process, without the registry.
    let pinned = format!("team/app@{reference_digest}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = |offline| Config { cache_dir: Some(folder.path().into()), offline, ..config() };
    image(&common::store(with_disk(false)), &registry, &pinned, "linux/amd64").await;
    let again = image(&common::store(with_disk(true)), &registry, &pinned, "linux/amd64").await;
    assert_eq!(again.value(), Some(details));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_real_registry() {
    let Some(registry) = RealRegistry::start(|_| String::new(), None).await else { return };
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let config = "application/vnd.oci.image.config.v1+json";
    let config = registry.push_blob("many", config, CONFIG.as_bytes()).await;
    let manifest =
        format!(r#"{{"schemaVersion":2,"mediaType":"{media_type}","config":{config},"layers":[]}}"#);
    registry.push_manifest("many", "t0000", media_type, &manifest).await;
    registry.copy_tag("many", "t0000", (1..1005).map(|n| format!("t{n:04}")));
    let (found, complete) = names(&tags(&store(common::config()), &registry.repository("many")).await);
    assert_eq!((found.len(), complete), (1005, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn basic_authorisation() {
    // The password is `secret`.
    let htpasswd = "reader:$2y$05$hMGJE8xdc1Q.UEPD5zjwi.kE9cGOIEJSUu9YwiLXo1g22U8M0L9Xa\n";
    let auth = |folder: &Path| {
        let file = folder.join("htpasswd");
        std::fs::write(&file, htpasswd).expect("writable");
        format!("auth:\n  htpasswd:\n    realm: \"a, b=c\"\n    path: {}\n", file.display())
    };
    let basic = "cmVhZGVyOnNlY3JldA==";
    let Some(registry) = RealRegistry::start(auth, Some(&format!("Basic {basic}"))).await else { return };
    registry.push_image("team/app", "1.0", CONFIG, &layers()).await;
    let repository = registry.repository("team/app");
    let stranger = tags(&store(config()), &repository).await;
    assert_eq!(stranger, Fact::Unavailable(Unavailable::Denied));

    let json = format!(r#"{{"auths":{{"{}":{{"auth":"{basic}"}}}}}}"#, registry.authority());
    std::fs::write(registry.folder().join("config.json"), json).expect("writable");
    let config = Config { docker_config_dir: Some(registry.folder().to_owned()), ..config() };
    let store = store(config);
    assert_eq!(names(&tags(&store, &repository).await), (vec!["1.0".to_owned()], true));
    let details = image(&store, &registry, "team/app:1.0", "linux/amd64").await;
    assert!(details.value().is_some_and(|details| details.bytes_uncompressed().is_some()), "{details:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn token_authorisation() {
    let keys = tempfile::tempdir().expect("a temporary folder");
    let Some(token) = signed_token(keys.path()) else {
        println!("skipped: openssl not found");
        return;
    };
    let answer = format!(r#"{{"token":"{token}","expires_in":300}}"#);
    let service = FaultServer::start(move |request| match request.target.contains("scope=repository") {
        true => Act::json(&answer),
        false => Act::status(401),
    })
    .await;
    let auth = |_: &Path| {
        format!(
            "auth:\n  token:\n    realm: {}\n    service: layerwise-test\n    issuer: layerwise-test\n    rootcertbundle: {}\n",
            service.url("/token"),
            keys.path().join("cert.pem").display()
        )
    };
    let Some(registry) = RealRegistry::start(auth, Some(&format!("Bearer {token}"))).await else { return };
    registry.push_image("team/app", "1.0", CONFIG, &layers()).await;
    let store = store(config());
    let found = tags(&store, &registry.repository("team/app")).await;
    assert_eq!(names(&found), (vec!["1.0".to_owned()], true));
    let details = image(&store, &registry, "team/app:1.0", "linux/amd64").await;
    assert!(details.value().is_some_and(|details| details.layers.len() == 2), "{details:?}");
    assert_eq!(service.received().len(), 1, "one token serves the whole session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_an_unchanged_image_asks_for_its_digest_only() {
    use external::cache::{Content, DiskCache, Entry};
    let config_digest = digest(CONFIG.as_bytes());
    let manifest = format!(r#"{{"config":{{"digest":"{config_digest}"}},"layers":[]}}"#);
    let server = FaultServer::start(move |request| match request.target.as_str() {
        "/v2/a/manifests/1" => {
            Act::json(&manifest).with("docker-content-digest", &digest(manifest.as_bytes()))
        }
        "/v2/" => Act::json("{}"),
        _ => Act::json(CONFIG),
    })
    .await;
    let image = ImageReference { repository: server.repository("a"), tag: Some("1".into()), digest: None };
    let platform = Platform::default();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = || common::store(Config { cache_dir: Some(folder.path().to_owned()), ..config() });
    let first = with_disk();
    let fact = settled(&first, || first.image(&image, &platform)).await;
    let details = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    let as_of = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    let entry = Entry { as_of, content: Content::Value(details.as_ref()) };
    let key = format!("{}@1 linux/amd64", image.repository);
    DiskCache::new(folder.path(), 1 << 30).write("image", &key, &entry);

    let before = server.received().len();
    let second = with_disk();
    let again = settled(&second, || second.image(&image, &platform)).await;
    assert_eq!(again.value(), Some(details));
    assert!(matches!(again, Fact::Known(known) if known.as_of > as_of), "the answer is of now");
    let methods: Vec<_> = server.received()[before..]
        .iter()
        .filter(|request| request.target != "/v2/")
        .map(|request| request.method.clone())
        .collect();
    assert_eq!(methods, ["HEAD"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_of_a_url_costs_no_download() {
    let server = FaultServer::start(|request| match request.target.as_str() {
        "/moved" => Act::redirect("/file"),
        "/file" => Act::bytes(&[0; 12345]),
        _ => Act::status(404),
    })
    .await;
    let store = store(config());
    let moved = server.url("/moved");
    let size = settled(&store, || store.url_size(&moved)).await;
    assert_eq!(size.value().map(|size| **size), Some(12345));
    assert!(server.received().iter().all(|request| request.method == "HEAD"));
    let missing = server.url("/missing");
    let nothing = settled(&store, || store.url_size(&missing)).await;
    assert_eq!(nothing, Fact::Unavailable(Unavailable::NotFound));
}

/// A token for `team/app`, signed by a key that `openssl` makes; `None` where there is no `openssl`.
fn signed_token(folder: &Path) -> Option<String> {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
    let openssl = |arguments: &[&str]| Command::new("openssl").args(arguments).current_dir(folder).output();
    let request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "2"];
    openssl(&[&request[..], &["-keyout", "key.pem", "-out", "cert.pem"]].concat()).ok()?;
    openssl(&["x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der"]).ok()?;
    let certificate = BASE64_STANDARD.encode(std::fs::read(folder.join("cert.der")).ok()?);
    let header = format!(r#"{{"typ":"JWT","alg":"RS256","x5c":["{certificate}"]}}"#);
    let claims = r#"{"iss":"layerwise-test","sub":"","aud":"layerwise-test","exp":4102444800,"nbf":0,"iat":0,
        "jti":"1","access":[{"type":"repository","name":"team/app","actions":["pull","push"]}]}"#;
    let encode = |text: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(text);
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
    std::fs::write(folder.join("signed"), &signed).ok()?;
    let signature = openssl(&["dgst", "-sha256", "-sign", "key.pem", "signed"]).ok()?.stdout;
    Some(format!("{signed}.{}", encode(&signature)))
}
