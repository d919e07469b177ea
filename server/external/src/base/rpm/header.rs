//! A package header as the database holds it: an index of tags, then their data (RPM's file format,
//! without the lead and the magic).

use super::bytes_at;

pub const NAME: u32 = 1000;
pub const VERSION: u32 = 1001;
pub const RELEASE: u32 = 1002;
pub const EPOCH: u32 = 1003;
pub const PROVIDE_NAME: u32 = 1047;

/// Bytes of an entry of the index: tag, type, offset, count.
const ENTRY: usize = 16;
const INT32: u32 = 4;
/// One string, several, several by language.
const STRINGS: [u32; 3] = [6, 8, 9];

/// A header's parts.
pub struct Header<'d> {
    index: &'d [u8],
    data: &'d [u8],
}

/// Where a tag's values are.
struct Entry {
    kind: u32,
    offset: usize,
    count: usize,
}

impl<'d> Header<'d> {
    pub fn read(blob: &'d [u8]) -> Option<Self> {
        let entries = number(blob, 0)? as usize;
        let length = number(blob, 4)? as usize;
        let index = bytes_at(blob, 8, entries.checked_mul(ENTRY)?)?;
        Some(Self { index, data: bytes_at(blob, 8 + index.len(), length)? })
    }

    /// The strings of a tag; none where the tag is absent.
    pub fn strings(&self, tag: u32) -> impl Iterator<Item = &'d str> + use<'d> {
        let entry = self.entry(tag).filter(|entry| STRINGS.contains(&entry.kind));
        let (offset, count) = entry.map_or((self.data.len(), 0), |entry| (entry.offset, entry.count));
        let data = self.data.get(offset..).unwrap_or_default();
        data.split(|byte| *byte == 0).take(count).filter_map(|text| std::str::from_utf8(text).ok())
    }

    /// The first number of a tag.
    pub fn number(&self, tag: u32) -> Option<u32> {
        let entry = self.entry(tag).filter(|entry| entry.kind == INT32 && entry.count > 0)?;
        number(self.data, entry.offset)
    }

    fn entry(&self, tag: u32) -> Option<Entry> {
        let found = self.index.chunks_exact(ENTRY).find(|entry| number(entry, 0) == Some(tag))?;
        let word = |at: usize| number(found, at);
        Some(Entry { kind: word(4)?, offset: word(8)? as usize, count: word(12)? as usize })
    }
}

fn number(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes_at(data, at, 4)?.try_into().ok()?))
}
