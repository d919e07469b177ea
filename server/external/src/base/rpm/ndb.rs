//! rpm's own database (`Packages.db`, as rpm's `rpmpkg.c` writes it): a table of slots, each leading to
//! a header in blocks of 16 bytes.

use super::bytes_at;

pub const MAGIC: &[u8] = b"RpmP";
const PAGE: usize = 4096;
const BLOCK: usize = 16;
const SLOT: usize = 16;
/// The file's header takes the place of two slots.
const FIRST_SLOT: usize = 2;
/// Magic, package number, generation, length.
const BLOB_HEAD: usize = 16;

/// Calls `each` with every header until it says no. `None` where the file is broken.
pub fn each_blob(file: &[u8], each: &mut dyn FnMut(&[u8]) -> bool) -> Option<()> {
    let slot_bytes = word(file, 12)?.checked_mul(PAGE)?;
    for at in (FIRST_SLOT * SLOT..slot_bytes).step_by(SLOT) {
        let slot = bytes_at(file, at, SLOT)?;
        let (package, block) = (word(slot, 4)?, word(slot, 8)?);
        if !slot.starts_with(b"Slot") || block == 0 {
            continue;
        }
        let head = block.checked_mul(BLOCK)?;
        let blob = bytes_at(file, head, BLOB_HEAD)?;
        let is_its_own = blob.starts_with(b"BlbS") && word(blob, 4)? == package;
        if is_its_own && !each(bytes_at(file, head + BLOB_HEAD, word(blob, 12)?)?) {
            break;
        }
    }
    Some(())
}

fn word(data: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_le_bytes(bytes_at(data, at, 4)?.try_into().ok()?) as usize)
}
