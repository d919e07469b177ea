//! ## What it does
//! Finds opencv-python and opencv-contrib-python in an image whose base lacks libGL and where no
//! package brings it.
//!
//! ## Why it matters
//! import cv2 fails: "libGL.so.1: cannot open shared object file". The headless build has the same
//! functions without windows and needs no libGL.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install opencv-python==4.10.0.84
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install opencv-python-headless==4.10.0.84
//! ```
//!
//! ## Fix
//! Unsafe: the headless build has no cv2.imshow.

use crate::Analysis;
use crate::environment::Environment;
use crate::lint::support::python_installs::{installs, is_shipped, replace_in};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "opencv-without-libgl",
    name: "OpenCV without libGL",
    summary: "opencv-python needs libGL of the system, which slim and CUDA images lack.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML25"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

/// Builds that draw windows.
const PACKAGES: [&str; 2] = ["opencv-python", "opencv-contrib-python"];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index).filter(|_| is_shipped(analysis, stage))
    else {
        return;
    };
    let asks = |package: &&str| {
        installs(analysis, stage).iter().any(|install| install.requirement(package).is_some())
    };
    if !PACKAGES.iter().any(asks)
        || !is_bare(analysis, stage)
        || may_have_libgl(walked.end())
        || copies_libraries(analysis, stage)
    {
        return;
    }
    for install in installs(analysis, stage) {
        for package in PACKAGES {
            let Some(requirement) = install.requirement(package) else { continue };
            let message = format!(
                "{package} needs libGL, which nothing here installs{}; use {package}-headless, or install libgl1",
                install.place_of(requirement)
            );
            let headless = format!("{package}-headless");
            let edit = replace_in(analysis, install, requirement, package, &headless);
            let fix =
                edit.map(|edit| Fix::single(format!("Change to {headless}"), Applicability::Unsafe, edit));
            findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
        }
    }
}

/// Images that are known to lack libGL.
fn is_bare(analysis: &Analysis<'_>, stage: &Stage<'_>) -> bool {
    let Some(image) = analysis.model.root_base(stage).image() else { return false };
    let tag = image.tag.as_deref().unwrap_or_default();
    match image.repository.familiar() {
        "python" => tag.contains("slim"),
        "ubuntu" | "debian" => true,
        "nvidia/cuda" => tag.contains("ubuntu"),
        _ => false,
    }
}

/// Anything graphical may bring it.
fn may_have_libgl(environment: &Environment) -> bool {
    const PARTS: [&str; 15] = [
        "libgl1",
        "libgl-",
        "libopengl",
        "libegl",
        "mesa",
        "opencv",
        "ffmpeg",
        "qt",
        "gtk",
        "x11",
        "xvfb",
        "desktop",
        "glut",
        "glew",
        "libav",
    ];
    let brings = |name: &String| PARTS.iter().any(|part| name.contains(part)) || name == "libgl1-mesa-glx";
    environment.system_packages.iter().any(brings)
        || environment.packages.contains_key("opencv-python-headless")
        || environment.packages.contains_key("opencv-contrib-python-headless")
        || environment
            .python
            .as_ref()
            .is_some_and(|python| python.value.provider == crate::environment::Provider::Conda)
}

/// Files of another stage, or a list of packages that is not spelled out.
fn copies_libraries(analysis: &Analysis<'_>, stage: &Stage<'_>) -> bool {
    let instructions =
        || analysis.model.ancestry(stage).flat_map(|stage| analysis.model.stage_instructions(stage));
    let unknown_packages = |command: &syntax::shell::Command| {
        command
            .invocation()
            .and_then(|found| crate::install::apt_install(&found))
            .is_some_and(|apt| apt.has_unknown_requests)
            || command.args.iter().any(|word| word.value.ends_with(".sh"))
            || command.name.as_ref().is_some_and(|name| name.value.ends_with(".sh"))
            || command.invocation().is_some_and(|found| found.program == "xargs")
    };
    instructions().any(|info| {
        info.commands().iter().any(unknown_packages)
            || info.syntax.flag("from").is_some_and(|_| info.syntax.text().contains("/usr/lib"))
    })
}
