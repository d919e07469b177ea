//! Layers of images with apk and dnf.

use crate::analysis::{Analysis, Inputs};
use crate::context::NoContext;
use crate::facts::*;
use crate::model::Memo;
use crate::options::Options;
use crate::size::LayerEstimate;
use crate::size::fake_store::FakeStore;

/// Packages as `name version bytes ; depends ; recommends ; provides`, each list by ` | `.
fn packages(text: &str) -> Vec<IndexedPackage> {
    let package = |line: &str| {
        let fields: Vec<&str> = line.split(';').map(str::trim).collect();
        let head: Vec<&str> = fields[0].split_whitespace().collect();
        let lines = |at: usize| fields.get(at).copied().unwrap_or_default().replace(" | ", "\n");
        let bytes = head[2].parse().expect("bytes");
        IndexedPackage {
            name: head[0].into(),
            version: head[1].into(),
            installed_bytes: Some(bytes),
            package_bytes: bytes / 3,
            depends: lines(1),
            recommends: lines(2),
            provides: lines(3),
            ..IndexedPackage::default()
        }
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(package).collect()
}

/// An image of one repository whose index keeps 1 MB, with a database of 100 kB for its packages.
fn store(
    kind: RepositoryKind,
    index: &str,
    installed: &[(&str, &str, &[&str])],
    dnf: DnfSettings,
) -> FakeStore {
    let url = "https://repository.invalid/main";
    let repository = PackageRepository { kind, url: url.into(), architecture: "x86_64".into() };
    let installed = installed.iter().map(|(name, version, provides)| InstalledPackage {
        name: (*name).into(),
        version: (*version).into(),
        provides: provides.iter().map(|each| (*each).to_owned()).collect(),
    });
    let contents = BaseContents {
        distro: Some(if kind == RepositoryKind::Apk { "alpine" } else { "rocky" }.into()),
        release: Some("9.4".into()),
        packages: installed.collect(),
        repositories: vec![repository],
        database_bytes: 100_000,
        dnf,
        ..BaseContents::default()
    };
    let mut store = FakeStore::default();
    store.bases.insert("example.com/base:1".into(), contents);
    store.repositories.insert(url.into(), PackageIndex::new(packages(index), 1_000_000));
    store
}

fn layer(script: &str, store: &FakeStore) -> LayerEstimate {
    let source = syntax::Source::parse(&format!("FROM example.com/base:1\nRUN {script}\n"));
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: store, context: &NoContext, options: &options, memo: &memo };
    let report = crate::size::report(&Analysis::new(&source, inputs), None).expect("there is a stage");
    report.layers.into_iter().next_back().expect("there is a layer")
}

/// Bytes of the parts that are packages.
fn of_packages(layer: &LayerEstimate) -> i64 {
    let parts = layer.parts.iter().filter(|part| part.source.starts_with("package index"));
    parts.filter_map(|part| part.bytes).sum()
}

fn has(layer: &LayerEstimate, what: &str) -> bool {
    layer.parts.iter().any(|part| part.what == what)
}

const ALPINE: &str = "
    curl 8.9-r1 300000 ; ca-certificates-bundle | so:libcurl.so.4
    libcurl 8.9-r1 600000 ; so:libc.musl-x86_64.so.1 | libz-any ; ; so:libcurl.so.4=4.8.0
    ca-certificates-bundle 2024-r0 230000
    zlib 1.3-r1 110000 ; ; ; libz-any=1.3
    zlib-ng-compat 2.1-r1 120000 ; ; ; libz-any=2.1
    curl-completion 8.9-r1 5000 ; ; curl | completion
    completion 1-r0 7000
    gcc 13.2-r1 140000000 ; libcurl
    ";

#[test]
fn apk() {
    let musl: &[(&str, &str, &[&str])] = &[("musl", "1.2.5-r0", &["so:libc.musl-x86_64.so.1"])];
    let store = store(RepositoryKind::Apk, ALPINE, musl, DnfSettings::default());
    let curl = 300_000 + 230_000 + 600_000 + 110_000;
    for (script, bytes, lists) in [
        ("apk add --no-cache curl", curl, false),
        ("apk update && apk add curl", curl, true),
        ("apk add -U curl", curl, true),
        ("apk update && apk add curl && rm -rf /var/cache/apk/*", curl, false),
        ("apk add --no-cache curl completion", curl + 7_000 + 5_000, false),
        ("apk add --no-cache curl=8.9-r1 musl", curl, false),
        ("apk add --no-cache --virtual .build gcc && apk add --no-cache curl && apk del .build", curl, false),
        ("apk add --no-cache zlib gcc && apk del gcc", 110_000, false),
    ] {
        let layer = layer(script, &store);
        assert_eq!(of_packages(&layer), bytes, "{script}: {layer:#?}");
        assert_eq!(has(&layer, "repository metadata"), lists, "{script}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{script}");
    }
    let absent = layer("apk add --no-cache no-such", &store);
    assert!(absent.parts[0].source.contains("no such package"), "{absent:#?}");
    assert_eq!(absent.bytes.high, None);
}

const ROCKY: &str = "
    python3.11 3.11.7-1.el9 30000 ; python3.11-libs EQ 3.11.7-1.el9 | /usr/bin/sh ; (python3.11-pip if python3.11-libs) | nothing-has-it
    python3.11-libs 3.11.5-1.el9 1 ; absent
    python3.11-libs 3.11.7-1.el9 32000000 ; libc.so.6(GLIBC_2.34)(64bit) | libz.so.1()(64bit)
    python3.11-pip 22.3-4.el9 12000000
    zlib 1.2.11-40.el9 200000 ; ; ; libz.so.1()(64bit) | zlib EQ 1.2.11-40.el9
    bash 5.1-6.el9 7000000 ; ; ; /usr/bin/sh
    ";

#[test]
fn dnf() {
    let base: &[(&str, &str, &[&str])] =
        &[("glibc", "2.34-100.el9", &["libc.so.6(GLIBC_2.34)(64bit)"]), ("bash", "5.1-6.el9", &[])];
    let plain = store(RepositoryKind::Rpm, ROCKY, base, DnfSettings::default());
    let python = 30_000 + 32_000_000 + 200_000;
    for (script, bytes, metadata) in [
        ("dnf install -y python3.11", python + 12_000_000, true),
        ("dnf install -y python3.11 && dnf clean all", python + 12_000_000, false),
        ("microdnf install -y --setopt=install_weak_deps=0 python3.11 && microdnf clean all", python, false),
        ("yum install -y zlib-1.2.11 && rm -rf /var/cache/yum", 200_000, false),
        ("dnf install -y zlib.x86_64 bash && dnf clean all", 200_000, false),
        ("dnf install -y python3.11 zlib && dnf remove -y python3.11 && dnf clean all", 200_000, false),
    ] {
        let layer = layer(script, &plain);
        assert_eq!(of_packages(&layer), bytes, "{script}: {layer:#?}");
        assert_eq!(has(&layer, "repository metadata"), metadata, "{script}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{script}: {layer:#?}");
        let database =
            layer.parts.iter().find(|part| part.what == "rpm's database").and_then(|part| part.bytes);
        assert!(database > Some(100_000), "all of it is written again: {layer:#?}");
    }
    let settings = DnfSettings { skips_docs: true, skips_weak: true };
    let strict = store(RepositoryKind::Rpm, ROCKY, base, settings);
    let lean = layer("dnf install -y python3.11 && dnf clean all", &strict);
    assert!((python * 9 / 10..python).contains(&of_packages(&lean)), "{lean:#?}");
    for (script, why) in [
        ("dnf install -y --enablerepo=crb python3.11", "repositories that the command adds"),
        ("dnf install -y no-such", "no such package"),
        ("dnf upgrade -y", "age of the base image"),
        ("dnf module enable -y nodejs:18", "not known"),
    ] {
        let layer = layer(script, &strict);
        assert!(layer.parts.iter().any(|part| part.source.contains(why)), "{script}: {layer:#?}");
    }
}

#[test]
fn a_package_may_come_from_sources_that_nobody_has_read() {
    let base: &[(&str, &str, &[&str])] = &[("glibc", "2.34-100.el9", &[]), ("bash", "5.1-6.el9", &[])];
    let rocky = store(RepositoryKind::Rpm, ROCKY, base, DnfSettings::default());
    let alpine = store(RepositoryKind::Apk, ALPINE, base, DnfSettings::default());
    for (script, store) in [
        ("dnf config-manager --add-repo https://x.invalid/y.repo && dnf install -y no-such", &rocky),
        ("yum-config-manager --add-repo https://x.invalid/y.repo && yum install -y no-such", &rocky),
        ("dnf copr enable a/b && dnf install -y no-such", &rocky),
        ("dnf install -y epel-release && dnf install -y no-such", &rocky),
        (
            "dnf install -y https://x.invalid/epel-release-latest-9.noarch.rpm && dnf install -y no-such",
            &rocky,
        ),
        ("rpm -i https://x.invalid/repository.rpm && dnf install -y no-such", &rocky),
        ("printf '[x]\\n' > /etc/yum.repos.d/x.repo && dnf install -y no-such", &rocky),
        ("curl -o /etc/yum.repos.d/x.repo https://x.invalid/y.repo && dnf install -y no-such", &rocky),
        ("curl -fsSL https://x.invalid/setup | bash - && dnf install -y no-such", &rocky),
        ("echo https://x.invalid/y >> /etc/apk/repositories && apk add --no-cache no-such", &alpine),
    ] {
        let layer = layer(script, store);
        let part = layer.parts.iter().rfind(|part| part.what == "no-such");
        let part = part.unwrap_or_else(|| panic!("{script}: {layer:#?}"));
        assert!(part.source.contains("may come from sources"), "{script}: {layer:#?}");
        assert_eq!((part.bytes, layer.bytes.high), (None, None), "{script}");
    }
}

#[test]
fn an_index_that_cannot_be_had_leaves_the_layer_unknown() {
    let base: &[(&str, &str, &[&str])] = &[("bash", "5.1-6.el9", &[])];
    let mut store = store(RepositoryKind::Rpm, ROCKY, base, DnfSettings::default());
    store.repositories.clear();
    let layer = layer("dnf install -y zlib && dnf clean all", &store);
    assert!(layer.bytes.is_unknown(), "{layer:#?}");
}
