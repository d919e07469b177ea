//! What gzip leaves of a file, as a layer packs it.

use std::io::{Read, Result, Seek, SeekFrom, sink};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Bytes that are packed of a larger file, in parts that lie evenly in it.
const SAMPLED: u64 = 4 << 20;
const PARTS: u64 = 16;

/// Packs a file with the default level, whole or in samples, and returns the bytes that all of it would take.
///
/// # Errors
/// Where the file cannot be read.
pub fn gzip_bytes(mut file: impl Read + Seek) -> Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    if length <= SAMPLED {
        file.rewind()?;
        return Ok(packed(&mut file, length)?.1);
    }
    let (mut read, mut left) = (0, 0);
    for part in 0..PARTS {
        file.seek(SeekFrom::Start((length - SAMPLED / PARTS) / (PARTS - 1) * part))?;
        let (taken, kept) = packed(&mut file, SAMPLED / PARTS)?;
        read += taken;
        left += kept;
    }
    Ok((left as f64 * length as f64 / read.max(1) as f64) as u64)
}

/// Bytes that were read, and what they come to.
fn packed(file: &mut impl Read, length: u64) -> Result<(u64, u64)> {
    let mut encoder = DeflateEncoder::new(sink(), Compression::default());
    let read = std::io::copy(&mut file.take(length), &mut encoder)?;
    encoder.try_finish()?;
    Ok((read, encoder.total_out()))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn zeros_text_and_noise() {
        let mut state = 1_u32;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[0]
        };
        let noise: Vec<u8> = (0..9_000_000).map(|_| noise()).collect();
        let half: Vec<u8> = noise[..6_000_000].iter().copied().chain(vec![0; 6_000_000]).collect();
        for (content, least, most) in [
            (Vec::new(), 0, 10),
            (vec![0; 3_000_000], 1_000, 10_000),
            (vec![0; 30_000_000], 10_000, 60_000),
            (noise[..100_000].to_vec(), 99_000, 101_000),
            (noise, 8_900_000, 9_100_000),
            (half, 5_000_000, 7_000_000),
        ] {
            let found = gzip_bytes(Cursor::new(&content)).expect("memory");
            assert!((least..=most).contains(&found), "{} bytes: {found}", content.len());
        }
    }
}
