//! `Packages` files: the fields that a closure and its size need.

use std::io::{BufRead, BufReader, Read};

use analysis::facts::{AptIndex, AptPackage};
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::control::{stanzas, take};
use crate::http::FetchError;

/// Bytes that an index may unpack to: Debian's largest have 60 MB.
const MAX_UNPACKED: u64 = 512 << 20;
/// More packages than any archive has.
const MAX_PACKAGES: usize = 500_000;

const FIELDS: [&str; 12] = [
    "Package",
    "Version",
    "Section",
    "Installed-Size",
    "Size",
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Provides",
    "Conflicts",
    "Priority",
    "Essential",
];

/// Unpacks an index by the ending of its name and reads its packages, sorted by name and version.
///
/// # Errors
/// When it cannot be unpacked, or comes to more than any archive's index.
pub fn read(packed: impl Read, name: &str) -> Result<AptIndex, FetchError> {
    let broken = |why: String| FetchError::Broken(format!("{name} {why}"));
    let unpacked: Box<dyn Read + '_> = match name.rsplit('.').next() {
        Some("xz") => Box::new(XzReader::new(packed, true)),
        Some("gz") => Box::new(MultiGzDecoder::new(packed)),
        _ => Box::new(packed),
    };
    let mut counted = Counted { inner: BufReader::with_capacity(64 << 10, unpacked), bytes: 0 };
    let mut packages = Vec::new();
    let read = stanzas(
        &mut counted,
        |field| FIELDS.contains(&field),
        |stanza| {
            if packages.len() < MAX_PACKAGES {
                packages.extend(package(stanza));
            }
        },
    );
    read.map_err(|error| broken(format!("cannot be unpacked: {error}")))?;
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(AptIndex { packages, list_bytes: counted.bytes, ..AptIndex::default() })
}

/// Counts what passes, and stops an index that unpacks without end.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.bytes > MAX_UNPACKED {
            return Err(std::io::Error::other("it is too large"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.bytes += length as u64;
        self.inner.consume(length);
    }
}

fn package(stanza: &mut [(String, String)]) -> Option<AptPackage> {
    let name = take(stanza, "Package");
    let number = |text: String| text.parse::<u64>().unwrap_or_default();
    let (pre_depends, depends) = (take(stanza, "Pre-Depends"), take(stanza, "Depends"));
    let both = !pre_depends.is_empty() && !depends.is_empty();
    let package = AptPackage {
        version: take(stanza, "Version"),
        section: take(stanza, "Section"),
        installed_bytes: number(take(stanza, "Installed-Size")).saturating_mul(1024),
        deb_bytes: number(take(stanza, "Size")),
        depends: format!("{pre_depends}{}{depends}", if both { ", " } else { "" }),
        recommends: take(stanza, "Recommends"),
        provides: take(stanza, "Provides"),
        conflicts: take(stanza, "Conflicts"),
        priority: take(stanza, "Priority"),
        essential: take(stanza, "Essential") == "yes",
        name,
    };
    (!package.name.is_empty()).then_some(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Package: zlib1g\nVersion: 1:1.2\nInstalled-Size: 10\nSize: 7\nSection: libs\n\
        Depends: libc6 (>= 2.14)\nPre-Depends: dpkg\nPriority: required\nEssential: yes\nDescription: x\n y\n\n\
        Package: apt\nVersion: 2\nInstalled-Size: nonsense\n\nVersion: 3\n";

    #[test]
    fn fields_and_order() {
        let index = read(TEXT.as_bytes(), "Packages").expect("plain text");
        assert_eq!(index.list_bytes, TEXT.len() as u64);
        assert_eq!(index.packages.len(), 2, "a stanza without a name is none");
        let [apt, zlib] = &index.packages[..] else { panic!("two packages") };
        assert_eq!((apt.name.as_str(), apt.installed_bytes), ("apt", 0));
        assert_eq!((zlib.installed_bytes, zlib.deb_bytes, zlib.essential), (10 * 1024, 7, true));
        assert_eq!(zlib.depends, "dpkg, libc6 (>= 2.14)");
    }

    #[test]
    fn broken_indexes_say_so() {
        for name in ["Packages.xz", "Packages.gz"] {
            match read(TEXT.as_bytes(), name) {
                Err(FetchError::Broken(why)) => assert!(why.contains("cannot be unpacked"), "{why}"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}
