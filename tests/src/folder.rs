//! Folders with files in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A temporary folder, removed when dropped.
pub struct Folder {
    inner: tempfile::TempDir,
}

impl Folder {
    /// A folder with these files, by relative path.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self { inner: tempfile::tempdir().expect("a temporary folder") };
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    pub fn path(&self) -> &Path {
        self.inner.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.file(name);
        fs::create_dir_all(path.parent().expect("inside of the folder")).expect("folders are made");
        fs::write(path, text).expect("a file is written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("a text file")
    }
}

/// A file of the repository's `examples` folder.
pub fn example(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    root.join("examples").join(name)
}
