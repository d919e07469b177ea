//! ## What it does
//! Finds base images on releases whose regular support has ended: a warning where the package archive
//! no longer answers at its usual address, information where only extended support is left or nothing
//! but the archive.
//!
//! ## Why it matters
//! Where the archive has moved, apt-get update ends with 404. Where it still answers there are no
//! security updates.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:buster
//! RUN apt-get update && apt-get install -y curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:trixie
//! RUN apt-get update && apt-get install -y curl
//! ```
//!
//! ## Fix
//! Unsafe, for a distribution's own image: the newest supported release, by number or name as before.

use crate::Analysis;
use crate::lint::support::dates::today;
use crate::lint::support::images::{StageImage, stage_image};
use crate::lint::support::python_installs::is_shipped;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::distros::{Distro, Lifecycle, all};
use syntax::{Applicability, Fix, TextEdit};

pub const META: Meta = Meta {
    code: "distribution-end-of-life",
    name: "Distribution at its end of life",
    summary: "The distribution of the base image gets no updates any more, or its package archive has moved.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML20"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    let Some(distro) = walked.start().distro.as_ref().map(|distro| distro.value) else { return };
    let today = today(analysis);
    let is_gone = !distro.archive_answers(&today);
    let state = match (is_gone && uses_archive(analysis, stage), distro.status_on(&today)) {
        (true, _) => "has moved its package archive, so installs fail",
        (_, Lifecycle::Supported) => return,
        // Debian's long-term support is free and at the usual address.
        (_, Lifecycle::Extended) if distro.id == "debian" => return,
        (_, Lifecycle::Extended) => "is past its regular support",
        (_, Lifecycle::EndOfLife) => "is past its end of life",
    };
    let severity = if is_gone && uses_archive(analysis, stage) { Severity::Warning } else { Severity::Info };
    // A builder's missing updates are nobody's risk.
    if severity == Severity::Info && !is_shipped(analysis, stage) {
        return;
    }
    let newer = newest_of(&distro, &today);
    let way_out =
        newer.map_or("take a newer release".to_owned(), |newer| format!("take {}", newer.display_name()));
    let message = format!("{} {state}; {way_out}", distro.display_name());
    let fix = newer.and_then(|newer| change(&image, &distro, &newer));
    findings.push(Finding::new(&META, image.tag_range(), message).with_severity(severity).with_fixes(fix));
}

/// Another release of the distribution's own image, in the words that stand there: `buster-slim` becomes
/// `trixie-slim`.
fn change(image: &StageImage<'_, '_>, from: &Distro, to: &Distro) -> Option<Fix> {
    let (range, tag) = image.written_tag().zip(image.reference.tag.as_deref())?;
    let (release, variant) = match tag.strip_suffix("-slim") {
        Some(release) => (release, "-slim"),
        None => (tag, ""),
    };
    let newer = match release {
        version if version == from.version => to.version,
        name if Some(name) == from.codename => to.codename?,
        _ => return None,
    };
    let tag = format!("{newer}{variant}");
    let is_own = image.reference.repository.familiar() == from.id;
    let edit = TextEdit::replace(range, tag.as_str());
    is_own.then(|| Fix::single(format!("Change to {tag}"), Applicability::Unsafe, edit))
}

/// A package manager runs that has not been told of another archive.
fn uses_archive(analysis: &Analysis<'_>, stage: &Stage<'_>) -> bool {
    let commands = || analysis.model.stage_instructions(stage).iter().flat_map(|info| info.commands());
    let redirected = commands().any(|command| {
        let words = command
            .args
            .iter()
            .chain(command.redirects.iter().filter_map(|redirect| redirect.target.as_ref()));
        words.into_iter().any(|word| {
            ["archive.debian.org", "old-releases", "vault.centos", "sources.list", "yum.repos.d"]
                .iter()
                .any(|part| word.value.contains(part))
        })
    });
    let manages = commands().any(|command| {
        command.invocation().is_some_and(|found| matches!(found.program, "apt-get" | "apt" | "yum" | "dnf"))
    });
    manages && !redirected
}

fn newest_of(distro: &Distro, today: &str) -> Option<Distro> {
    let mut same: Vec<Distro> = all()
        .iter()
        .copied()
        .filter(|other| other.id == distro.id && other.status_on(today) == Lifecycle::Supported)
        .filter(|other| {
            other.released.is_some_and(|released| released <= today) && other.end_of_life.is_some()
        })
        .filter(|other| {
            other.id != "ubuntu" || other.version.ends_with(".04") && other.end_of_extended.is_some()
        })
        .collect();
    same.sort_by_key(|other| other.released);
    same.last().copied()
}
