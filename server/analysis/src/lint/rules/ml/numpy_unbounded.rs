//! ## What it does
//! Finds a pinned torch before 2.3 beside NumPy, asked for or brought by torchvision, without an
//! upper bound.
//!
//! ## Why it matters
//! pip installs NumPy 2. torch warns when it is imported, and conversions between tensors and arrays
//! fail: "Numpy is not available".
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.1.2 torchvision==0.16.2
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.1.2 torchvision==0.16.2 "numpy<2"
//! ```
//!
//! ## Fix
//! Unsafe: it adds the bound.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::{Requirement, RequirementOrigin};
use crate::lint::support::python_installs::{TORCH_FAMILY, installs};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{NumpyNeed, numpy_need};
use knowledge::version::satisfies;
use syntax::{Applicability, Fix, TextEdit};

pub const META: Meta = Meta {
    code: "numpy-unbounded",
    name: "NumPy 2 beside an old torch",
    summary: "torch before 2.3 was built for NumPy 1, and nothing keeps NumPy below 2.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML26"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    for install in installs(analysis, stage) {
        let (Some(torch), Some(version)) = (install.requirement("torch"), install.version("torch")) else {
            continue;
        };
        let too_old_for_2 = install.python.is_some_and(|python| python < (3, 9));
        let is_there = install.environment.packages.contains_key("numpy")
            || install.environment.base_framework.is_some();
        let bound_elsewhere = walked.end().packages.get("numpy").is_some_and(|numpy| numpy.is_some());
        if numpy_need("torch", &version) != Some(NumpyNeed::Below2Unstated)
            || too_old_for_2
            || is_there
            || bound_elsewhere
        {
            continue;
        }
        if !asks_for_numpy_2(analysis, stage, install) {
            continue;
        }
        // Other packages may bring a bound of their own.
        let others = installs(analysis, stage).iter().any(|other| other.incomplete)
            || install.requested().any(|(name, _)| !TORCH_FAMILY.contains(&name) && name != "numpy");
        let severity = if others { Severity::Info } else { Severity::Warning };
        let message = format!(
            "torch {version} was built for NumPy 1 and pip installs NumPy 2 beside it{}; add numpy<2",
            install.place_of(torch)
        );
        let fix = matches!(torch.origin, RequirementOrigin::CommandLine(_)).then(|| {
            let at = install.range_of(torch).end();
            Fix::single("Add numpy<2", Applicability::Unsafe, TextEdit::insert(at, " 'numpy<2'"))
        });
        let fix = fix.filter(|_| install.requirement("numpy").is_none());
        findings.push(
            Finding::new(&META, install.range_of(torch), message).with_severity(severity).with_fixes(fix),
        );
    }
}

/// NumPy comes, and nothing in the stage bounds it.
fn asks_for_numpy_2(analysis: &Analysis<'_>, stage: &Stage<'_>, install: &PythonInstall) -> bool {
    let allows_2 = |requirement: &Requirement| satisfies("2.1.0", &requirement.specifier);
    let all = || {
        installs(analysis, stage).iter().flat_map(|other| other.requirements.iter().chain(&other.constraints))
    };
    let bounded = all().any(|requirement| requirement.is("numpy") && !allows_2(requirement));
    let comes = install.requirement("numpy").is_some() || install.requirement("torchvision").is_some();
    comes && !bounded && !install.pip.no_deps
}
