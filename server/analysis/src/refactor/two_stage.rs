//! Makes two stages of one that rests on a devel image of CUDA: the first installs and compiles, the
//! second begins with the runtime image and takes what came of it.
//!
//! Offered where every step is understood, refused with a reason otherwise.

mod commands;
mod compose;
mod places;
mod steps;

use knowledge::cuda_images::{self, Flavor};
use knowledge::python_packages::{Trait, ml_package};
use syntax::{Applicability, Fix, InstructionKind, TextRange};

use super::{Refused, touched};
use crate::Analysis;
use crate::lint::support::images::stage_image;
use crate::lint::support::python_installs::price_of_tag;
use crate::model::Stage;

pub(super) use steps::uses_linker_path;

const TITLE: &str = "Make a two-stage build: build on devel, ship on runtime";

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let stage = devel_stage(analysis, range);
    stage.and_then(|stage| plan(analysis, stage).ok()).into_iter().collect()
}

pub(super) fn refuse(analysis: &Analysis<'_>, range: TextRange) -> Option<Refused> {
    let reason = plan(analysis, devel_stage(analysis, range)?).err()?;
    Some(Refused { title: TITLE.to_owned(), reason })
}

/// The stage whose FROM is touched, where it names a devel image of CUDA.
fn devel_stage<'m, 'a>(analysis: &'m Analysis<'a>, range: TextRange) -> Option<&'m Stage<'a>> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return None };
    let stage = analysis.model.stage_of(info).filter(|_| info.kind() == InstructionKind::From)?;
    let image = stage_image(analysis, stage).filter(|image| image.is_cuda())?;
    let parts = cuda_images::parse_tag(image.reference.tag.as_deref()?)?;
    (parts.flavor == Flavor::Devel).then_some(stage)
}

fn plan(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Result<Fix, String> {
    if stage.index + 1 != analysis.model.stages.len() {
        return Err("another stage follows: this one may be a builder already".to_owned());
    }
    if let Some(name) = needs_nvcc_at_run_time(analysis, stage) {
        return Err(format!("{name} compiles while it runs and needs nvcc in the image"));
    }
    let (image, tag) = runtime_image(analysis, stage)?;
    let steps = steps::of(analysis, stage)?;
    let edits = compose::edits(analysis, stage, &steps, &image)?;
    let saving = price_of_tag(analysis, stage, &tag);
    // The runtime image lacks headers and compilers, which a program may look for in ways not seen here.
    Fix::new(format!("{TITLE}{saving}"), Applicability::Unsafe, edits)
        .ok_or_else(|| "the steps overlap".to_owned())
}

fn needs_nvcc_at_run_time(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<String> {
    let end = analysis.environments().stage(stage.index)?.end();
    let compiles = |name: &&String| ml_package(name).is_some_and(|known| known.has(Trait::CompilesAtRunTime));
    end.packages.keys().find(compiles).cloned()
}

/// The reference as written, with the runtime flavour, and its tag.
fn runtime_image(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Result<(String, String), String> {
    let image = stage_image(analysis, stage).ok_or("the image is not known")?;
    let tag = image.reference.tag.as_deref().unwrap_or_default();
    let runtime = tag.replace("-devel", "-runtime");
    if image.reference.digest.is_some() {
        return Err("the digest names one image, and that of its runtime sibling is not known".to_owned());
    }
    if cuda_images::find(&runtime).is_none() {
        return Err(format!("there is no tag {runtime} as far as is known"));
    }
    let written = image.spec.word.text();
    if !written.contains("-devel") {
        return Err("the flavour of the image comes from a variable".to_owned());
    }
    Ok((written.replace("-devel", "-runtime"), runtime))
}

#[cfg(test)]
mod tests;
