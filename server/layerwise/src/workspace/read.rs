//! Reading Dockerfiles: limits, encodings, and errors that say what to do.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes up to which a text is analysed. The longest Dockerfiles in public are below 1 MB.
pub const MAX_BYTES: u64 = 4 << 20;

/// A Dockerfile's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Invalid UTF-8 is replaced by U+FFFD, as BuildKit reads it.
    pub content: String,
    /// Nothing was replaced: the text may be written back.
    pub is_utf8: bool,
}

impl Text {
    /// The text of a file's bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(content) => Self { content, is_utf8: true },
            Err(error) => {
                Self { content: String::from_utf8_lossy(error.as_bytes()).into_owned(), is_utf8: false }
            }
        }
    }

    /// Binary files have NUL bytes, Dockerfiles do not.
    pub fn is_binary(&self) -> bool {
        self.content.contains('\0')
    }
}

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadError {
    TooLarge,
    IsFolder,
    /// A device, pipe or socket.
    NotAFile,
    Io(io::Error),
}

impl ReadError {
    /// What can be done about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooLarge => "a Dockerfile is never that large: check the path",
            Self::IsFolder => "name a file in it",
            Self::NotAFile => "name a regular file, or `-` for standard input",
            Self::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => "check the path",
                io::ErrorKind::PermissionDenied => "check its permissions",
                _ => "check the path and the disk",
            },
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "is larger than {} MB", MAX_BYTES >> 20),
            Self::IsFolder => f.write_str("is a folder"),
            Self::NotAFile => f.write_str("is no regular file"),
            Self::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => f.write_str("no such file or folder"),
                io::ErrorKind::PermissionDenied => f.write_str("may not be read"),
                _ => write!(f, "cannot be read ({error})"),
            },
        }
    }
}

/// Reads a file of at most [`MAX_BYTES`].
pub fn read(path: &Path) -> Result<Text, ReadError> {
    let kind = std::fs::metadata(path).map_err(ReadError::Io)?;
    if kind.is_dir() {
        return Err(ReadError::IsFolder);
    }
    if !kind.is_file() {
        return Err(ReadError::NotAFile);
    }
    read_from(File::open(path).map_err(ReadError::Io)?)
}

/// Reads standard input to its end, up to [`MAX_BYTES`].
pub fn read_stdin() -> Result<Text, ReadError> {
    read_from(io::stdin().lock())
}

fn read_from(source: impl Read) -> Result<Text, ReadError> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    Ok(Text::from_bytes(bytes))
}
