//! Release files: which indexes a suite has.

use std::collections::HashMap;

use analysis::facts::AptArchive;

/// The parts of a release file that lead to the indexes.
#[derive(Debug, Default)]
pub struct Release {
    /// `Acquire-By-Hash: yes`.
    pub by_hash: bool,
    /// By path: SHA-256 and length.
    files: HashMap<String, (String, u64)>,
}

/// One form of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    /// Relative to the release file.
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

impl IndexFile {
    /// The same file under its digest.
    pub fn by_hash_path(&self) -> String {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{slash}by-hash/SHA256/{}", self.sha256)
    }
}

impl Release {
    /// Reads a Release or InRelease file; the signature around the latter is passed over.
    pub fn parse(text: &str) -> Self {
        let mut release = Self::default();
        let mut in_sha256 = false;
        for line in text.lines() {
            if !line.starts_with(' ') {
                in_sha256 = line.trim_end() == "SHA256:";
                let by_hash = line.strip_prefix("Acquire-By-Hash:");
                release.by_hash |= by_hash.is_some_and(|value| value.trim() == "yes");
                continue;
            }
            let mut words = line.split_whitespace();
            if let (true, Some(sha256), Some(bytes), Some(path)) =
                (in_sha256, words.next(), words.next(), words.next())
                && let Ok(bytes) = bytes.parse()
            {
                release.files.insert(path.trim_start_matches("./").to_owned(), (sha256.to_owned(), bytes));
            }
        }
        release
    }

    /// The smallest form of the archive's index that we can unpack.
    pub fn best_index(&self, archive: &AptArchive) -> Option<IndexFile> {
        let plain = plain_path(archive);
        ["xz", "gz", ""].iter().find_map(|ending| {
            let path = if ending.is_empty() { plain.clone() } else { format!("{plain}.{ending}") };
            let (sha256, bytes) = self.files.get(&path)?;
            Some(IndexFile { path, sha256: sha256.clone(), bytes: *bytes })
        })
    }

    /// Length of the index when unpacked, which the release tells even where only packed forms
    /// can be had.
    pub fn unpacked_bytes(&self, archive: &AptArchive) -> Option<u64> {
        self.files.get(&plain_path(archive)).map(|(_, bytes)| *bytes)
    }
}

fn plain_path(archive: &AptArchive) -> String {
    if archive.suite.ends_with('/') {
        return "Packages".to_owned();
    }
    format!("{}/binary-{}/Packages", archive.component, archive.architecture)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: Debian\n\
        Acquire-By-Hash: yes\nMD5Sum:\n 00 1 main/binary-amd64/Packages.xz\nSHA256:\n \
        aa 100 main/binary-amd64/Packages\n bb  20 main/binary-amd64/Packages.gz\n \
        cc       10 main/binary-amd64/Packages.xz\n dd 5 ./Packages.gz\n\
        -----BEGIN PGP SIGNATURE-----\n";

    fn archive(suite: &str, component: &str) -> AptArchive {
        AptArchive {
            url: "https://archive.example".into(),
            suite: suite.into(),
            component: component.into(),
            architecture: "amd64".into(),
        }
    }

    #[test]
    fn the_smallest_form_is_chosen() {
        let release = Release::parse(TEXT);
        assert!(release.by_hash);
        let main = archive("stable", "main");
        let best = release.best_index(&main).expect("listed");
        assert_eq!((best.path.as_str(), best.bytes), ("main/binary-amd64/Packages.xz", 10));
        assert_eq!(best.by_hash_path(), "main/binary-amd64/by-hash/SHA256/cc");
        assert_eq!(release.unpacked_bytes(&main), Some(100));
        assert_eq!(release.best_index(&archive("stable", "contrib")), None);
        let flat = release.best_index(&archive("/", "")).expect("listed");
        assert_eq!((flat.path.as_str(), flat.by_hash_path().as_str()), ("Packages.gz", "by-hash/SHA256/dd"));
    }
}
