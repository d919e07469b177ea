//! ## What it does
//! Finds torch that is to come from one of PyTorch's indexes, named with --extra-index-url, where no
//! build suffix pins it.
//!
//! ## Why it matters
//! pip treats both indexes alike and takes the highest version. As soon as the default index has a
//! newer one, the image gets another build than the one asked for.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch torchvision --extra-index-url https://download.pytorch.org/whl/cpu
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch torchvision --index-url https://download.pytorch.org/whl/cpu
//! ```
//!
//! ## Fix
//! Unsafe: only where the command installs nothing but torch, torchvision and torchaudio.

use crate::Analysis;
use crate::environment::{Installer, PythonInstall};
use crate::lint::support::python_installs::{installs, is_torch_alone, option_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use syntax::{Applicability, Fix, TextEdit};

pub const META: Meta = Meta {
    code: "extra-index-for-torch",
    name: "Extra index for torch",
    summary: "With --extra-index-url pip may take torch from the default index all the same.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML18"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage).iter().filter(|install| install.installer() == Installer::Pip) {
        let is_pytorch = |url: &String| url.contains("download.pytorch.org");
        let asks = install.pip.extra_index_urls.iter().any(is_pytorch) && install.index_url.is_none();
        let Some(torch) = install.requirement("torch").filter(|_| asks && !is_pinned_build(install)) else {
            continue;
        };
        let Some(range) = option_range(analysis, install, "--extra-index-url") else { continue };
        let message = format!(
            "torch may still come from the default index{}; use --index-url, or pin the build as in torch==X.Y.Z+cu121",
            install.place_of(torch)
        );
        let fix = is_torch_alone(install).then(|| {
            let edit = TextEdit::replace(range, "--index-url");
            Fix::single("Use --index-url", Applicability::Unsafe, edit)
        });
        findings.push(Finding::new(&META, range, message).with_fixes(fix));
    }
}

/// An exact version exists in both places, and the one with a suffix ranks higher.
fn is_pinned_build(install: &PythonInstall) -> bool {
    install.version("torch").is_some()
}
