//! ## What it does
//! Finds image tags with a patch number of which a newer patch release exists, with the same words behind
//! the version: flavour, cuDNN, operating system. Nobody is asked for that: it is told from the embedded
//! tables, and from a registry's list that was read already.
//!
//! ## Why it matters
//! A patch release mends bugs and security holes and changes nothing else. NVIDIA ends a tag when a newer
//! patch of the same CUDA version exists.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12.3-slim
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12.14-slim
//! RUN true
//! ```
//!
//! ## Fix
//! Unsafe: the newest patch release, which is another image.

use knowledge::{cuda_images, images};
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::support::images::{StageImage, TagState, stage_image, tag_state};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "image-tag-superseded",
    name: "Image tag with a newer patch release",
    summary: "FROM names a patch release of an image that has a newer one.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let Some(range) = image.written_tag().filter(|_| image.reference.digest.is_none()) else { return };
    let tag = image.reference.manifest_selector();
    let Some(newest) = newest_patch(analysis, &image, tag) else { return };
    if tag_state(analysis, &image) != TagState::Fine {
        return; // another rule says more
    }
    let message = format!("{tag} was superseded by a patch release; use {newest}");
    let fix = Fix::single(
        format!("Change to {newest}"),
        Applicability::Unsafe,
        TextEdit::replace(range, newest.clone()),
    );
    findings.push(Finding::new(&META, range, message).with_fixes(Some(fix)));
}

fn newest_patch(analysis: &Analysis<'_>, image: &StageImage<'_, '_>, tag: &str) -> Option<String> {
    let repository = &image.reference.repository;
    if let Some(list) = analysis.inputs.facts.known_tags(repository) {
        let names = list.value.tags.iter().map(|tag| tag.name.as_str());
        return images::newest_patch_of(tag, names).map(str::to_owned);
    }
    let told = || NewestPatch(newest_embedded(image, tag));
    analysis.inputs.memo.told(image.reference.to_string(), told).0.clone()
}

struct NewestPatch(Option<String>);

fn newest_embedded(image: &StageImage<'_, '_>, tag: &str) -> Option<String> {
    let repository = &image.reference.repository;
    if image.is_cuda() {
        let live = cuda_images::all_newest_first().iter().filter(|tag| tag.status.is_live());
        return images::newest_patch_of(tag, live.map(|tag| tag.name)).map(str::to_owned);
    }
    let known = images::tags(&repository.familiar_with_registry())?;
    images::newest_patch_of(tag, known.tags.into_iter()).map(str::to_owned)
}
