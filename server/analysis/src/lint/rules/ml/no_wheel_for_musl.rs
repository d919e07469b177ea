//! ## What it does
//! Finds pip install of packages without musl wheels and without sources on the index, on Alpine
//! images.
//!
//! ## Why it matters
//! pip ends with "No matching distribution found". Images on Debian have glibc, which the wheels
//! need.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-alpine
//! RUN pip install torch==2.4.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.4.1
//! ```

use crate::Analysis;
use crate::environment::Provider;
use crate::install::RequirementSource;
use crate::lint::support::python_installs::installs;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "no-wheel-for-musl",
    name: "No wheels for Alpine",
    summary: "torch, TensorFlow and others have no wheels for musl, the C library of Alpine.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML39"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

/// Their wheels are for glibc alone, and the index has no sources.
const GLIBC_ONLY: [&str; 8] = [
    "torch",
    "torchvision",
    "torchaudio",
    "tensorflow",
    "tensorflow-cpu",
    "jaxlib",
    "onnxruntime-gpu",
    "ctranslate2",
];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let image = analysis.model.root_base(stage).image();
    if image.is_some_and(|image| {
        image.repository.path.contains("glibc") || image.repository.path.contains("conda")
    }) {
        return;
    }
    for install in installs(analysis, stage) {
        let on_alpine = install.environment.distro.as_ref().is_some_and(|distro| distro.value.id == "alpine");
        if !on_alpine
            || install.provider == Provider::Conda
            || !install.find_links.is_empty()
            || !install.extra_index_urls.is_empty()
        {
            continue;
        }
        let lacking = install.requested().find(|(name, requirement)| {
            GLIBC_ONLY.contains(name) && requirement.source == RequirementSource::Index
        });
        if let Some((name, requirement)) = lacking {
            let message = format!(
                "{name} has no wheels for Alpine's C library{}; take an image on Debian, such as a slim one",
                install.place_of(requirement)
            );
            findings.push(Finding::new(&META, install.range_of(requirement), message));
        }
    }
}
