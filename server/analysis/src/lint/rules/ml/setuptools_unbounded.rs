//! ## What it does
//! Finds an unpinned setuptools in a stage that builds packages with --no-build-isolation.
//!
//! ## Why it matters
//! Without isolation a build uses the setuptools of the image. Older projects import pkg_resources,
//! which setuptools 82 no longer has.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install -U setuptools && pip install --no-build-isolation flash-attn==2.6.3
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install -U 'setuptools<82' && pip install --no-build-isolation flash-attn==2.6.3
//! ```

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::{Requirement, RequirementSource};
use crate::lint::support::python_installs::{compiles_cuda, installs};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::version::satisfies;

pub const META: Meta = Meta {
    code: "setuptools-unbounded",
    name: "Newest setuptools for a build without isolation",
    summary: "setuptools 82 dropped pkg_resources, which builds without isolation may still import.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML27"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let all = installs(analysis, stage);
    let Some(builder) = all.iter().rev().find(|install| builds_without_isolation(install)) else { return };
    for install in all
        .iter()
        .take_while(|install| (install.instruction, install.command) < (builder.instruction, builder.command))
    {
        let Some(requirement) = install.requirement("setuptools") else { continue };
        let is_open = satisfies("82.0.0", &requirement.specifier)
            && (install.pip.upgrade || requirement.specifier.contains('>'));
        if is_open && install.version("setuptools").is_none() {
            let message = format!(
                "setuptools 82 has no pkg_resources, which a later build without isolation may import{}; add setuptools<82",
                install.place_of(requirement)
            );
            findings.push(Finding::new(&META, install.range_of(requirement), message));
        }
    }
}

/// Something is built from source in the environment of the image.
fn builds_without_isolation(install: &PythonInstall) -> bool {
    let is_source = |requirement: &Requirement| {
        compiles_cuda(install, requirement).is_some()
            || matches!(&requirement.source, RequirementSource::Url(url) if url.starts_with("git+"))
    };
    install.pip.no_build_isolation && install.requirements.iter().any(is_source)
}
