//! The end of a ZIP archive: its central directory.
//!
//! Own code, since the `zip` crate wants the whole archive behind `Read + Seek`, and here each
//! read is a request. Every length and offset is checked; an archive that lies is an error.

/// Bytes of the end record without its comment.
const END_BYTES: usize = 22;
/// The end record's comment has at most 65,535 bytes.
const MAX_COMMENT: usize = 0xffff;
/// Bytes of a directory that are believed: 200,000 files.
pub const MAX_DIRECTORY: u64 = 32 << 20;

/// Where the central directory lies in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directory {
    pub offset: u64,
    pub bytes: u64,
}

/// What the archive's last bytes tell.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    Directory(Directory),
    /// The ZIP64 end record lies at this offset, before the bytes that were given.
    Zip64At(u64),
}

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub bytes: u64,
    pub compressed: u64,
    /// 0 stored, 8 deflated.
    pub method: u16,
    /// Offset of its local header.
    pub offset: u64,
}

/// Reads the end record from the archive's last bytes, which begin at `start`.
pub fn find_end(tail: &[u8], start: u64) -> Option<End> {
    let earliest = tail.len().saturating_sub(END_BYTES + MAX_COMMENT);
    let at = (earliest..=tail.len().checked_sub(END_BYTES)?)
        .rev()
        .find(|at| tail[*at..].starts_with(b"PK\x05\x06") && ends_here(tail, *at))?;
    let directory =
        Directory { bytes: u64::from(u32_at(tail, at + 12)?), offset: u64::from(u32_at(tail, at + 16)?) };
    let count = u16_at(tail, at + 10)?;
    let is_zip64 = directory.offset == u64::from(u32::MAX) || directory.bytes == u64::from(u32::MAX);
    if !is_zip64 && count != u16::MAX {
        return Some(End::Directory(directory));
    }
    match at.checked_sub(20).filter(|locator| tail[*locator..].starts_with(b"PK\x06\x07")) {
        Some(locator) => {
            let offset = u64_at(tail, locator + 8)?;
            let inside = offset.checked_sub(start).and_then(|at| usize::try_from(at).ok());
            match inside {
                Some(at) => zip64_directory(tail.get(at..)?).map(End::Directory),
                None => Some(End::Zip64At(offset)),
            }
        }
        None => (!is_zip64).then_some(End::Directory(directory)), // just 65,535 files
    }
}

/// Whether an end record at this place, with its comment, ends the archive.
fn ends_here(tail: &[u8], at: usize) -> bool {
    u16_at(tail, at + 20).is_some_and(|comment| at + END_BYTES + usize::from(comment) == tail.len())
}

/// Reads a ZIP64 end record at the beginning of these bytes.
pub fn zip64_directory(bytes: &[u8]) -> Option<Directory> {
    bytes.starts_with(b"PK\x06\x06").then_some(())?;
    Some(Directory { bytes: u64_at(bytes, 40)?, offset: u64_at(bytes, 48)? })
}

/// Reads the entries of a central directory. `None` where one is broken.
pub fn entries(directory: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut rest = directory;
    while rest.starts_with(b"PK\x01\x02") {
        let name_end = 46 + usize::from(u16_at(rest, 28)?);
        let extra_end = name_end + usize::from(u16_at(rest, 30)?);
        let comment_end = extra_end + usize::from(u16_at(rest, 32)?);
        let mut entry = Entry {
            name: String::from_utf8_lossy(rest.get(46..name_end)?).into_owned(),
            method: u16_at(rest, 10)?,
            compressed: u64::from(u32_at(rest, 20)?),
            bytes: u64::from(u32_at(rest, 24)?),
            offset: u64::from(u32_at(rest, 42)?),
        };
        widen(&mut entry, rest.get(name_end..extra_end)?)?;
        entries.push(entry);
        rest = rest.get(comment_end..)?;
    }
    let is_signature = rest.starts_with(b"PK\x05\x05"); // may follow, says nothing about files
    (rest.is_empty() || is_signature).then_some(entries)
}

/// Replaces the fields that are full by those of the ZIP64 extra field, which come in this order.
fn widen(entry: &mut Entry, mut extra: &[u8]) -> Option<()> {
    const FULL: u64 = u32::MAX as u64;
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0)?, usize::from(u16_at(extra, 2)?));
        let field = extra.get(4..4 + length)?;
        if id == 1 {
            let mut at = 0;
            for value in [&mut entry.bytes, &mut entry.compressed, &mut entry.offset] {
                if *value == FULL {
                    *value = u64_at(field, at)?;
                    at += 8;
                }
            }
        }
        extra = &extra[4 + length..];
    }
    Some(())
}

/// The length of a local header: the file's bytes begin after it.
pub fn local_header_bytes(header: &[u8]) -> Option<u64> {
    header.starts_with(b"PK\x03\x04").then_some(())?;
    Some(30 + u64::from(u16_at(header, 26)?) + u64::from(u16_at(header, 28)?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn central(name: &str, bytes: u32, extra: &[u8]) -> Vec<u8> {
        let mut entry = b"PK\x01\x02".to_vec();
        entry.extend([0; 6]);
        entry.extend(8u16.to_le_bytes());
        entry.extend([0; 8]);
        entry.extend(7u32.to_le_bytes());
        entry.extend(bytes.to_le_bytes());
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend((extra.len() as u16).to_le_bytes());
        entry.extend([0; 10]);
        entry.extend(9u32.to_le_bytes());
        entry.extend(name.as_bytes());
        entry.extend(extra);
        entry
    }

    fn end(count: u16, bytes: u32, offset: u32, comment: &[u8]) -> Vec<u8> {
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend(count.to_le_bytes());
        end.extend(count.to_le_bytes());
        end.extend(bytes.to_le_bytes());
        end.extend(offset.to_le_bytes());
        end.extend((comment.len() as u16).to_le_bytes());
        end.extend(comment);
        end
    }

    #[test]
    fn the_end_record_is_found_behind_comments() {
        let directory = End::Directory(Directory { offset: 5, bytes: 100 });
        for comment in [&b""[..], b"text", b"PK\x05\x06 in a comment that is long enough to be one"] {
            let tail = [&b"noise"[..], &end(3, 100, 5, comment)].concat();
            assert_eq!(find_end(&tail, 1000).as_ref(), Some(&directory));
        }
        assert_eq!(find_end(b"", 0), None);
        assert_eq!(find_end(&[b'x'; 100], 0), None);
        assert_eq!(find_end(&end(3, 100, 5, b"")[..21], 0), None);
    }

    #[test]
    fn zip64_records_are_followed() {
        let mut zip64 = b"PK\x06\x06".to_vec();
        zip64.extend([0; 36]);
        zip64.extend(5_000_000_000u64.to_le_bytes());
        zip64.extend(6_000_000_000u64.to_le_bytes());
        let mut locator = b"PK\x06\x07\0\0\0\0".to_vec();
        locator.extend(1000u64.to_le_bytes());
        locator.extend([0; 4]);
        let tail = [zip64, locator, end(u16::MAX, u32::MAX, u32::MAX, b"")].concat();
        let directory = Directory { bytes: 5_000_000_000, offset: 6_000_000_000 };
        assert_eq!(find_end(&tail, 1000), Some(End::Directory(directory)));
        assert_eq!(find_end(&tail[56..], 1056), Some(End::Zip64At(1000)));
    }

    #[test]
    fn entries_with_and_without_zip64() {
        let mut extra = vec![0x55, 0x54, 1, 0, 0, 1, 0, 8, 0];
        extra.extend(5_000_000_000u64.to_le_bytes());
        let directory = [central("a.py", 12, b""), central("b.so", u32::MAX, &extra)].concat();
        let found = entries(&directory).expect("both are whole");
        assert_eq!((found[0].name.as_str(), found[0].bytes, found[0].offset), ("a.py", 12, 9));
        assert_eq!(found[1].bytes, 5_000_000_000);
        for cut in 1..directory.len() {
            // Cut anywhere but between entries, it is broken.
            assert_eq!(entries(&directory[..cut]).is_some(), cut == central("a.py", 12, b"").len(), "{cut}");
        }
    }
}
