//! `APKINDEX.tar.gz` of Alpine's repositories (format of apk-tools 2, which version 3 reads as well):
//! a signature and a tar archive, each a gzip stream of its own; in it `APKINDEX`, stanzas of
//! one-letter fields.

use std::io::{BufReader, Read};

use analysis::facts::{IndexedPackage, PackageIndex};

use super::{MAX_PACKAGES, MAX_UNPACKED_BYTES};
use crate::apt::{stanzas, take};
use crate::http::FetchError;
use crate::unpack::{Bounded, unpacked};

/// Name, version, bytes of the package, bytes installed, dependencies, provides, install-if.
const FIELDS: [&str; 7] = ["P", "V", "S", "I", "D", "p", "i"];

/// Reads an index; `kept_bytes` is its own length, since apk keeps it as it came.
pub fn read(packed: &[u8]) -> Result<PackageIndex, FetchError> {
    let broken = |why: String| FetchError::Broken(format!("APKINDEX.tar.gz {why}"));
    let unpacked = unpacked(packed).map_err(|error| broken(format!("cannot be unpacked: {error}")))?;
    let mut archive = tar::Archive::new(Bounded { inner: unpacked, left: MAX_UNPACKED_BYTES });
    let entries = archive.entries().map_err(|error| broken(format!("is no archive: {error}")))?;
    for entry in entries {
        let entry = entry.map_err(|error| broken(format!("cannot be unpacked: {error}")))?;
        if &*entry.path_bytes() == b"APKINDEX" {
            let packages = packages(entry).map_err(|error| broken(format!("cannot be read: {error}")))?;
            return Ok(PackageIndex::new(packages, packed.len() as u64));
        }
    }
    Err(broken("holds no index".into()))
}

fn packages(text: impl Read) -> std::io::Result<Vec<IndexedPackage>> {
    let mut packages = Vec::new();
    let reader = BufReader::with_capacity(64 << 10, text);
    stanzas(
        reader,
        |field| FIELDS.contains(&field),
        |stanza| {
            if packages.len() < MAX_PACKAGES {
                packages.extend(package(stanza));
            }
        },
    )?;
    Ok(packages)
}

fn package(stanza: &mut [(String, String)]) -> Option<IndexedPackage> {
    let name = take(stanza, "P");
    let lines = |words: String| words.split_whitespace().collect::<Vec<_>>().join("\n");
    let package = IndexedPackage {
        version: take(stanza, "V"),
        installed_bytes: take(stanza, "I").parse().ok(),
        package_bytes: take(stanza, "S").parse().unwrap_or_default(),
        depends: lines(take(stanza, "D")),
        recommends: lines(take(stanza, "i")),
        provides: lines(take(stanza, "p")),
        name,
        ..IndexedPackage::default()
    };
    (!package.name.is_empty()).then_some(package)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    /// A tar archive; without its two closing blocks, as abuild cuts the signature's.
    fn tar_of(name: &str, text: &str, closed: bool) -> Vec<u8> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).expect("short");
        header.set_size(text.len() as u64);
        header.set_cksum();
        let mut builder = tar::Builder::new(Vec::new());
        builder.append(&header, text.as_bytes()).expect("memory");
        let mut bytes = builder.into_inner().expect("memory");
        if !closed {
            bytes.truncate(bytes.len() - 1024);
        }
        bytes
    }

    #[test]
    fn signature_and_index_are_streams_of_their_own() {
        let text = "C:Q1abc=\nP:curl\nV:8.9.0-r0\nA:x86_64\nS:150000\nI:300000\nT:URL retrieval\n\
            D:ca-certificates-bundle so:libcurl.so.4\np:cmd:curl=8.9.0-r0\n\n\
            P:busybox-ssl\nV:1-r1\nS:1\nI:2\ni:busybox ssl\n\n";
        let packed =
            [gzip(&tar_of(".SIGN.RSA.key.pub", "signature", false)), gzip(&tar_of("APKINDEX", text, true))]
                .concat();
        let index = read(&packed).expect("an index");
        assert_eq!(index.kept_bytes, packed.len() as u64);
        let [busybox, curl] = &index.packages[..] else { panic!("two packages: {index:?}") };
        assert_eq!((curl.name.as_str(), curl.version.as_str()), ("curl", "8.9.0-r0"));
        assert_eq!((curl.installed_bytes, curl.package_bytes), (Some(300_000), 150_000));
        assert_eq!(curl.depends, "ca-certificates-bundle\nso:libcurl.so.4");
        assert_eq!(busybox.recommends, "busybox\nssl");
    }

    #[test]
    fn what_is_no_index_says_so() {
        for (bytes, part) in
            [(gzip(&tar_of("other", "x", true)), "no index"), (b"<html>".to_vec(), "unpacked")]
        {
            match read(&bytes) {
                Err(FetchError::Broken(why)) => assert!(why.contains(part), "{why}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
