//! Files that come from a URL.

use super::bytes::{Confidence, Estimate};
use super::constants::gzip;
use super::piece::Piece;
use crate::facts::{Fact, FactStore};
use crate::image_path::file_name;

/// The file behind a URL, by the length that its server names.
pub(super) fn piece(facts: &dyn FactStore, url: &str, path: &str) -> Piece {
    let what = file_name(url.split(['?', '#']).next().unwrap_or(url)).to_owned();
    match facts.url_size(url) {
        Fact::Known(known) => {
            let bytes = Estimate { confidence: Confidence::Index, ..Estimate::exact(*known.value) };
            let gzip = if is_packed(&what) { gzip::COMPRESSED } else { gzip::ANY };
            Piece::new(
                what,
                path,
                bytes,
                gzip,
                format!("length that the server names, {}", known.when_read()),
            )
        }
        Fact::Pending => Piece::unknown(what, path, "its length is being asked for"),
        Fact::Unavailable(why) => Piece::unknown(what, path, format!("its length is not known: {why}")),
    }
}

/// Archives, packages and weights gain nothing from gzip.
pub(super) fn is_packed(name: &str) -> bool {
    const PACKED: [&str; 15] = [
        ".gz",
        ".tgz",
        ".bz2",
        ".xz",
        ".zst",
        ".zip",
        ".whl",
        ".deb",
        ".rpm",
        ".sh",
        ".run",
        ".pt",
        ".pth",
        ".safetensors",
        ".bin",
    ];
    PACKED.iter().any(|suffix| name.ends_with(suffix))
}
