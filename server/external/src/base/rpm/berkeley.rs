//! The hash table of Berkeley DB that rpm kept its packages in (`Packages`): values too large for a
//! page, which headers are, lie in chains of overflow pages.

use super::bytes_at;

const HASH_MAGIC: u32 = 0x0006_1561;
/// Bytes before a page's entries.
const HEAD: usize = 26;
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;
/// An entry whose value lies elsewhere.
const OFF_PAGE: u8 = 3;

/// Calls `each` with every large value until it says no. `None` where the file is broken.
pub fn each_blob(file: &[u8], each: &mut dyn FnMut(&[u8]) -> bool) -> Option<()> {
    let table = Table::open(file)?;
    let pages = file.len() / table.page_bytes;
    for number in 1..pages {
        let page = table.page(number)?;
        if !matches!(page[25], HASH | HASH_UNSORTED) {
            continue;
        }
        // Keys and values take turns.
        let entries = usize::from(table.short(page, 20)?);
        for entry in (1..entries).step_by(2) {
            let at = usize::from(table.short(page, HEAD + 2 * entry)?);
            if *page.get(at)? != OFF_PAGE {
                continue;
            }
            let (first, length) = (table.word(page, at + 4)?, table.word(page, at + 8)?);
            if !each(&table.value(first, length)?) {
                return Some(());
            }
        }
    }
    Some(())
}

struct Table<'f> {
    file: &'f [u8],
    page_bytes: usize,
    /// Written on a machine of the other byte order.
    is_big_endian: bool,
}

impl<'f> Table<'f> {
    fn open(file: &'f [u8]) -> Option<Self> {
        let magic: [u8; 4] = bytes_at(file, 12, 4)?.try_into().ok()?;
        let is_big_endian = u32::from_be_bytes(magic) == HASH_MAGIC;
        if !is_big_endian && u32::from_le_bytes(magic) != HASH_MAGIC {
            return None;
        }
        let mut table = Self { file, page_bytes: 0, is_big_endian };
        table.page_bytes = table.word(file, 20)?;
        (512..=65_536).contains(&table.page_bytes).then_some(table)
    }

    fn page(&self, number: usize) -> Option<&'f [u8]> {
        bytes_at(self.file, number.checked_mul(self.page_bytes)?, self.page_bytes)
    }

    /// A value from its chain of pages.
    fn value(&self, first: usize, length: usize) -> Option<Vec<u8>> {
        let length = Some(length).filter(|length| *length <= self.file.len())?;
        let mut value = Vec::with_capacity(length);
        let mut next = first;
        while value.len() < length {
            let page = self.page(next).filter(|page| page[25] == OVERFLOW)?;
            next = self.word(page, 16)?;
            let part = usize::from(self.short(page, 22)?).min(length - value.len());
            let part = if next == 0 { part } else { self.page_bytes - HEAD };
            value.extend_from_slice(bytes_at(page, HEAD, part)?);
            if part == 0 {
                return None;
            }
        }
        Some(value)
    }

    fn short(&self, data: &[u8], at: usize) -> Option<u16> {
        let bytes = bytes_at(data, at, 2)?.try_into().ok()?;
        Some(if self.is_big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn word(&self, data: &[u8], at: usize) -> Option<usize> {
        let bytes = bytes_at(data, at, 4)?.try_into().ok()?;
        let word = if self.is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        Some(word as usize)
    }
}
