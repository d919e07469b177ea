//! FROM: the size of the base image, and what it brings.

mod contents;

pub(crate) use contents::state_of;

use knowledge::images::{Range, exact_size, reported_sizes, size_estimate};

use super::bytes::{Confidence, Estimate};
use super::constants::{BASE_DRIFT, BASE_EXPANSION, FILES_IN_TAR, QUOTED_ERROR};
use super::piece::{Draft, Piece};
use crate::Analysis;
use crate::facts::{Fact, ImageDetails, Known, Platform};
use crate::model::{Base, Stage};
use crate::reference::ImageReference;

/// The base image of a stage that rests on no other stage.
pub(crate) fn draft(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Draft {
    let mut draft = Draft::default();
    match &stage.base {
        Base::Scratch | Base::Stage(_) => {}
        Base::Image(image) => draft.push(image_piece(analysis, image, &platform_of(analysis, stage))),
        Base::Unresolved { missing } => draft.push(Piece::unknown(
            "base image",
            "/",
            format!("the build argument {} has no default", missing.join(", ")),
        )),
        Base::Invalid(_) | Base::Missing => {
            draft.push(Piece::unknown("base image", "/", "FROM names no image"));
        }
    }
    draft
}

/// The platform of a stage: its own, else that of the options.
pub(crate) fn platform_of(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Platform {
    let own = stage.platform.as_deref().and_then(Platform::parse);
    own.unwrap_or_else(|| analysis.inputs.options.platform.clone())
}

/// Bytes on disk by which another tag in place of an image's own changes what a stage rests on: negative
/// where the other is smaller. `None` unless both sizes are known from the same kind of source.
pub fn tag_difference(analysis: &Analysis<'_>, stage: &Stage<'_>, tag: &str) -> Option<i64> {
    let image = stage.base.image()?;
    let other = ImageReference { tag: Some(tag.to_owned()), digest: None, ..image.clone() };
    let repository = image.repository.familiar_with_registry();
    let live =
        |image: &ImageReference| match analysis.inputs.facts.image(image, &platform_of(analysis, stage)) {
            Fact::Known(known) if !known.value.layers.is_empty() => {
                from_manifest(String::new(), &known).bytes.best
            }
            _ => None,
        };
    let embedded = |image: &ImageReference| {
        let tag = image.tag.as_deref()?;
        Some(size_estimate(&repository, tag)?.on_disk.best)
    };
    let (now, then) = live(image).zip(live(&other)).or_else(|| embedded(image).zip(embedded(&other)))?;
    i64::try_from(then).ok()?.checked_sub(i64::try_from(now).ok()?)
}

fn image_piece(analysis: &Analysis<'_>, image: &ImageReference, platform: &Platform) -> Piece {
    let what = image.to_string();
    if let Fact::Known(known) = analysis.inputs.facts.image(image, platform)
        && !known.value.layers.is_empty()
    {
        return from_manifest(what, &known);
    }
    let repository = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    embedded(&what, &repository, tag, &platform.architecture)
        .unwrap_or_else(|| Piece::unknown(what, "/", "no size is known for this image"))
}

/// Exact as the registry has it. The trailer of a gzip layer gives the length of the tar stream.
fn from_manifest(what: String, known: &Known<ImageDetails>) -> Piece {
    let compressed = Estimate::exact(known.value.bytes_compressed());
    let bytes = match known.value.bytes_uncompressed() {
        Some(tar) => Estimate {
            confidence: Confidence::Index,
            ..Estimate::exact(tar).scaled(FILES_IN_TAR.low, FILES_IN_TAR.best, FILES_IN_TAR.high)
        },
        None => compressed.scaled(BASE_EXPANSION.low, BASE_EXPANSION.best, BASE_EXPANSION.high),
    };
    Piece { what, path: "/".into(), bytes, compressed, source: format!("manifest, {}", known.when_read()) }
}

fn embedded(what: &str, repository: &str, tag: &str, architecture: &str) -> Option<Piece> {
    listed(what, repository, tag, architecture)
        .or_else(|| estimated(what, repository, tag))
        .or_else(|| quoted(what, repository, tag))
}

/// By what is known of similar images.
fn estimated(what: &str, repository: &str, tag: &str) -> Option<Piece> {
    let estimate = size_estimate(repository, tag)?;
    Some(Piece {
        what: what.to_owned(),
        path: "/".into(),
        bytes: ranged(estimate.on_disk),
        compressed: ranged(estimate.compressed),
        source: format!("estimated from {}", estimate.basis),
    })
}

fn ranged(range: Range) -> Estimate {
    Estimate {
        low: Some(range.low),
        best: Some(range.best),
        high: Some(range.high),
        confidence: Confidence::Estimated,
    }
}

/// A manifest of the embedded tables: exact on its day; tags are rebuilt.
fn listed(what: &str, repository: &str, tag: &str, architecture: &str) -> Option<Piece> {
    let size = exact_size(repository, tag, architecture)?;
    let compressed = Estimate::within(size.compressed_bytes, BASE_DRIFT, Confidence::Index);
    let bytes = match size.virtual_bytes {
        Some(on_disk) => Estimate::within(on_disk, BASE_DRIFT, Confidence::Index),
        None => compressed.scaled(BASE_EXPANSION.low, BASE_EXPANSION.best, BASE_EXPANSION.high),
    };
    let source = format!("manifest of {}", size.as_of);
    Some(Piece { what: what.to_owned(), path: "/".into(), bytes, compressed, source })
}

/// A figure that somebody printed, with a wide margin.
fn quoted(what: &str, repository: &str, tag: &str) -> Option<Piece> {
    let sizes = reported_sizes(repository, tag);
    let measure = |size: &&knowledge::images::ReportedSize| size.is_compressed().is_some();
    let size = sizes.iter().filter(measure).max_by_key(|size| size.as_of)?;
    let middle = size.low_bytes.midpoint(size.high_bytes);
    let quoted = Estimate::within(middle, QUOTED_ERROR, Confidence::Estimated);
    let expansion = BASE_EXPANSION;
    let (bytes, compressed) = if size.is_compressed()? {
        (quoted.scaled(expansion.low, expansion.best, expansion.high), quoted)
    } else {
        (quoted, quoted.scaled(1.0 / expansion.high, 1.0 / expansion.best, 1.0 / expansion.low))
    };
    let date = size.as_of.map(|date| format!(" of {date}")).unwrap_or_default();
    let source = format!("quoted figure{date} ({})", size.source);
    Some(Piece { what: what.to_owned(), path: "/".into(), bytes, compressed, source })
}
