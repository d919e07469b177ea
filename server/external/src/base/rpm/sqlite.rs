//! One table of an SQLite file, read page by page (SQLite's database file format): the blobs in the
//! last column of each row.

use super::bytes_at;

pub const MAGIC: &[u8] = b"SQLite format 3\0";
/// Levels of a table's tree: four hold billions of rows.
const MAX_DEPTH: usize = 12;
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// Calls `each` with every blob until it says no. `None` where the file is broken.
pub fn each_blob(file: &[u8], table: &str, each: &mut dyn FnMut(&[u8]) -> bool) -> Option<()> {
    let database = Database::open(file)?;
    let mut root = None;
    database.rows(1, MAX_DEPTH, &mut |payload| {
        let columns = columns(payload).unwrap_or_default();
        // type, name, table, root page, SQL
        if let [kind, name, _, page, ..] = &columns[..]
            && *kind == b"table".as_slice()
            && *name == table.as_bytes()
        {
            root = Some(page.iter().fold(0usize, |number, byte| (number << 8) | usize::from(*byte)));
        }
        root.is_none()
    })?;
    database.rows(root?, MAX_DEPTH, &mut |payload| {
        let columns = columns(payload).unwrap_or_default();
        columns.last().is_none_or(|blob| each(blob))
    })?;
    Some(())
}

struct Database<'f> {
    file: &'f [u8],
    page_bytes: usize,
    /// Bytes of a page that SQLite uses.
    usable: usize,
}

impl<'f> Database<'f> {
    fn open(file: &'f [u8]) -> Option<Self> {
        let page_bytes = match u16::from_be_bytes(bytes_at(file, 16, 2)?.try_into().ok()?) {
            1 => 65_536,
            bytes => usize::from(bytes),
        };
        let usable = page_bytes.checked_sub(usize::from(*file.get(20)?)).filter(|usable| *usable >= 480)?;
        Some(Self { file, page_bytes, usable })
    }

    /// A page by its number, from 1; the first one holds the file's header too.
    fn page(&self, number: usize) -> Option<&'f [u8]> {
        bytes_at(self.file, number.checked_sub(1)?.checked_mul(self.page_bytes)?, self.page_bytes)
    }

    /// Calls `each` with the payload of every row below a page. `Some(false)` when it has enough.
    fn rows(&self, number: usize, depth: usize, each: &mut dyn FnMut(&[u8]) -> bool) -> Option<bool> {
        let page = self.page(number)?;
        let head = if number == 1 { 100 } else { 0 };
        let kind = *page.get(head)?;
        let cells = usize::from(short(page, head + 3)?);
        let pointers = head + if kind == INTERIOR { 12 } else { 8 };
        for cell in 0..cells {
            let at = usize::from(short(page, pointers + 2 * cell)?);
            let goes_on = match kind {
                INTERIOR if depth > 0 => self.rows(word(page, at)?, depth - 1, each)?,
                LEAF => each(&self.payload(page, at)?),
                _ => return None,
            };
            if !goes_on {
                return Some(false);
            }
        }
        match kind {
            INTERIOR if depth > 0 => self.rows(word(page, head + 8)?, depth - 1, each),
            _ => Some(true),
        }
    }

    /// A row's bytes: in its cell, then in a chain of overflow pages.
    fn payload(&self, page: &[u8], at: usize) -> Option<Vec<u8>> {
        let (length, at) = varint(page, at)?;
        let (_row, at) = varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= self.file.len())?;
        let most = self.usable - 35;
        let least = (self.usable - 12) * 32 / 255 - 23;
        let mut own = length;
        if length > most {
            own = least + (length - least) % (self.usable - 4);
            own = if own > most { least } else { own };
        }
        let mut payload = bytes_at(page, at, own)?.to_vec();
        let mut next = if length > own { word(page, at + own)? } else { 0 };
        while payload.len() < length {
            let overflow = self.page(next)?;
            next = word(overflow, 0)?;
            let part = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(bytes_at(overflow, 4, part)?);
        }
        Some(payload)
    }
}

/// The columns of a record as bytes; numbers big-endian, NULL empty.
fn columns(payload: &[u8]) -> Option<Vec<&[u8]>> {
    let (head, mut at) = varint(payload, 0)?;
    let head = usize::try_from(head).ok()?;
    let mut data = head;
    let mut found = Vec::new();
    while at < head {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let length = match kind {
            0 | 8 | 9 | 10 | 11 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        found.push(bytes_at(payload, data, length)?);
        data += length;
    }
    Some(found)
}

/// A number of up to nine bytes, and where it ends.
fn varint(data: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for (index, byte) in data.get(at..)?.iter().take(9).enumerate() {
        if index == 8 {
            return Some(((value << 8) | u64::from(*byte), at + 9));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + index + 1));
        }
    }
    None
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes_at(data, at, 2)?.try_into().ok()?))
}

fn word(data: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(bytes_at(data, at, 4)?.try_into().ok()?) as usize)
}
