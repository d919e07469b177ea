//! Layers and indexes, whatever they are packed with.

use std::io::{BufRead, BufReader, Error, Read, Result};

use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes that zstd unpacks at a time.
const ZSTD_STEP: usize = 128 << 10;

/// Recognises gzip, xz and zstd by their first bytes: media types are not always right.
pub fn unpacked<'a>(packed: impl Read + 'a) -> Result<Box<dyn Read + 'a>> {
    let mut packed = BufReader::with_capacity(64 << 10, packed);
    let head = packed.fill_buf()?;
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(packed))
    } else if head.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0]) {
        Box::new(XzReader::new(packed, true))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable_frame(head) {
        Box::new(ZstdReader { source: packed, decoder: FrameDecoder::new(), in_frame: false })
    } else {
        Box::new(packed)
    })
}

/// A reader that fails instead of going on for ever.
pub struct Bounded<R> {
    pub inner: R,
    pub left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left =
            self.left.checked_sub(read as u64).ok_or_else(|| Error::other("it unpacks to too much"))?;
        Ok(read)
    }
}

/// `zstd:chunked` layers may begin with a frame that holds no data.
fn is_skippable_frame(head: &[u8]) -> bool {
    head.len() >= 4 && (0x50..=0x5f).contains(&head[0]) && head[1..4] == [0x2a, 0x4d, 0x18]
}

/// All frames of a zstd stream, one after the other.
struct ZstdReader<R> {
    source: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> ZstdReader<R> {
    /// Begins the next frame with data. `false` at the end.
    fn next_frame(&mut self) -> Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    std::io::copy(&mut (&mut self.source).take(u64::from(length)), &mut std::io::sink())?;
                }
                Err(error) => return Err(Error::other(error)),
            }
        }
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            if self.in_frame && self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if self.in_frame && !self.decoder.is_finished() {
                let step = BlockDecodingStrategy::UptoBytes(ZSTD_STEP);
                self.decoder.decode_blocks(&mut self.source, step).map_err(Error::other)?;
            } else if !self.next_frame()? {
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zstd_frames_are_joined_and_skippable_ones_passed_over() {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        let text = b"layer ".repeat(100_000);
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        let frame = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Fastest);
        let packed = [skippable.clone(), frame(&text), skippable, frame(b"end")].concat();
        let mut found = Vec::new();
        unpacked(&packed[..]).and_then(|mut reader| reader.read_to_end(&mut found)).expect("both frames");
        assert_eq!(found, [&text[..], b"end"].concat());
    }

    #[test]
    fn plain_tar_passes() {
        let mut found = Vec::new();
        unpacked(&b"plain"[..]).and_then(|mut reader| reader.read_to_end(&mut found)).expect("memory");
        assert_eq!(found, b"plain");
    }
}
