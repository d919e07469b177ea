//! ## What it does
//! Finds `pip install` commands whose requirements no set of versions meets: two of them exclude one another,
//! or a version that is asked for has no file for the stage's Python.
//!
//! Only where it is certain: the index's lists of versions have been read before (for the size of a layer),
//! and every requirement comes from an index. Nothing is fetched because of this rule.
//!
//! ## Why it matters
//! pip stops with "ResolutionImpossible" or "No matching distribution found", after minutes of trying.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install --no-cache-dir tensorflow==2.15.0 numpy==2.0.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install --no-cache-dir tensorflow==2.15.0 numpy==1.26.4
//! ```
//!
//! ## Fix
//! None: which of the two gives way is a choice.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::lint::support::python_installs::{installs, without_wheel};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use crate::size::{Misfit, contradictions};

pub const META: Meta = Meta {
    code: "python-requirements-conflict",
    name: "Python requirements that exclude one another",
    summary: "No set of versions meets what pip is asked to install.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        for (project, why) in contradictions(analysis, install).iter() {
            // Another rule says so, and which release has a wheel.
            let is_told = matches!(why, Misfit::NoVersion(_)) && without_wheel(install, project).is_some();
            if !is_told {
                let range = range_of(install, project, &why.to_string());
                findings.push(Finding::new(&META, range, message(why)));
            }
        }
    }
}

/// "… exclude one another; loosen one of them"
fn message(why: &Misfit) -> String {
    match why {
        Misfit::Exclusion(_) => format!("{why}; loosen one of them"),
        Misfit::NoVersion(_) => why.to_string(),
        Misfit::NoFile(_) => format!("{why}; take another Python or another package"),
    }
}

/// The requirement on the project, else the first that the reason names, else the command.
fn range_of(install: &PythonInstall, project: &str, why: &str) -> syntax::TextRange {
    let names = |word: &str| why.split([' ', ',', '`']).any(|part| part == word);
    let own = install.requested().find(|(name, _)| *name == project);
    let named = || install.requested().find(|(name, _)| names(name));
    own.or_else(named).map_or(install.program_range(), |(_, requirement)| install.range_of(requirement))
}
