//! `npm ci` over a fake registry.

use crate::facts::NodePackageSize;
use crate::size::LayerEstimate;
use crate::size::fake_store::FakeStore;
use crate::size::tests::{best, live_with};

const LOCK: &str = r#"{"lockfileVersion": 3, "packages": {
    "": {"name": "app"},
    "node_modules/a": {"version": "1.0.0", "resolved": "https://r.example/a/-/a-1.0.0.tgz"},
    "node_modules/b": {"version": "1.0.0", "dev": true},
    "node_modules/b/node_modules/a": {"version": "1.0.0", "dev": true},
    "node_modules/@own/c": {"version": "1.0.0", "libc": ["musl"], "optional": true}}}"#;

fn store() -> FakeStore {
    let mut store = FakeStore::default();
    let size = |files| NodePackageSize { files: Some(files), ..NodePackageSize::default() };
    let archive = NodePackageSize { files: None, tarball: Some(500_000), archive: Some(2_000_000) };
    store.node.insert("a@1.0.0".into(), size(8_000_000));
    store.node.insert("b@1.0.0".into(), archive);
    store.node.insert("https://own.example @own/c@1.0.0".into(), size(40_000_000));
    store
}

fn layer(extra: &[(&'static str, &str)], text: &str) -> LayerEstimate {
    let files: Vec<(&'static str, &str)> = [("package.json", "{}"), ("package-lock.json", LOCK)]
        .into_iter()
        .chain(extra.iter().copied())
        .collect();
    live_with(&files, text, &store())
}

/// Bytes of the packages, without npm's own files.
fn modules(layer: &LayerEstimate) -> i64 {
    let own = |part: &&crate::size::Part| !part.what.contains("npm's");
    layer.parts.iter().filter(own).filter_map(|part| part.bytes).sum()
}

#[test]
fn what_a_lock_file_installs() {
    let all = 8_000_000 * 2 + 1_910_000;
    for (run, expected) in [
        ("RUN npm ci", all),
        ("RUN npm install", all),
        ("RUN npm ci --omit=dev", 8_000_000),
        ("RUN NODE_ENV=production npm ci", 8_000_000),
        ("ENV NODE_ENV=production\nRUN npm ci", 8_000_000),
        ("ENV NODE_ENV=production\nRUN npm ci --include=dev", all),
        ("ENV NPM_CONFIG_OMIT=dev\nRUN npm i", 8_000_000),
        ("RUN cd /w && npm ci --prefix /w --production", 8_000_000),
    ] {
        let layer = layer(&[], &format!("FROM node:20\nWORKDIR /w\nCOPY package*.json ./\n{run}\n"));
        assert_eq!(modules(&layer), expected, "{run}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{run}: {layer:#?}");
    }
}

#[test]
fn the_cache_is_part_of_the_layer() {
    let cache = |run: &str| {
        let text = format!("FROM node:20\nWORKDIR /w\nCOPY . .\nRUN {run}\n");
        let layer = layer(&[], &text);
        let found = layer.parts.iter().find(|part| part.what == "npm's cache").and_then(|part| part.bytes);
        (found, layer.notes.iter().any(|note| note.contains("cache mount")))
    };
    // A tarball counts once, wherever its package is unpacked to.
    assert_eq!(cache("npm ci"), (Some(2_000_000 + 500_000 + 2 * 550), true));
    assert_eq!(cache("npm ci && npm cache clean --force"), (None, false));
    assert_eq!(cache("npm ci && rm -rf ~/.npm").0, None);
    assert_eq!(cache("--mount=type=cache,target=/root/.npm npm ci"), (None, false));
}

#[test]
fn registries_and_systems_are_the_stage_s() {
    let npmrc: &[(&'static str, &str)] = &[(".npmrc", "@own:registry=https://own.example\n")];
    let text = "FROM node:20-alpine\nWORKDIR /w\nCOPY . .\nRUN npm ci --omit=dev\n";
    assert_eq!(modules(&layer(npmrc, text)), 48_000_000);
    let without = layer(&[], text);
    assert_eq!(modules(&without), 8_000_000);
    assert_eq!(without.bytes.high, None, "the own package is not on the public registry: {without:#?}");
}

#[test]
fn what_is_not_known_says_so() {
    let lock = LOCK.replace(
        "\"node_modules/b\": {",
        "\"node_modules/puppeteer\": {\"version\": \"9\", \"hasInstallScript\": true},\"node_modules/b\": {",
    );
    let files = [("package-lock.json", lock.as_str())];
    let text = "FROM node:20\nWORKDIR /w\nCOPY . .\nRUN npm ci\n";
    let layer = live_with(&files, text, &store());
    assert_eq!(layer.bytes.high, None);
    assert!(layer.parts.iter().any(|part| part.what == "install scripts of puppeteer"), "{layer:#?}");
    let offline = live_with(&files, text, &crate::facts::NoFacts);
    let unknown = offline.parts.iter().find(|part| part.what.contains("4 packages of package-lock.json"));
    assert!(unknown.is_some_and(|part| part.source.contains("offline")), "{offline:#?}");
    assert!(offline.bytes.is_unknown());
    for run in ["npm ci", "npm install left-pad", "npm run build"] {
        let layer = live_with(&[], &format!("FROM node:20\nRUN {run}\n"), &store());
        assert!(layer.bytes.is_unknown(), "{run}: {layer:#?}");
    }
    assert_eq!(
        best(live_with(&[], "FROM node:20\nRUN npm config set registry https://r.example\n", &store()).bytes),
        5_000
    );
}
