//! One layer: downloaded, checked and searched at the same time.

use std::io::{Error, Read, Result as IoResult};
use std::time::Duration;

use analysis::facts::LayerSize;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::interest::{Interest, interest};
use super::packages::DATABASE_BYTES;
use super::paths::{Collector, LayerPaths};
use super::rpm;
use super::tree::LayerFiles;
use crate::apt::{put_stanza, stanzas};
use crate::digest::hex;
use crate::http::{FetchError, Pieces};
use crate::registry::Session;
use crate::unpack::{Bounded, unpacked};

/// Pieces that the download may be ahead of the search.
const AHEAD: usize = 16;
/// Bytes of one kept file: the status of 3,000 packages has 4 MB.
const MAX_FILE: u64 = 16 << 20;
/// Bytes of an rpm database: one of 1,000 packages has 60 MB.
const MAX_DATABASE: u64 = 256 << 20;
/// Bytes of all kept files.
const MAX_KEPT: usize = 64 << 20;
/// Unpacked bytes for each compressed one, and in any case, beyond which a layer is a bomb.
const MAX_RATIO: u64 = 100;
const ALWAYS_UNPACKED: u64 = 64 << 20;
/// Paths that a layer may remove; more are not remembered.
const MAX_REMOVED: usize = 100_000;

/// What one reading of a layer finds.
#[derive(Debug, Default)]
pub struct ReadLayer {
    pub files: LayerFiles,
    pub paths: LayerPaths,
}

/// Streams a layer through its digest and its tar reader.
pub async fn fetch(
    session: &Session,
    layer: &LayerSize,
    timeout: Duration,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<ReadLayer, FetchError> {
    let request = session.blob(&layer.digest, None)?.limit(layer.bytes_compressed).timeout(timeout);
    let mut download = session.open(request).await?;
    let (pieces, receiver) = mpsc::channel(AHEAD);
    let limit = layer.bytes_compressed.saturating_mul(MAX_RATIO).max(ALWAYS_UNPACKED);
    let search = tokio::task::spawn_blocking(move || search(Pieces::new(receiver), limit));
    let mut hash = Sha256::new();
    let mut done = 0;
    while let Some(piece) = download.chunk().await? {
        hash.update(&piece);
        done += piece.len() as u64;
        progress(done);
        let _ = pieces.send(piece).await; // the search may have seen the end of the archive already
    }
    drop(pieces);
    let found = search.await.map_err(|_| FetchError::Broken("a layer broke its reader".into()))?;
    if layer.digest.starts_with("sha256:") && layer.digest != format!("sha256:{}", hex(&hash.finalize())) {
        return Err(FetchError::Broken(format!("the layer is not {}", layer.digest)));
    }
    found.map_err(|error| FetchError::Broken(format!("the layer {} cannot be read: {error}", layer.digest)))
}

/// Keeps the files of interest, and all paths, of a layer that unpacks to at most `limit` bytes.
pub fn search(packed: impl Read, limit: u64) -> IoResult<ReadLayer> {
    let mut paths = Collector::default();
    let mut found = LayerFiles::default();
    let mut kept = 0;
    let mut archive = tar::Archive::new(Bounded { inner: unpacked(packed)?, left: limit });
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path_bytes();
        let Ok(path) = std::str::from_utf8(&path) else { continue }; // no path of interest
        let path = path.trim_start_matches("./").trim_matches('/').to_owned();
        if note_removal(&mut found, &path) {
            continue;
        }
        let link = entry.link_name_bytes();
        let link = link.as_deref().map(String::from_utf8_lossy);
        paths.add(&path, entry.header(), entry.size(), link.as_deref());
        let Some(what) = interest(&path) else { continue };
        let length = entry.size();
        let text = read_text(&mut entry, length, what)?;
        kept += path.len() + text.len();
        if kept > MAX_KEPT {
            return Err(Error::other("it tells too much about packages"));
        }
        found.files.insert(path, text);
    }
    Ok(ReadLayer { paths: paths.finish(&found), files: found })
}

/// Whiteouts: `.wh.NAME` removes, `.wh..wh..opq` hides what was in the folder.
fn note_removal(found: &mut LayerFiles, path: &str) -> bool {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(name) = file.strip_prefix(".wh.") else { return false };
    if found.removed.len() + found.opaque.len() < MAX_REMOVED {
        if name == ".wh..opq" {
            found.opaque.push(folder.to_owned());
        } else if folder.is_empty() {
            found.removed.push(name.to_owned());
        } else {
            found.removed.push(format!("{folder}/{name}"));
        }
    }
    true
}

fn read_text(entry: &mut impl Read, length: u64, what: Interest) -> IoResult<String> {
    let mut text = String::new();
    match what {
        Interest::Presence => {}
        Interest::Length => text = length.to_string(),
        Interest::Text => {
            let mut bytes = Vec::new();
            entry.take(MAX_FILE).read_to_end(&mut bytes)?;
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
        Interest::Stanzas(fields) => {
            put_length(&mut text, length);
            let reader = std::io::BufReader::new(entry.take(MAX_FILE));
            stanzas(reader, |field| fields.contains(&field), |stanza| put_stanza(&mut text, stanza))?;
        }
        Interest::RpmDatabase => {
            put_length(&mut text, length);
            let mut database = Vec::new();
            entry.take(MAX_DATABASE).read_to_end(&mut database)?;
            rpm::stanzas_of(&database).iter().for_each(|stanza| put_stanza(&mut text, stanza));
        }
    }
    Ok(text)
}

/// The length of a database goes before what is kept of it: an install writes all of it again.
fn put_length(text: &mut String, length: u64) {
    put_stanza(text, &[(DATABASE_BYTES.to_owned(), length.to_string())]);
}
