//! The readers of bytes from outside, without the network: what the fuzz targets call.
//!
//! Every function takes any bytes and must return: no panic, no endless loop, bounded memory.

use std::fmt::Debug;
use std::time::UNIX_EPOCH;

use analysis::facts::{
    AptIndex, BaseContents, FoundImages, HubFiles, ImageDetails, PackageIndex, PythonProject, TagList,
};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::apt;
use crate::base::{self, paths::LayerPaths, tree::LayerFiles};
use crate::cache::{self, Content, Entry};
use crate::digest::sha256_hex;
use crate::http::{Reach, Reply, Url};
use crate::hub;
use crate::packages;
use crate::python::{WheelReading, metadata, project, zip};
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

/// A file of the disk cache, as each kind of answer: `data` as it is; `data` as what a right header and
/// checksum stand before; and, where it is an answer, what was written of it, whole and cut off.
///
/// # Panics
/// Where an answer is not read as it was written, or one that is cut off is read.
pub fn cache_file(data: &[u8]) {
    cached::<TagList>(data);
    cached::<ImageDetails>(data);
    cached::<BaseContents>(data);
    cached::<FoundImages>(data);
    cached::<HubFiles>(data);
    cached::<AptIndex>(data);
    cached::<PythonProject>(data);
    cached::<WheelReading>(data);
    cached::<LayerFiles>(data);
    cached::<LayerPaths>(data);
    if let Some(index) = cached::<PackageIndex>(data) {
        let name = index.packages.first().map_or("", |package| &package.name);
        index.providers(name).chain(index.providers("")).for_each(drop);
        index.versions(name);
    }
}

/// The answer that `data` is.
fn cached<T: Serialize + DeserializeOwned + PartialEq + Debug>(data: &[u8]) -> Option<T> {
    const NAMES: (&str, &str) = ("kind", "key");
    let read = |file: &[u8]| cache::decode::<T>(file, NAMES.0, NAMES.1);
    read(data);
    read(&sealed(data, NAMES));
    let value = json::<T>(data)?;
    let entry = Entry { as_of: UNIX_EPOCH, content: Content::Value(&value) };
    let file = cache::encode(NAMES.0, NAMES.1, &entry).expect("an answer can be written");
    assert_eq!(read(&file).map(|entry| entry.content), Some(Content::Value(json::<T>(data)?)));
    assert_eq!(read(&file[..file.len() - 1]), None);
    Some(value)
}

/// A cache file whose header is right: the length that it claims for the text, then the body.
fn sealed(data: &[u8], (kind, key): (&str, &str)) -> Vec<u8> {
    let (unpacked, body) = data
        .split_first_chunk::<3>()
        .map_or((0, data), |(length, body)| (u32::from_le_bytes([length[0], length[1], length[2], 0]), body));
    let header = serde_json::json!({"kind": kind, "key": key, "as_of": 0, "found": true,
        "unpacked": unpacked, "sha256": sha256_hex(body)});
    [header.to_string().as_bytes(), b"\n", body].concat()
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
