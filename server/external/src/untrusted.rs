//! The readers of bytes from outside, without the network: what the fuzz targets call.
//!
//! Every function takes any bytes and must return: no panic, no endless loop, bounded memory.

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;

use crate::apt;
use crate::base;
use crate::http::{Reach, Reply, Url};
use crate::hub;
use crate::packages;
use crate::python::{metadata, project, zip};
use crate::registry::{challenge, tags, token, wire};

/// Unpacked bytes of a layer that a fuzz target may cost.
const LAYER_LIMIT: u64 = 1 << 20;

/// Manifests, configurations, pages of tags, tokens, and challenges in headers.
pub fn registry_answers(data: &[u8]) {
    json::<wire::ManifestJson>(data);
    if let Some(config) = json::<wire::ConfigJson>(data) {
        config.into_image_config();
    }
    json::<tags::Page>(data);
    json::<token::TokenReply>(data);
    json::<hub::wire::Page>(data);
    challenge::parse(&String::from_utf8_lossy(data));
}

/// Release files, and lists of packages in every packing.
pub fn package_lists(data: &[u8]) {
    apt::release::Release::parse(&String::from_utf8_lossy(data));
    for name in ["Packages", "Packages.gz", "Packages.xz"] {
        // An error is an answer as good as a list.
        let _ = apt::packages::read(data, name);
    }
}

/// Lists of a project's files as JSON and as HTML, and the metadata of a wheel.
pub fn project_files(data: &[u8]) {
    for kind in ["application/vnd.pypi.simple.v1+json", "text/html"] {
        let _ = project::files(&reply(kind, data));
    }
    metadata::parse(&String::from_utf8_lossy(data));
}

/// A wheel's end records, central directory and local header.
pub fn wheel_directory(data: &[u8]) {
    let _ = zip::find_end(data, 0);
    let _ = zip::zip64_directory(data);
    let _ = zip::entries(data);
    let _ = zip::local_header_bytes(data);
}

/// Indexes of apk, and both files of a dnf repository.
pub fn repository_indexes(data: &[u8]) {
    let _ = packages::apk::read(data);
    let _ = packages::repomd::Repomd::parse(data);
    let _ = packages::repomd::mirrors(data);
    let _ = packages::primary::read(data, "x86_64");
}

/// The rpm database of a base image, in any of its three forms.
pub fn rpm_database(data: &[u8]) {
    base::rpm::stanzas_of(data);
}

/// A packed layer of a base image.
pub fn layer(data: &[u8]) {
    let _ = base::layer::search(data, LAYER_LIMIT);
}

fn json<T: DeserializeOwned>(data: &[u8]) -> Option<T> {
    serde_json::from_slice(data).ok()
}

fn reply(kind: &'static str, body: &[u8]) -> Reply {
    // No character of this address can be wrong.
    let url = Url::parse("https://index.example/simple/a/").expect("an address");
    Reply {
        status: reqwest::StatusCode::OK,
        headers: [(CONTENT_TYPE, HeaderValue::from_static(kind))].into_iter().collect(),
        url,
        body: body.into(),
        reach: Reach::Public,
    }
}
