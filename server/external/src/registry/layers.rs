//! Uncompressed sizes of layers, from the last four bytes of each gzip blob.

use futures_util::StreamExt;
use futures_util::stream;

use super::manifest::{Found, LayerBlob};
use super::session::Session;
use crate::http::FetchError;

/// Range requests at the same time for one image.
const PARALLEL: usize = 4;
/// ISIZE counts modulo 2^32.
const WRAP: u64 = 1 << 32;
/// What layers usually compress to: uncompressed bytes per compressed byte. Shared libraries
/// measured 3.1, Python code 4.3, archives and weights 1.1.
const USUAL_RATIO: f64 = 2.5;
/// Above this ratio a trailer is not believed: concatenated gzip members tell only about the last.
const HIGHEST_RATIO: f64 = 12.0;

/// Fills in the lengths of the tar streams. A layer that cannot be asked stays unknown.
pub async fn fill_uncompressed(session: &Session, found: &mut Found) {
    let asked = stream::iter(found.layers.clone()).map(async |layer| uncompressed(session, &layer).await);
    let sizes: Vec<Option<u64>> = asked.buffered(PARALLEL).collect().await;
    for (layer, size) in found.layers.iter_mut().zip(sizes) {
        layer.bytes_uncompressed = size;
    }
}

async fn uncompressed(session: &Session, layer: &LayerBlob) -> Option<u64> {
    if layer.media_type.ends_with(".tar") {
        return Some(layer.bytes);
    }
    if !layer.media_type.ends_with("gzip") || layer.bytes < 18 {
        return None; // 18 bytes is the shortest gzip file
    }
    match trailer(session, layer).await {
        Ok(isize) => unwrap_isize(isize, layer.bytes),
        Err(error) => {
            tracing::debug!("{}: no trailer of {}: {error}", session.base(), layer.digest);
            None
        }
    }
}

async fn trailer(session: &Session, layer: &LayerBlob) -> Result<u32, FetchError> {
    let request = session.blob(&layer.digest, Some((layer.bytes - 4, layer.bytes - 1)))?;
    let reply = session.open(request).await?;
    if reply.status().as_u16() != 206 {
        return Err(FetchError::Broken("the registry does not answer ranges".into()));
    }
    let body = reply.into_reply().await?.body;
    let bytes = <[u8; 4]>::try_from(body.as_slice());
    bytes.map(u32::from_le_bytes).map_err(|_| FetchError::Broken("a range has the wrong length".into()))
}

/// The length that a trailer stands for: of those that differ by 4 GiB, the one whose ratio is
/// nearest to the usual, and never below the compressed length. `None` where no ratio is likely.
fn unwrap_isize(isize: u32, compressed: u64) -> Option<u64> {
    let ratio = |length: u64| length as f64 / compressed.max(1) as f64;
    let distance = |length: &u64| (ratio(*length) / USUAL_RATIO).ln().abs();
    // gzip adds at most a few bytes per 64 KiB, plus its header.
    let least = compressed.saturating_sub(compressed / 1000 + 64);
    let lengths = (0..64).map(|wraps| u64::from(isize) + wraps * WRAP);
    let likely = lengths.filter(|length| *length >= least && ratio(*length) <= HIGHEST_RATIO);
    // Below 4 GiB / 12 of compressed bytes only the first is possible, whatever its ratio.
    let small = (compressed as f64 * HIGHEST_RATIO < WRAP as f64).then_some(u64::from(isize));
    match small {
        Some(length) => (length >= least).then_some(length),
        None => likely.min_by(|a, b| distance(a).total_cmp(&distance(b))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_over_four_gibibytes() {
        let mb = |n: u64| n * 1_000_000;
        for (truth, compressed) in [
            (mb(77), mb(29)),       // ubuntu
            (100_000, 300),         // zeros compress well
            (40, 60),               // tiny: the header weighs more than the content
            (mb(5_184), mb(2_700)), // torch
            (mb(9_300), mb(4_100)),
            (mb(3_900), mb(1_600)),
        ] {
            assert_eq!(unwrap_isize((truth % WRAP) as u32, compressed), Some(truth), "{truth}");
        }
    }

    #[test]
    fn a_trailer_that_cannot_be_is_unknown() {
        assert_eq!(unwrap_isize(0, 30_000_000), None); // members one after the other (eStargz)
    }
}
