//! The image that a stage begins with, what is known of its tag, and which tag to use instead.

use knowledge::cuda_images::{self, Status};
use knowledge::images;
use syntax::TextRange;
use syntax::ast::ImageSpec;

use super::dates::today;
use crate::Analysis;
use crate::facts::{Fact, Unavailable};
use crate::model::{Base, Stage};
use crate::reference::ImageReference;

/// A FROM with its parts and what it comes to.
#[derive(Debug, Clone, Copy)]
pub struct StageImage<'m, 'a> {
    pub reference: &'m ImageReference,
    pub spec: ImageSpec<'a>,
}

impl StageImage<'_, '_> {
    /// The tag as written, where no variable takes part in it.
    pub fn written_tag(&self) -> Option<TextRange> {
        let tag = self.spec.tag?;
        (!tag.text().contains('$') && self.reference.tag.as_deref() == Some(tag.text())).then(|| tag.range())
    }

    /// A variable takes part in the reference.
    pub fn has_variable(&self) -> bool {
        self.spec.word.text().contains('$')
    }

    /// Where a finding about the tag stands: the tag, else the whole reference.
    pub fn tag_range(&self) -> TextRange {
        self.written_tag().unwrap_or_else(|| self.spec.word.range())
    }

    /// One of NVIDIA's CUDA images, whose tags are embedded.
    pub fn is_cuda(&self) -> bool {
        let repository = self.reference.repository.familiar_with_registry();
        matches!(repository.as_str(), "nvidia/cuda" | "nvcr.io/nvidia/cuda")
    }
}

/// The image of a stage that begins with one.
pub fn stage_image<'m, 'a>(analysis: &'m Analysis<'a>, stage: &'m Stage<'a>) -> Option<StageImage<'m, 'a>> {
    let Base::Image(reference) = &stage.base else { return None };
    let spec = analysis.model.instructions[stage.from].syntax.image()?;
    Some(StageImage { reference, spec })
}

/// What is known of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagState {
    /// The registry has it, or nobody knows better.
    Fine,
    /// The registry says that it does not exist, or no such tag was ever made.
    Missing,
    Removed,
    EndOfLife,
}

/// The registry's answer wins; the embedded tables fill in.
pub fn tag_state(analysis: &Analysis<'_>, image: &StageImage<'_, '_>) -> TagState {
    let embedded = match image.is_cuda() {
        true => cuda_tag_state(image.reference),
        false => series_state(analysis, image.reference),
    };
    match analysis.inputs.facts.image(image.reference, &analysis.inputs.options.platform) {
        Fact::Unavailable(Unavailable::NotFound) if was_listed(image.reference) => TagState::Removed,
        Fact::Unavailable(Unavailable::NotFound) => TagState::Missing,
        // What ends may still be there today.
        Fact::Known(_) if matches!(embedded, TagState::Removed | TagState::EndOfLife) => TagState::EndOfLife,
        Fact::Known(_) => TagState::Fine,
        _ => embedded,
    }
}

/// The embedded tables have the tag, so that it was there once.
fn was_listed(reference: &ImageReference) -> bool {
    let name = reference.repository.familiar_with_registry();
    let tag = reference.manifest_selector();
    reference.digest.is_none() && images::tags(&name).is_some_and(|known| known.tags.contains(&tag))
}

/// Official images whose series has ended: `python:3.8`.
fn series_state(analysis: &Analysis<'_>, reference: &ImageReference) -> TagState {
    let name = reference.repository.familiar_with_registry();
    let tag = reference.tag.as_deref().filter(|_| reference.digest.is_none()).unwrap_or_default();
    match images::series_end(&name, tag) {
        Some(end) if *end < *today(analysis) => TagState::EndOfLife,
        _ => TagState::Fine,
    }
}

/// The live tag that comes nearest to an image's own, with the same flavour, cuDNN and operating system
/// where there is one. The registry's list is asked for where the tables do not know the image.
pub fn nearest_live(analysis: &Analysis<'_>, image: &StageImage<'_, '_>) -> Option<String> {
    let tag = image.reference.manifest_selector();
    if image.is_cuda() {
        // The table may still have what the registry has no more.
        let embedded = cuda_images::nearest_live(tag).map(|live| live.name).filter(|name| *name != tag);
        let listed =
            analysis.inputs.facts.known_tags(&image.reference.repository).filter(|it| it.value.complete);
        let Some(listed) = listed else { return embedded.map(str::to_owned) };
        let names = || listed.value.tags.iter().map(|tag| tag.name.as_str());
        let embedded = embedded.filter(|embedded| names().any(|name| name == *embedded));
        return embedded.or_else(|| images::nearest_tag(tag, names())).map(str::to_owned);
    }
    let name = image.reference.repository.familiar_with_registry();
    let today = today(analysis);
    let is_live = |tag: &&str| images::series_end(&name, tag).is_none_or(|end| *end >= *today);
    match analysis.inputs.facts.tags(&image.reference.repository).value() {
        Some(list) => images::nearest_tag(tag, list.tags.iter().map(|tag| tag.name.as_str()).filter(is_live)),
        None => images::nearest_tag(tag, images::tags(&name)?.tags.into_iter().filter(is_live)),
    }
    .map(str::to_owned)
}

fn cuda_tag_state(reference: &ImageReference) -> TagState {
    if reference.digest.is_some() {
        return TagState::Fine;
    }
    // There is no `latest`, so that no tag means a missing one.
    let tag = reference.tag.as_deref().unwrap_or("latest");
    match cuda_images::find(tag).map(|known| known.status) {
        Some(Status::Supported | Status::Seen) => TagState::Fine,
        Some(Status::EndOfLife) => TagState::EndOfLife,
        Some(Status::Removed) => TagState::Removed,
        None if is_newer_than_the_table(tag) => TagState::Fine,
        None => TagState::Missing,
    }
}

fn is_newer_than_the_table(tag: &str) -> bool {
    let newest = cuda_images::all_newest_first().iter().map(|known| known.cuda).max();
    cuda_images::parse_tag(tag).is_some_and(|parts| Some(parts.cuda) > newest)
}
