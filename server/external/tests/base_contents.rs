//! What a base image holds, from a real registry and from hostile layers.

mod common;

use std::io::Write;

use analysis::facts::{Fact, FactStore, Listed, Platform, Unavailable};
use analysis::reference::ImageReference;
use common::registry::{Layer, RealRegistry, digest, tar_of};
use common::{Act, FaultServer, config, settled, store};
use external::Config;

const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","config":{},"history":[]}"#;

fn status(packages: &[&str]) -> Vec<u8> {
    let stanza = |name: &&str| {
        format!("Package: {name}\nStatus: install ok installed\nVersion: 1.0\nDescription: x\n y\n\n")
    };
    packages.iter().map(stanza).collect::<String>().into_bytes()
}

fn layers() -> Vec<Layer> {
    let sources = b"Types: deb\nURIs: http://deb.example/debian\nSuites: stable\nComponents: main\n";
    let lower = Layer::gzip(&[
        ("etc/", b""),
        ("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n"),
        (
            "etc/apt/apt.conf.d/docker-clean",
            b"DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb\"; };\n",
        ),
        ("etc/apt/sources.list.d/debian.sources", sources),
        ("etc/apt/sources.list.d/gone.list", b"deb http://gone.example x main\n"),
        ("var/lib/dpkg/status", &status(&["libc6"])),
    ]);
    let upper_tar = tar_of(&[
        ("./etc/apt/sources.list.d/.wh.gone.list", b""),
        ("./usr/local/lib/python3.11/os.py", b"x"),
        ("./usr/local/lib/python3.11/site-packages/pip-24.0.dist-info/METADATA", b"Name: pip"),
        ("./var/lib/dpkg/status", &status(&["libc6", "curl"])),
    ]);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let upper = Layer {
        media_type: "application/vnd.oci.image.layer.v1.tar+zstd",
        blob: ruzstd::encoding::compress_to_vec(&upper_tar[..], level),
        tar_bytes: upper_tar.len() as u64,
    };
    vec![lower, upper]
}

#[tokio::test(flavor = "multi_thread")]
async fn layers_of_an_image_are_read_once() {
    let Some(registry) = RealRegistry::start(|_| String::new(), None).await else { return };
    let layers = layers();
    registry.push_image("base", "1", CONFIG, &layers).await;
    let image = ImageReference::parse(&format!("{}/base:1", registry.authority())).expect("valid");
    let platform = Platform::default();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with_disk = Config { cache_dir: Some(folder.path().to_owned()), ..config() };
    let first = store(with_disk.clone());
    let fact = settled(&first, || first.base_contents(&image, &platform)).await;
    let contents = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    assert_eq!((contents.distro.as_deref(), contents.release.as_deref()), (Some("debian"), Some("12")));
    let names: Vec<_> = contents.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["libc6", "curl"]);
    assert_eq!(contents.apt_archives.len(), 1, "the upper layer removes the other source");
    assert!(contents.apt_docker_clean && contents.python_bytecode_stripped);
    assert_eq!(contents.python.as_deref(), Some("3.11"));
    assert_eq!(contents.site_packages, [("pip".to_owned(), "24.0".to_owned())]);
    assert_eq!(contents.skipped_bytes, 0);

    // The list of its files comes of the same reading.
    let without_network = store(Config { base_contents_max_bytes: 0, ..with_disk.clone() });
    let fact = settled(&without_network, || without_network.image_listing(&image, &platform)).await;
    let listing = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    assert_eq!(listing.skipped_bytes, 0);
    let paths: Vec<_> = listing.files("/etc").into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        ["etc/apt/apt.conf.d/docker-clean", "etc/apt/sources.list.d/debian.sources", "etc/os-release"]
    );
    assert_eq!(listing.at("/usr/local/lib/python3.11/os.py"), Some(Listed::File(1)));

    // Another tag of the same layers is read from disk, even with no bytes allowed.
    registry.push_image("base", "2", &CONFIG.replace("{}", "null"), &layers).await;
    let second = store(Config { base_contents_max_bytes: 0, ..with_disk });
    let again = settled(&second, || second.base_contents(&image.with_tag("2"), &platform)).await;
    assert_eq!(again.value(), Some(contents));
}

#[tokio::test(flavor = "multi_thread")]
async fn layers_beyond_the_limit_are_counted() {
    let Some(registry) = RealRegistry::start(|_| String::new(), None).await else { return };
    let layers = layers();
    registry.push_image("base", "1", CONFIG, &layers).await;
    let image = ImageReference::parse(&format!("{}/base:1", registry.authority())).expect("valid");
    let store = store(Config { base_contents_max_bytes: layers[0].blob.len() as u64, ..config() });
    let fact = settled(&store, || store.base_contents(&image, &Platform::default())).await;
    let contents = fact.value().expect("the lower layer fits");
    assert_eq!((contents.packages.len(), contents.skipped_bytes), (1, layers[1].blob.len() as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_an_image_are_listed_without_a_cache_on_disk() {
    let Some(registry) = RealRegistry::start(|_| String::new(), None).await else { return };
    let layers = layers();
    registry.push_image("tool", "1", CONFIG, &layers).await;
    let image = ImageReference::parse(&format!("{}/tool:1", registry.authority())).expect("valid");
    let whole = store(config());
    let fact = settled(&whole, || whole.image_listing(&image, &Platform::default())).await;
    let listing = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    assert_eq!(listing.at("/etc/apt/sources.list.d/gone.list"), None, "the upper layer removes it");
    let bytes = status(&["libc6", "curl"]).len() as u64;
    assert_eq!(listing.files("/var"), [("var/lib/dpkg/status", bytes)]);
    let limited = store(Config { base_contents_max_bytes: layers[0].blob.len() as u64, ..config() });
    let fact = settled(&limited, || limited.image_listing(&image, &Platform::default())).await;
    let skipped = fact.value().map(|listing| listing.skipped_bytes);
    assert_eq!(skipped, Some(layers[1].blob.len() as u64));
}

/// What comes of an image whose one layer has this digest and these bytes.
async fn outcome(layer_digest: String, blob: Vec<u8>) -> String {
    let length = blob.len();
    let server = FaultServer::start(move |request| match request.target.as_str() {
        "/v2/" => Act::json("{}"),
        target if target.contains("/manifests/") => Act::json(&format!(
            r#"{{"config":{{"digest":"{}"}},"layers":[{{"digest":"{layer_digest}","size":{length}}}]}}"#,
            digest(CONFIG.as_bytes())
        )),
        target if target.contains(&digest(CONFIG.as_bytes())) => Act::json(CONFIG),
        _ => Act::bytes(&blob),
    })
    .await;
    let image = ImageReference { repository: server.repository("a"), tag: Some("1".into()), digest: None };
    let store = store(config());
    match settled(&store, || store.base_contents(&image, &Platform::default())).await {
        Fact::Unavailable(Unavailable::Failed(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_layers_are_refused() {
    let layer = Layer::gzip(&[("etc/os-release", b"ID=debian\n")]);
    let other = digest(b"something else");
    assert!(outcome(other.clone(), layer.blob.clone()).await.contains(&other));

    let cut = layer.blob[..layer.blob.len() / 2].to_vec();
    assert!(outcome(digest(&cut), cut).await.contains("cannot be read"));

    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let head = tar_of(&[("a", b"")]);
    bomb.write_all(&head[..512]).expect("memory");
    let mut endless = tar::Header::new_gnu();
    endless.set_path("big").expect("short");
    endless.set_size(600 << 20);
    endless.set_cksum();
    bomb.write_all(endless.as_bytes()).expect("memory");
    let zeros = vec![0; 1 << 20];
    (0..80).for_each(|_| bomb.write_all(&zeros).expect("memory"));
    let bomb = bomb.finish().expect("memory");
    let why = outcome(digest(&bomb), bomb).await;
    assert!(why.contains("unpacks to too much"), "{why}");
}
