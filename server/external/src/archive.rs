//! Tar archives of a build context: what ADD unpacks.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Error, Read, Result};

use analysis::context::ArchiveFiles;
use analysis::image_path::in_context;

use crate::unpack::{Bounded, unpacked};

/// Unpacked bytes that are read at most.
const MAX_UNPACKED: u64 = 64 << 30;
/// Files of an archive that are told apart; one with more is not counted.
const MAX_FILES: usize = 500_000;

/// Adds up the regular files of an archive, packed with gzip, xz, zstd or not at all; `None` where it is
/// none, as BuildKit decides by its first header. Holes of sparse files count as a layer stores them.
///
/// # Errors
/// Where the archive breaks off, is packed in a way that is not read, or is too large.
pub fn files_of(packed: impl Read) -> Result<Option<ArchiveFiles>> {
    let mut packed = BufReader::new(packed);
    if packed.fill_buf()?.starts_with(b"BZh") {
        return Err(Error::other("bzip2 is not read"));
    }
    let mut archive = tar::Archive::new(Bounded { inner: unpacked(packed)?, left: MAX_UNPACKED });
    let mut lengths: BTreeMap<String, u64> = BTreeMap::new();
    let mut is_archive = false;
    for entry in archive.entries()? {
        let entry = match entry {
            Err(_) if !is_archive => return Ok(None),
            entry => entry?,
        };
        is_archive = true;
        if lengths.len() >= MAX_FILES {
            return Err(Error::other("it holds too many files"));
        }
        let path = in_context(&String::from_utf8_lossy(&entry.path_bytes()));
        let kind = entry.header().entry_type();
        if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            lengths.insert(path, entry.size());
        } else if !kind.is_dir() {
            lengths.remove(&path);
        }
    }
    Ok(is_archive.then(|| ArchiveFiles { files: lengths.into_iter().collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, path, text.as_bytes()).expect("memory");
        }
        builder.into_inner().expect("memory")
    }

    #[test]
    fn a_later_file_replaces_an_earlier_one() {
        let plain = archive(&[("a", "12345"), ("d/b", "123"), ("./a", "1")]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &plain).expect("memory");
        let packed = packed.finish().expect("memory");
        for archive in [plain, packed] {
            let found = files_of(&archive[..]).expect("it is read").expect("it is an archive");
            assert_eq!(found.files, [("a".to_owned(), 1), ("d/b".to_owned(), 3)]);
        }
    }

    #[test]
    fn other_files_are_no_archives() {
        assert_eq!(files_of(&b"#!/bin/sh\necho a\n"[..]).expect("it is read"), None);
        assert_eq!(files_of(&b""[..]).expect("it is read"), None);
        assert!(files_of(&archive(&[("a", &"x".repeat(9_000))])[..4_000]).is_err());
    }
}
