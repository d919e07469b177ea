//! ## What it does
//! Finds torch, torchvision and torchaudio pinned with a build suffix (+cu121, +cpu) where the
//! command names no index that has such builds.
//!
//! ## Why it matters
//! The default index has no versions with a suffix: pip ends with "No matching distribution found".
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.1.2+cu121
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install --index-url https://download.pytorch.org/whl/cu121 torch==2.1.2+cu121
//! ```
//!
//! ## Fix
//! Unsafe: it adds the index of that build.

use crate::Analysis;
use crate::lint::support::python_installs::{TORCH_FAMILY, add_option, installs, is_torch_alone};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::torch_index_url;
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "local-version-without-index",
    name: "Build suffix without its index",
    summary: "A version such as +cu121 is on an index of its own, which the command does not name.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML11"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let names_index = install.index_url.is_some()
            || !install.extra_index_urls.is_empty()
            || !install.find_links.is_empty()
            || install.pip.no_index
            || install.has_own_sources
            || install.project.is_some();
        if names_index || install.incomplete {
            continue;
        }
        for (name, requirement) in install.requested().filter(|(name, _)| TORCH_FAMILY.contains(name)) {
            let Some(version) = install.version(name) else { continue };
            let Some((_, build)) = version.split_once('+') else { continue };
            let url = torch_index_url(build);
            let option = if is_torch_alone(install) { "--index-url" } else { "--extra-index-url" };
            let message = format!(
                "the default index has no {name} {version}{}; add {option} {url}",
                install.place_of(requirement)
            );
            let edit = add_option(analysis, install, &format!("{option} {url}"));
            let fix = edit
                .map(|edit| Fix::single(format!("Add the index of {build}"), Applicability::Unsafe, edit));
            findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
            break;
        }
    }
}
