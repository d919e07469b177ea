//! ## What it does
//! Finds names in `pip install` that the package index does not have and that look like a well-known
//! package.
//!
//! The index is asked only about names that nearly are those of a package that Layerwise knows, and
//! without its answer nothing is reported.
//!
//! ## Why it matters
//! The build stops with "No matching distribution found", or some day installs what a stranger has
//! registered under the misspelt name.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN pip install --no-cache-dir tranformers==4.44.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN pip install --no-cache-dir transformers==4.44.0
//! ```
//!
//! ## Fix
//! Unsafe: the well-known name is put in its place.

use knowledge::python_packages::known_names;
use syntax::{Applicability, Fix};

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::facts::{Fact, PythonIndex, Unavailable};
use crate::install::{Requirement, RequirementOrigin, RequirementSource};
use crate::lint::support::python_installs::{installs, replace_in};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "python-package-unknown",
    name: "Python package that the index does not have",
    summary: "pip is asked for a name that does not exist and looks like a well-known one.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage).iter().filter(|install| uses_default_index(install)) {
        for requirement in &install.requirements {
            let Some((name, similar)) = misspelt(requirement) else { continue };
            let answer = analysis.inputs.facts.python_project(&PythonIndex::Default, name);
            if !matches!(answer, Fact::Unavailable(Unavailable::NotFound)) {
                continue;
            }
            let message = format!("the package index has no {name}; did you mean {similar}?");
            let edit = replace_in(analysis, install, requirement, written_name(requirement), similar);
            let fix =
                edit.map(|edit| Fix::single(format!("Change to {similar}"), Applicability::Unsafe, edit));
            findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
        }
    }
}

fn uses_default_index(install: &PythonInstall) -> bool {
    install.index_url.is_none()
        && install.extra_index_urls.is_empty()
        && install.find_links.is_empty()
        && !install.pip.no_index
}

/// A name on the command line that nobody knows, and the known one that it nearly is.
fn misspelt(requirement: &Requirement) -> Option<(&str, &'static str)> {
    let name = requirement.name.as_deref()?;
    let on_command_line = matches!(requirement.origin, RequirementOrigin::CommandLine(_));
    if !on_command_line || requirement.source != RequirementSource::Index {
        return None;
    }
    if known_names().any(|known| known == name) {
        return None;
    }
    nearest(name, known_names()).map(|similar| (name, similar))
}

/// The name as it stands there, before it is normalised.
fn written_name(requirement: &Requirement) -> &str {
    let text = requirement.text.as_str();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(text.len());
    &text[..end]
}
