//! From the packages of apk and dnf to parts of a layer.

use std::sync::Arc;

use super::Family;
use super::resolve::Repositories;
use crate::facts::{Fact, PackageIndex, oldest_reading};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{gzip, system};
use crate::size::packages::{Bringer, Session, Source, closure, push_packages, push_problems};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Adds the packages of a RUN's commands, and what the package manager keeps about them.
pub(in crate::size) fn settle(walk: &mut Walk<'_>, session: Session) {
    if session.installs.is_empty() {
        return;
    }
    let names: Vec<String> = session.installs.iter().flat_map(|install| install.names.clone()).collect();
    let (Some(family), Ok(indexes)) = (Family::of(walk), indexes(walk)) else {
        let why = indexes(walk).err().unwrap_or("sizes of this distribution's packages are not known");
        return walk.push(Piece::unknown(names.join(" "), "", why));
    };
    let before = walk.state.installed.len();
    let skips_docs = family == Family::RedHat && walk.state.dnf.skips_docs;
    let mut repositories = Repositories::new(family, indexes, &walk.state.installed, skips_docs);
    let closure = closure(&session, &mut repositories);
    if let Some(installed) = repositories.installed() {
        walk.state.installed = installed.to_vec();
    }
    // epel-release and its like bring repositories; so does an rpm that is not in the indexes.
    let brings_sources = |name: &String| name.ends_with("-release") || name.ends_with(".rpm");
    walk.state.other_sources |= names.iter().any(brings_sources);
    push_problems(walk, &closure, "the repositories of the base image");
    push_packages(walk, &closure.packages, &source(walk));
    if !closure.packages.is_empty() {
        push_database(walk, family, before, closure.packages.len());
    }
}

/// The indexes of the image's repositories, or why there are none. One that does not answer hides
/// packages, so all of them are needed.
pub(super) fn indexes(walk: &Walk<'_>) -> Result<Vec<Arc<PackageIndex>>, &'static str> {
    let facts = walk.stages.analysis.inputs.facts;
    let repositories = &walk.state.repositories;
    if repositories.is_empty() || walk.state.installed.is_empty() {
        return Err("the base image's repositories are not known");
    }
    let answers: Vec<Fact<PackageIndex>> =
        repositories.iter().map(|repository| facts.package_index(repository)).collect();
    if answers.contains(&Fact::Pending) {
        return Err("the indexes of its repositories are being fetched");
    }
    let known: Vec<_> = answers.iter().filter_map(|answer| answer.value().cloned()).collect();
    if known.len() < answers.len() {
        return Err("an index of the base image's repositories cannot be had");
    }
    Ok(known)
}

fn source(walk: &Walk<'_>) -> Source {
    let release = walk.state.system.as_ref();
    let release = release.map(|system| format!("{} {}", system.distro, system.version)).unwrap_or_default();
    let facts = walk.stages.analysis.inputs.facts;
    let answers = walk.state.repositories.iter().map(|repository| facts.package_index(repository));
    let read = oldest_reading(answers).unwrap_or_default();
    Source { text: format!("package index of {release}, {read}"), confidence: Confidence::Index }
}

/// The database of installed packages is written whole; it grows as it has grown for what is there.
fn push_database(walk: &mut Walk<'_>, family: Family, before: usize, new: usize) {
    let (what, path) = match family {
        Family::Alpine => ("apk's database", "/lib/apk/db"),
        Family::RedHat => ("rpm's database", "/var/lib/rpm"),
    };
    let bytes = walk.state.database_bytes;
    if bytes == 0 || before == 0 {
        return walk.push(Piece::unknown(what, path, "the length of the base image's database is not known"));
    }
    let growth = system::DATABASE_GROWTH;
    let grown = Estimate::exact(bytes * new as u64 / before as u64);
    let grown = grown.scaled(growth.low, growth.best, growth.high);
    walk.state.database_bytes = bytes + grown.best.unwrap_or_default();
    let source = format!("length of the base image's, and its share for {new} packages");
    walk.push(Piece::new(what, path, Estimate::exact(bytes) + grown, gzip::TEXT, source));
    if family == Family::RedHat {
        let [low, best, high] = system::DNF_STATE.map(Some);
        let state = Estimate { low, best, high, confidence: Confidence::Estimated };
        walk.push(Piece::new(
            "dnf's history and logs",
            "/var/lib/dnf",
            state,
            gzip::TEXT,
            "measured with dnf 4.14",
        ));
    }
}
