//! What gzip leaves of files of the build context.

use crate::context::{BuildContext, ContextEntry};
use crate::facts::Fact;
use crate::image_path::file_name;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{Factor, gzip};

/// Of the file's content where that has been read, else by its name.
pub(super) fn gzipped(context: &dyn BuildContext, entry: &ContextEntry) -> Estimate {
    match context.packed(&entry.path) {
        Fact::Known(packed) => {
            let blob = *packed.value as f64 * gzip::LAYER_OVER_ZLIB + gzip::TAR_HEADER;
            Estimate::within(blob.round() as u64, gzip::SAMPLE_ERROR, Confidence::Estimated)
        }
        Fact::Pending | Fact::Unavailable(_) => gzipped_by_name(entry),
    }
}

/// By the file's name.
pub(super) fn gzipped_by_name(entry: &ContextEntry) -> Estimate {
    let factor = compressibility(&entry.path);
    Estimate::exact(entry.bytes).scaled(factor.low, factor.best, factor.high)
}

/// What gzip leaves of a file, by its extension.
pub(in crate::size) fn compressibility(path: &str) -> Factor {
    const PACKED: &[&str] = &[
        "gz",
        "tgz",
        "bz2",
        "xz",
        "zst",
        "zip",
        "whl",
        "jar",
        "png",
        "jpg",
        "jpeg",
        "webp",
        "mp4",
        "mp3",
        "pt",
        "pth",
        "safetensors",
        "npz",
        "bin",
        "onnx",
        "ckpt",
        "gguf",
        "h5",
        "parquet",
    ];
    const TEXT: &[&str] = &["py", "rs", "js", "ts", "c", "h", "cpp", "md", "txt", "json", "yaml", "toml"];
    match file_name(path).rsplit_once('.').map(|(_, extension)| extension) {
        Some("so") => gzip::LIBRARIES,
        Some("pyc") => gzip::BYTECODE,
        Some(extension) if TEXT.contains(&extension) => gzip::PYTHON,
        Some(extension) if PACKED.contains(&extension) => gzip::COMPRESSED,
        _ => gzip::ANY,
    }
}
