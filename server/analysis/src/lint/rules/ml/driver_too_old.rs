//! ## What it does
//! Finds CUDA images that need a newer driver than the setting target-driver names. Without that
//! setting the rule is silent.
//!
//! ## Why it matters
//! The container does not start: "unsatisfied condition: cuda>=12.8". Within a major version an older
//! driver runs a newer CUDA with limits; older branches of data-centre drivers are admitted by the
//! image itself.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:13.0.3-base-ubuntu22.04
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN true
//! ```

use crate::Analysis;
use crate::lint::support::images::stage_image;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::cuda_arch::minimum_driver;
use knowledge::cuda_images::components;
use knowledge::version::Version;

pub const META: Meta = Meta {
    code: "driver-too-old",
    name: "Driver older than the image's CUDA needs",
    summary: "The driver named in the settings does not run the CUDA of the base image.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML34"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(driver) = analysis.inputs.options.target_driver.as_deref() else { return };
    let Some(image) = stage_image(analysis, stage) else { return };
    let cuda = analysis.environments().stage(stage.index).and_then(|walked| walked.start().cuda.clone());
    let Some(cuda) = cuda.map(|cuda| cuda.value.version) else { return };
    let Some(needed) = minimum_driver(cuda).filter(|needed| !needed.is_met_by(driver)) else { return };
    let branch = Version::parse(driver).major_minor().0;
    let admitted = components(cuda)
        .is_some_and(|parts| parts.compat_branches().any(|admitted| u64::from(admitted) == branch));
    if admitted {
        return;
    }
    let floor =
        needed.minor_compatibility_branch.map_or_else(|| needed.linux.to_owned(), |floor| floor.to_string());
    let message = format!(
        "CUDA {cuda} needs driver {floor} or newer and the target has {driver}; take an image with an older CUDA"
    );
    findings.push(Finding::new(&META, image.tag_range(), message));
}
