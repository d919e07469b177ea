//! Repositories of apk and dnf on loopback.

mod common;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use analysis::facts::{Fact, FactStore, PackageRepository, RepositoryKind, Unavailable};
use common::registry::{digest, tar_of};
use common::{Act, FaultServer, config, settled, store};
use external::Config;

type Files = HashMap<String, Vec<u8>>;

async fn serve(files: Files) -> FaultServer {
    let files = Arc::new(files);
    FaultServer::start(move |request| match files.get(&request.target) {
        Some(content) => Act::file(request, content),
        None => Act::status(404),
    })
    .await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn repository(kind: RepositoryKind, url: String) -> PackageRepository {
    PackageRepository { kind, url, architecture: "x86_64".into() }
}

/// Name, version and installed bytes of each package.
fn lines(fact: &Fact<analysis::facts::PackageIndex>) -> Vec<String> {
    let index = fact.value().unwrap_or_else(|| panic!("{fact:?}"));
    let packages = index.packages.iter();
    packages.map(|p| format!("{} {} {:?}", p.name, p.version, p.installed_bytes)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_apk_is_kept() {
    let text = "P:curl\nV:8.9-r0\nS:100\nI:300\nD:so:libc.so\n\nP:zlib\nV:1.3-r1\nS:1\nI:2\n\n";
    let packed = gzip(&tar_of(&[("APKINDEX", text.as_bytes())]));
    let server = serve([("/v3.20/main/x86_64/APKINDEX.tar.gz".to_owned(), packed)].into()).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut settings = Config { cache_dir: Some(folder.path().to_owned()), ..config() };
    settings.packages.apt_mirrors.insert("alpine.example".into(), server.url(""));
    let named = repository(RepositoryKind::Apk, "https://alpine.example/v3.20/main".into());
    let first = store(settings.clone());
    let fact = settled(&first, || first.package_index(&named)).await;
    assert_eq!(lines(&fact), ["curl 8.9-r0 Some(300)", "zlib 1.3-r1 Some(2)"]);
    let second = store(Config { offline: true, ..settings });
    let again = settled(&second, || second.package_index(&named)).await;
    assert_eq!((again.value(), server.received().len()), (fact.value(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_found_by_its_name() {
    let text =
        r#"{"packages":{},"packages.conda":{"a-1.0-h_0.conda":{"name":"a","version":"1.0","size":7}}}"#;
    let server =
        serve([("/own/linux-64/current_repodata.json".to_owned(), text.as_bytes().to_vec())].into()).await;
    let mut settings = config();
    settings.packages.conda_channels = Some(server.url(""));
    let store = store(settings);
    let named = |url: &str| PackageRepository {
        architecture: "linux-64".into(),
        ..repository(RepositoryKind::Conda, url.into())
    };
    let fact = settled(&store, || store.package_index(&named("own"))).await;
    assert_eq!(lines(&fact), ["a 1.0 None"]);
    let missing = settled(&store, || store.package_index(&named("other"))).await;
    assert_eq!(missing, Fact::Unavailable(Unavailable::NotFound));
}

/// `repomd.xml` of one file of primary metadata.
fn repomd(path: &str, sha256: &str) -> Vec<u8> {
    format!(
        "<repomd><data type=\"primary\"><checksum type=\"sha256\">{sha256}</checksum>\
         <location href=\"{path}\"/><size>1</size></data></repomd>"
    )
    .into_bytes()
}

const PRIMARY: &str = "<metadata><package><name>zlib</name><arch>x86_64</arch>\
    <version epoch=\"0\" ver=\"1.2\" rel=\"3\"/><size package=\"1\" installed=\"9\"/></package></metadata>";

fn rpm_files(sha256: &str) -> Files {
    let primary = gzip(PRIMARY.as_bytes());
    [
        ("/os/repodata/repomd.xml".to_owned(), repomd("repodata/primary.xml.gz", sha256)),
        ("/os/repodata/primary.xml.gz".to_owned(), primary),
    ]
    .into()
}

fn primary_digest() -> String {
    digest(&gzip(PRIMARY.as_bytes())).replace("sha256:", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn mirrors_are_tried_in_turn() {
    let mirror = serve(rpm_files(&primary_digest())).await;
    let list = format!("# mirrors\n{}\n{}\n", mirror.url("/nothing/here/"), mirror.url("/os/"));
    let lists = serve([("/mirrorlist?repo=BaseOS-9".to_owned(), list.into_bytes())].into()).await;
    let store = store(config());
    let named = repository(RepositoryKind::RpmMirrors, lists.url("/mirrorlist?repo=BaseOS-9"));
    let fact = settled(&store, || store.package_index(&named)).await;
    assert_eq!(lines(&fact), ["zlib 1.2-3 Some(9)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_is_not_what_the_repository_says_is_refused() {
    let server = serve(rpm_files(&"0".repeat(64))).await;
    let store = store(config());
    let named = repository(RepositoryKind::Rpm, server.url("/os"));
    match settled(&store, || store.package_index(&named)).await {
        Fact::Unavailable(Unavailable::Failed(why)) => assert!(why.contains("does not match"), "{why}"),
        other => panic!("{other:?}"),
    }
    let nothing = repository(RepositoryKind::Rpm, server.url("/nothing"));
    let fact = settled(&store, || store.package_index(&nothing)).await;
    assert_eq!(fact, Fact::Unavailable(Unavailable::NotFound));
}

const SPEC: &str = "Name: alpha\nEpoch: 1\nVersion: 1.0\nRelease: 2\nSummary: a\nLicense: MIT\nBuildArch: noarch\n\
    Requires: beta >= 3\nRecommends: (gamma if beta)\nProvides: alpha-thing = 3\n%description\nx\n%install\n\
    mkdir -p %{buildroot}/usr/bin\nhead -c 5000 /dev/zero > %{buildroot}/usr/bin/alpha\n%files\n/usr/bin/alpha\n";

/// A repository of one package, made by rpmbuild and createrepo_c; `None` where they are not installed.
fn real_repository(folder: &Path) -> Option<Files> {
    std::fs::write(folder.join("a.spec"), SPEC).expect("writable");
    let top = format!("_topdir {}", folder.join("top").display());
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(folder).output().ok()?;
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        Some(())
    };
    run("rpmbuild", &["--define", &top, "-bb", "a.spec"])?;
    run("createrepo_c", &["-q", "--compress-type", "xz", "--general-compress-type", "xz", "top/RPMS"])?;
    let repodata = folder.join("top/RPMS/repodata");
    let files = std::fs::read_dir(repodata).expect("made").flatten();
    let served = |file: std::fs::DirEntry| {
        let name = file.file_name().to_string_lossy().into_owned();
        (format!("/os/repodata/{name}"), std::fs::read(file.path()).expect("readable"))
    };
    Some(files.map(served).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_of_the_real_tools() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(files) = real_repository(folder.path()) else {
        return eprintln!("skipped: rpmbuild or createrepo_c not found");
    };
    let server = serve(files).await;
    let store = store(config());
    let named = repository(RepositoryKind::Rpm, server.url("/os"));
    let fact = settled(&store, || store.package_index(&named)).await;
    assert_eq!(lines(&fact), ["alpha 1:1.0-2 Some(5000)"]);
    let index = fact.value().expect("served");
    let alpha = &index.packages[0];
    assert_eq!(alpha.depends, "beta GE 3");
    assert_eq!(alpha.recommends, "(gamma if beta)");
    assert!(alpha.provides.lines().any(|line| line == "/usr/bin/alpha"), "{alpha:?}");
    assert_eq!(index.providers("alpha-thing").map(|(_, version)| version).collect::<Vec<_>>(), ["3"]);
    assert!(index.kept_bytes > 500, "{}", index.kept_bytes);
}
