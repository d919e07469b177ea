//! The image that a stage begins with, and what is known of its tag.

use knowledge::cuda_images::{self, Status};
use syntax::TextRange;
use syntax::ast::ImageSpec;

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

/// The registry's answer wins; the embedded CUDA table fills in.
pub fn tag_state(analysis: &Analysis<'_>, image: &StageImage<'_, '_>) -> TagState {
    let embedded = if image.is_cuda() { cuda_tag_state(image.reference) } else { TagState::Fine };
    match analysis.inputs.facts.image(image.reference, &analysis.inputs.options.platform) {
        Fact::Unavailable(Unavailable::NotFound) => TagState::Missing,
        // What ends may still be there today.
        Fact::Known(_) if matches!(embedded, TagState::Removed | TagState::EndOfLife) => TagState::EndOfLife,
        Fact::Known(_) => TagState::Fine,
        _ => embedded,
    }
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
