//! Wheels by Range requests: the central directory, and METADATA where the index has none.

use std::io::Read;
use std::sync::Arc;

use analysis::facts::{ProjectFile, WheelContents, WheelMetadata};
use flate2::read::DeflateDecoder;
use serde::{Deserialize, Serialize};

use super::zip::{self, Directory, End, Entry};
use super::{PythonIndexes, metadata};
use crate::http::{FetchError, Url};

/// The tail that holds most wheels' whole directory: 600 files.
const TAIL: u64 = 64 << 10;
/// A wheel up to this size is read whole where the server does not answer ranges.
const SMALL_WHEEL: u64 = 4 << 20;
/// Bytes of the extra field of a local header.
const MAX_EXTRA: u64 = 256;
/// Bytes of a METADATA file with its description.
const MAX_METADATA: u64 = 4 << 20;

/// What one reading of a wheel tells. One of the two may be missing; then `trouble` says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WheelReading {
    pub metadata: Option<Arc<WheelMetadata>>,
    pub contents: Option<Arc<WheelContents>>,
    pub trouble: Option<String>,
}

/// Reads a wheel's directory and its METADATA: one request for most wheels.
pub async fn read(indexes: &PythonIndexes, file: &ProjectFile) -> Result<WheelReading, FetchError> {
    let url = wheel_url(file)?;
    let opened = match Wheel::open(indexes, url.clone(), file).await {
        Ok(mut wheel) => wheel.entries().await.map(|entries| (wheel, entries)),
        Err(error) => Err(error),
    };
    match opened {
        Ok((mut wheel, entries)) => {
            let metadata = metadata(indexes, file, &mut wheel, &entries).await;
            let (metadata, trouble) = match metadata {
                Ok(text) => (Some(Arc::new(metadata::parse(&text))), None),
                Err(FetchError::Broken(why)) => (None, Some(why)),
                Err(error) => return Err(error),
            };
            Ok(WheelReading { metadata, contents: Some(Arc::new(sums(&entries))), trouble })
        }
        // A server without ranges may still have the METADATA beside the wheel.
        Err(FetchError::Broken(why)) => match beside(indexes, file, &url).await? {
            Some(text) => Ok(WheelReading {
                metadata: Some(Arc::new(metadata::parse(&text))),
                contents: None,
                trouble: Some(why),
            }),
            None => Err(FetchError::Broken(why)),
        },
        Err(error) => Err(error),
    }
}

/// The METADATA file: from the part that was read, from beside the wheel, from inside of it.
async fn metadata(
    indexes: &PythonIndexes,
    file: &ProjectFile,
    wheel: &mut Wheel<'_>,
    entries: &[Entry],
) -> Result<String, FetchError> {
    let entry = entries.iter().find(|entry| is_metadata(&entry.name));
    let entry = entry.ok_or_else(|| broken("has no METADATA"))?;
    if entry.offset < wheel.start
        && let Some(text) = beside(indexes, file, &wheel.url.clone()).await?
    {
        return Ok(text);
    }
    Ok(String::from_utf8_lossy(&wheel.read(entry).await?).into_owned())
}

/// The METADATA that the index promises beside the wheel; some mirrors copy the promise without the file.
async fn beside(
    indexes: &PythonIndexes,
    file: &ProjectFile,
    url: &Url,
) -> Result<Option<String>, FetchError> {
    if !file.has_metadata {
        return Ok(None);
    }
    let mut beside = url.clone();
    beside.set_path(&format!("{}.metadata", url.path()));
    let request = indexes.file_request(beside, file.is_direct).limit(MAX_METADATA).compressed();
    match indexes.http.fetch(request).await {
        Ok(reply) => Ok(Some(String::from_utf8_lossy(&reply.body).into_owned())),
        Err(FetchError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sums over the central directory.
fn sums(entries: &[Entry]) -> WheelContents {
    let mut sums = WheelContents::default();
    for entry in entries.iter().filter(|entry| !entry.name.ends_with('/')) {
        sums.files += 1;
        sums.bytes = sums.bytes.saturating_add(entry.bytes);
        let kind = match &entry.name {
            name if name.ends_with(".py") && is_test(name) => &mut sums.python_test_bytes,
            name if name.ends_with(".py") => &mut sums.python_bytes,
            name if is_library(name) => &mut sums.library_bytes,
            _ => continue,
        };
        *kind = kind.saturating_add(entry.bytes);
    }
    sums
}

fn wheel_url(file: &ProjectFile) -> Result<Url, FetchError> {
    let is_wheel = file.filename.ends_with(".whl");
    let url = Url::parse(&file.url).ok().filter(|_| is_wheel);
    url.ok_or_else(|| FetchError::Refused(format!("{} is no wheel", file.filename)))
}

/// `name-version.dist-info/METADATA` at the archive's root.
fn is_metadata(name: &str) -> bool {
    name.strip_suffix(".dist-info/METADATA").is_some_and(|folder| !folder.contains('/'))
}

fn is_test(name: &str) -> bool {
    name.split('/').any(|folder| matches!(folder, "tests" | "test"))
}

fn is_library(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    [".so", ".dylib", ".pyd", ".dll"].iter().any(|end| file.ends_with(end)) || file.contains(".so.")
}

fn broken(what: &str) -> FetchError {
    FetchError::Broken(format!("the wheel {what}"))
}

/// A wheel of which the last bytes are known.
struct Wheel<'a> {
    indexes: &'a PythonIndexes,
    url: Url,
    is_direct: bool,
    /// Offset of `tail` in the archive.
    start: u64,
    tail: Vec<u8>,
}

impl<'a> Wheel<'a> {
    /// Reads the tail: by its offsets where the length is known, else from the end.
    async fn open(indexes: &'a PythonIndexes, url: Url, file: &ProjectFile) -> Result<Self, FetchError> {
        let is_direct = file.is_direct;
        let request = indexes.file_request(url.clone(), is_direct).limit(SMALL_WHEEL);
        let request = match file.bytes.filter(|bytes| *bytes > 0) {
            Some(bytes) => request.range(bytes.saturating_sub(TAIL), bytes - 1),
            None => request.suffix(TAIL),
        };
        let download = indexes.http.open(request).await?.success()?;
        let is_part = download.status().as_u16() == 206;
        let announced = download.headers().get("content-length").and_then(|value| value.to_str().ok());
        let length: Option<u64> = announced.and_then(|value| value.parse().ok());
        if !is_part && length.is_none_or(|length| length > SMALL_WHEEL) {
            return Err(broken("cannot be read in parts: its server does not answer ranges"));
        }
        let reply = download.into_reply().await?;
        let range = reply.header("content-range").and_then(range_start);
        let start = match (is_part, range) {
            (false, _) => 0,
            (true, Some(start)) => start,
            (true, None) => return Err(broken("came in a part that does not say which")),
        };
        let whole = (!is_part).then_some(reply.body.len() as u64);
        let total = whole.or_else(|| reply.header("content-range").and_then(range_total));
        check(file, total, &reply.body)?;
        Ok(Self { indexes, url, is_direct, start, tail: reply.body })
    }

    async fn entries(&mut self) -> Result<Vec<Entry>, FetchError> {
        let directory = self.directory().await?;
        if directory.bytes > zip::MAX_DIRECTORY {
            return Err(broken("has a central directory that is too large"));
        }
        let bytes = self.bytes(directory.offset, directory.bytes).await?;
        zip::entries(&bytes).ok_or_else(|| broken("has a broken central directory"))
    }

    async fn directory(&mut self) -> Result<Directory, FetchError> {
        match zip::find_end(&self.tail, self.start) {
            Some(End::Directory(directory)) => Ok(directory),
            Some(End::Zip64At(offset)) => {
                let record = self.bytes(offset, 56).await?;
                zip::zip64_directory(&record).ok_or_else(|| broken("has a broken end record"))
            }
            None => Err(broken("is no ZIP archive")),
        }
    }

    /// One file, inflated.
    async fn read(&mut self, entry: &Entry) -> Result<Vec<u8>, FetchError> {
        if entry.bytes > MAX_METADATA || entry.compressed > MAX_METADATA {
            return Err(broken("has a METADATA file that is too large"));
        }
        // Header and content in one go: the name's length is known, that of the extra field is small.
        let most = entry.compressed.saturating_add(30 + entry.name.len() as u64 + MAX_EXTRA);
        let end = self.start + self.tail.len() as u64;
        let part = self.bytes(entry.offset, most.min(end.saturating_sub(entry.offset))).await?;
        let begin =
            zip::local_header_bytes(&part).ok_or_else(|| broken("has a broken local header"))? as usize;
        let packed = part.get(begin..begin.saturating_add(entry.compressed as usize));
        let packed = packed.ok_or_else(|| broken("is shorter than it says"))?.to_vec();
        match entry.method {
            0 => Ok(packed),
            8 => {
                let mut inflated = Vec::new();
                let read = DeflateDecoder::new(&packed[..]).take(MAX_METADATA).read_to_end(&mut inflated);
                read.map_err(|_| broken("has a METADATA file that cannot be inflated"))?;
                Ok(inflated)
            }
            _ => Err(broken("is packed by a method that wheels do not use")),
        }
    }

    /// Bytes of the archive, from the tail as far as it has them.
    async fn bytes(&mut self, offset: u64, length: u64) -> Result<Vec<u8>, FetchError> {
        let end = offset.checked_add(length).filter(|end| *end <= self.start + self.tail.len() as u64);
        let end = end.ok_or_else(|| broken("is shorter than it says"))?;
        if length == 0 {
            return Ok(Vec::new());
        }
        if offset < self.start {
            // What lies before the tail, and everything up to it: the next reads are near.
            let earlier = self.range(offset, end.min(self.start)).await?;
            let rest = end.saturating_sub(self.start) as usize;
            return Ok([&earlier[..], &self.tail[..rest]].concat());
        }
        let from = (offset - self.start) as usize;
        Ok(self.tail[from..from + length as usize].to_vec())
    }

    async fn range(&self, start: u64, end: u64) -> Result<Vec<u8>, FetchError> {
        let request = self.indexes.file_request(self.url.clone(), self.is_direct);
        let request = request.range(start, end - 1).limit(end - start);
        let reply = self.indexes.http.fetch(request).await?;
        if reply.status.as_u16() != 206 || reply.body.len() as u64 != end - start {
            return Err(broken("came in a part of the wrong length"));
        }
        Ok(reply.body)
    }
}

/// The file against what the index tells of it: its length, and its digest where all of it was read.
/// Larger wheels are read in parts, which no digest of the whole can vouch for.
fn check(file: &ProjectFile, total: Option<u64>, read: &[u8]) -> Result<(), FetchError> {
    let Some(total) = total else { return Ok(()) };
    if let Some(bytes) = file.bytes.filter(|bytes| *bytes > 0 && *bytes != total) {
        return Err(broken(&format!("has {total} bytes where the index tells {bytes}")));
    }
    let is_whole = read.len() as u64 == total;
    match &file.sha256 {
        Some(sha256) if is_whole && !sha256.eq_ignore_ascii_case(&crate::digest::sha256_hex(read)) => {
            Err(broken("does not match the digest that the index tells"))
        }
        _ => Ok(()),
    }
}

/// The length of the whole file: `Content-Range: bytes 100-199/200`.
fn range_total(value: &str) -> Option<u64> {
    value.rsplit_once('/')?.1.trim().parse().ok()
}

/// The first offset of `Content-Range: bytes 100-199/200`.
fn range_start(value: &str) -> Option<u64> {
    value.strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_path_in_a_wheel_is() {
        assert!(is_metadata("torch-2.3.1.dist-info/METADATA"));
        assert!(!is_metadata("vendor/x-1.dist-info/METADATA"));
        assert!(is_library("nvidia/cublas/lib/libcublas.so.12") && is_library("a/_x.cpython-311-x86_64.so"));
        assert!(!is_library("a/so.py"));
        assert!(is_test("numpy/tests/test_x.py") && !is_test("numpy/testing/x.py"));
    }
}
