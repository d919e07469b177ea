//! ## What it does
//! Finds pinned releases of torch, tensorflow, jaxlib, onnxruntime-gpu and triton that have no wheel
//! for the Python that installs them. The tags of the wheels decide, not what the metadata says about
//! Python.
//!
//! ## Why it matters
//! pip ends with "No matching distribution found". torch 2.1.2 has none for Python 3.12, 2.4.1 none
//! for 3.13.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN pip install torch==2.1.2
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.1.2
//! ```
//!
//! ## Fix
//! Unsafe: the next release that has a wheel for this Python, in its last patch.

use crate::Analysis;
use crate::lint::support::python_installs::{installs, replace_in, without_wheel};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{Release, nearest_for_python};
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "no-wheel-for-python",
    name: "No wheel for the stage's Python",
    summary: "The pinned release has no wheel for the stage's Python, and no sources that pip could build.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML09"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let Some((major, minor)) = install.python else { continue };
        for (name, requirement) in install.requested() {
            let Some(known) = without_wheel(install, name) else { continue };
            let Some(version) = install.version(name) else { continue };
            let nearest = nearest_for_python(&known, major, minor);
            let message = format!(
                "{name} {} has no wheel for Python {major}.{minor}{}; {}",
                known.version,
                install.place_of(requirement),
                remedy(&known, nearest)
            );
            let public = version.split('+').next().unwrap_or(&version);
            let is_local = version.contains('+');
            let fix = nearest.filter(|_| !is_local).and_then(|nearest| {
                let edit = replace_in(analysis, install, requirement, public, nearest.version)?;
                Some(Fix::single(
                    format!("Change to {name} {}", nearest.version),
                    Applicability::Unsafe,
                    edit,
                ))
            });
            findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
        }
    }
}

fn remedy(known: &Release, nearest: Option<Release>) -> String {
    let pythons = known.python_minors().unwrap_or_default();
    let range = match (pythons.first(), pythons.last()) {
        (Some((a, b)), Some((c, d))) if (a, b) != (c, d) => format!("use Python {a}.{b} to {c}.{d}"),
        (Some((a, b)), _) => format!("use Python {a}.{b}"),
        _ => "use another Python".to_owned(),
    };
    match nearest {
        Some(nearest) => format!("{range}, or {} {}", known.package, nearest.version),
        None => range,
    }
}
