//! An apt archive on loopback.

mod common;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use analysis::facts::{AptArchive, Fact, FactStore, Unavailable};
use common::registry::digest;
use common::{Act, FaultServer, config, settled, store};
use external::Config;

const PACKAGES: &str = "Package: curl\nVersion: 8.0\nInstalled-Size: 500\nSize: 300\nDepends: libc6\n\n\
    Package: apt\nVersion: 2.6\nInstalled-Size: 4000\nSize: 1000\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

fn xz(text: &str) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("valid options");
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

/// The files of an archive with this packed index, by path.
fn archive(ending: &str, packed: &[u8], by_hash: bool) -> HashMap<String, Vec<u8>> {
    let hash = digest(packed).replace("sha256:", "");
    let plain = digest(PACKAGES.as_bytes()).replace("sha256:", "");
    let folder = "main/binary-amd64";
    let release = format!(
        "Origin: test\nAcquire-By-Hash: {}\nSHA256:\n {plain} {} {folder}/Packages\n {hash} {} {folder}/Packages.{ending}\n",
        if by_hash { "yes" } else { "no" },
        PACKAGES.len(),
        packed.len(),
    );
    let index = match by_hash {
        true => format!("/debian/dists/stable/{folder}/by-hash/SHA256/{hash}"),
        false => format!("/debian/dists/stable/{folder}/Packages.{ending}"),
    };
    [("/debian/dists/stable/InRelease".to_owned(), release.into_bytes()), (index, packed.to_vec())].into()
}

async fn serve(files: HashMap<String, Vec<u8>>) -> FaultServer {
    let files = Arc::new(files);
    FaultServer::start(move |request| match files.get(&request.target) {
        Some(content) => Act::file(request, content),
        None => Act::status(404),
    })
    .await
}

/// The archive as an image's sources name it, which the settings lead to the server.
fn named() -> AptArchive {
    AptArchive {
        url: "http://deb.example/debian".into(),
        suite: "stable".into(),
        component: "main".into(),
        architecture: "amd64".into(),
    }
}

fn mirrored(server: &FaultServer) -> Config {
    let mut config = config();
    config.packages.apt_mirrors.insert("deb.example".into(), server.url("/debian"));
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_in_each_form() {
    for (ending, packed, by_hash) in
        [("xz", xz(PACKAGES), true), ("gz", gzip(PACKAGES), true), ("gz", gzip(PACKAGES), false)]
    {
        let server = serve(archive(ending, &packed, by_hash)).await;
        let store = store(mirrored(&server));
        let fact = settled(&store, || store.apt_index(&named())).await;
        let index = fact.value().unwrap_or_else(|| panic!("{ending}: {fact:?}"));
        assert_eq!(index.list_bytes, PACKAGES.len() as u64);
        let names: Vec<_> = index.packages.iter().map(|p| (p.name.as_str(), p.installed_bytes)).collect();
        assert_eq!(names, [("apt", 4000 * 1024), ("curl", 500 * 1024)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_not_what_the_release_says_is_refused() {
    let mut files = archive("gz", &gzip(PACKAGES), false);
    let other = gzip(&PACKAGES.replace("8.0", "9.0"));
    files.insert("/debian/dists/stable/main/binary-amd64/Packages.gz".into(), other);
    let server = serve(files).await;
    let store = store(mirrored(&server));
    match settled(&store, || store.apt_index(&named())).await {
        Fact::Unavailable(Unavailable::Failed(why)) => {
            assert!(why.contains("does not match") || why.contains("more than"), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_or_component_that_does_not_exist() {
    let server = serve(archive("gz", &gzip(PACKAGES), false)).await;
    let store = store(mirrored(&server));
    for archive in [
        AptArchive { suite: "nothing".into(), ..named() },
        AptArchive { component: "nothing".into(), ..named() },
    ] {
        let fact = settled(&store, || store.apt_index(&archive)).await;
        assert_eq!(fact, Fact::Unavailable(Unavailable::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_process_needs_no_network() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(archive("gz", &gzip(PACKAGES), true)).await;
    let with_disk =
        |offline| Config { cache_dir: Some(folder.path().to_owned()), offline, ..mirrored(&server) };
    let first = store(with_disk(false));
    let fact = settled(&first, || first.apt_index(&named())).await;
    let second = store(with_disk(true));
    let again = settled(&second, || second.apt_index(&named())).await;
    assert_eq!(again.value(), fact.value());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_an_unchanged_index_reads_the_release_file_only() {
    use external::cache::{Content, DiskCache, Entry};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(archive("gz", &gzip(PACKAGES), true)).await;
    let with_disk = || Config { cache_dir: Some(folder.path().to_owned()), ..mirrored(&server) };
    let first = store(with_disk());
    let fact = settled(&first, || first.apt_index(&named())).await;
    let index = fact.value().expect("served");
    let as_of = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    let key = "http://deb.example/debian stable main amd64";
    let entry = Entry { as_of, content: Content::Value(index.as_ref()) };
    DiskCache::new(folder.path(), 1 << 30).write("apt-index", key, &entry);
    let second = store(with_disk());
    let again = settled(&second, || second.apt_index(&named())).await;
    assert_eq!(again.value(), Some(index));
    assert!(matches!(again, Fact::Known(known) if known.as_of > as_of), "the answer is of now");
    assert_eq!((server.count("InRelease"), server.count("by-hash")), (2, 1));
}

/// The control file of a package with relations of every kind.
const CONTROL: &str = "Package: tool\nVersion: 2:1.0-3\nArchitecture: amd64\nSection: utils\nPriority: optional\n\
    Installed-Size: 12\nPre-Depends: dpkg (>= 1.20)\nDepends: libc6 (>= 2.36) | musl\nRecommends: less\n\
    Provides: pager\nMaintainer: A Team <team@example.invalid>\nDescription: a tool\n of two lines\n";

/// An archive of one package, made by dpkg-deb and apt-ftparchive, and the length of its .deb; `None` where they
/// are not installed.
fn real_archive(folder: &Path) -> Option<(HashMap<String, Vec<u8>>, u64)> {
    let dists = "dists/stable/main/binary-amd64";
    for path in ["tool/DEBIAN", "tool/usr/bin", "debian/pool", &format!("debian/{dists}")] {
        std::fs::create_dir_all(folder.join(path)).expect("writable");
    }
    std::fs::write(folder.join("tool/DEBIAN/control"), CONTROL).expect("writable");
    std::fs::write(folder.join("tool/usr/bin/tool"), "x".repeat(9_000)).expect("writable");
    let run = |program: &str, arguments: &[&str], within: &str| {
        let output = Command::new(program).args(arguments).current_dir(folder.join(within)).output().ok()?;
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        Some(output.stdout)
    };
    let deb = "debian/pool/tool_1.0-3_amd64.deb";
    run("dpkg-deb", &["--root-owner-group", "--build", "tool", deb], "")?;
    let packages = run("apt-ftparchive", &["packages", "pool"], "debian")?;
    let packed = xz(&String::from_utf8(packages.clone()).expect("text"));
    let index = format!("{dists}/Packages.xz");
    std::fs::write(folder.join("debian").join(&index), &packed).expect("writable");
    std::fs::write(folder.join("debian").join(dists).join("Packages"), packages).expect("writable");
    let release = run("apt-ftparchive", &["release", "dists/stable"], "debian")?;
    let files =
        [("/debian/dists/stable/InRelease".to_owned(), release), (format!("/debian/{index}"), packed)];
    Some((files.into(), std::fs::metadata(folder.join(deb)).expect("made").len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_the_real_tools() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some((files, deb_bytes)) = real_archive(folder.path()) else {
        return eprintln!("skipped: dpkg-deb or apt-ftparchive not found");
    };
    let server = serve(files).await;
    let store = store(mirrored(&server));
    let fact = settled(&store, || store.apt_index(&named())).await;
    let index = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    let [tool] = &index.packages[..] else { panic!("{index:?}") };
    assert_eq!(
        (tool.name.as_str(), tool.version.as_str(), tool.section.as_str()),
        ("tool", "2:1.0-3", "utils")
    );
    assert_eq!((tool.installed_bytes, tool.deb_bytes), (12 * 1024, deb_bytes));
    let depends: Vec<&str> = tool.depends.split(", ").collect();
    assert!(
        depends.contains(&"dpkg (>= 1.20)") && depends.contains(&"libc6 (>= 2.36) | musl"),
        "{depends:?}"
    );
    assert_eq!((tool.recommends.as_str(), tool.provides.as_str()), ("less", "pager"));
}
