//! Closures over the indexes of an image's repositories.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Family;
use super::dialect::{Wanted, apk_wanted};
use crate::facts::{IndexedPackage, InstalledPackage, PackageIndex, capability};
use crate::size::constants::{apt, gzip, system};
use crate::size::packages::{Bringer, Brought, Package};

/// The indexes of an image, with what is installed.
pub(super) struct Repositories {
    family: Family,
    indexes: Vec<Arc<PackageIndex>>,
    installed: Vec<InstalledPackage>,
    /// dnf leaves documentation out.
    skips_docs: bool,
}

impl Repositories {
    pub fn new(
        family: Family,
        indexes: Vec<Arc<PackageIndex>>,
        installed: &[InstalledPackage],
        skips_docs: bool,
    ) -> Self {
        Self { family, indexes, installed: installed.to_vec(), skips_docs }
    }

    fn package(&self, package: &IndexedPackage, requested: &[&str]) -> Package {
        let installed = package.installed_bytes.unwrap_or_default();
        let (share, error) = match self.skips_docs {
            true => (system::NO_DOCS_SHARE, system::NO_DOCS_ERROR),
            false => (1.0, system::CLOSURE_ERROR),
        };
        Package {
            name: package.name.clone(),
            bytes: (installed as f64 * share) as u64,
            error,
            gzip_bytes: gzipped(self.family, package),
            gzip_error: match self.family {
                Family::Alpine => system::APK_GZIP_ERROR,
                Family::RedHat => system::RPM_GZIP_ERROR,
            },
            installed_bytes: installed,
            package_bytes: package.package_bytes,
            requested: requested.contains(&package.name.as_str()),
            ..Package::default()
        }
    }
}

/// An apk is a gzipped tar archive of its files already; an rpm is packed with xz or zstd, like a .deb.
fn gzipped(family: Family, package: &IndexedPackage) -> u64 {
    match (family, package.installed_bytes) {
        (Family::RedHat, Some(files)) if files > 0 => {
            let packed = apt::gzip_of_deb(files as f64, package.package_bytes as f64);
            (packed * gzip::LAYER_OVER_ZLIB).round() as u64
        }
        _ => package.package_bytes,
    }
}

impl Bringer for Repositories {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought {
        let mut walk = Walk::new(self, recommends);
        let mut brought = Brought::default();
        let requested = walk.request(names, &mut brought);
        walk.install_if();
        let chosen = walk.chosen;
        brought.packages = chosen.iter().map(|each| self.package(each, &requested)).collect();
        let new: Vec<InstalledPackage> = chosen.iter().map(|package| installed(package)).collect();
        self.installed.retain(|old| !new.iter().any(|package| package.name == old.name));
        self.installed.extend(new);
        brought
    }

    fn installed(&self) -> Option<&[InstalledPackage]> {
        Some(&self.installed)
    }
}

fn installed(package: &IndexedPackage) -> InstalledPackage {
    let provides = package.provides.lines().map(|line| capability(line).0.to_owned()).collect();
    InstalledPackage { name: package.name.clone(), version: package.version.clone(), provides }
}

/// One install: what is asked for is marked first, then each dependency that nothing there satisfies
/// is satisfied by the best package that can be had, and followed at once.
struct Walk<'i> {
    family: Family,
    indexes: &'i [Arc<PackageIndex>],
    present: HashMap<&'i str, &'i str>,
    provided: HashSet<&'i str>,
    chosen: Vec<&'i IndexedPackage>,
    recommends: bool,
}

impl<'i> Walk<'i> {
    fn new(repositories: &'i Repositories, recommends: bool) -> Self {
        let installed = &repositories.installed;
        Self {
            family: repositories.family,
            indexes: &repositories.indexes,
            present: installed.iter().map(|each| (each.name.as_str(), each.version.as_str())).collect(),
            provided: installed.iter().flat_map(|each| each.provides.iter().map(String::as_str)).collect(),
            chosen: Vec::new(),
            recommends,
        }
    }

    /// The names of the packages that the requests stand for.
    fn request(&mut self, names: &[String], brought: &mut Brought) -> Vec<&'i str> {
        let mut roots = Vec::new();
        for name in names {
            match self.asked_for(name) {
                Some(package) if self.present.contains_key(package.name.as_str()) => {}
                Some(package) => {
                    self.mark(package);
                    roots.push(package);
                }
                None if self.present.contains_key(name.as_str()) || self.provided.contains(name.as_str()) => {
                }
                None => brought.absent.push(name.clone()),
            }
        }
        for root in &roots {
            self.walk(root);
        }
        roots.iter().map(|package| package.name.as_str()).collect()
    }

    /// `name`, `name.arch`, `name-version`, `name-version-release` (dnf), a capability.
    fn asked_for(&self, text: &str) -> Option<&'i IndexedPackage> {
        let wanted = Wanted { name: text, bound: None };
        self.choose(&wanted)
            .or_else(|| {
                let (name, architecture) = text.rsplit_once('.')?;
                let known = matches!(architecture, "x86_64" | "aarch64" | "noarch" | "ppc64le" | "s390x");
                known.then(|| self.asked_for(name))?
            })
            .or_else(|| {
                let mut ends = text.rmatch_indices('-').map(|(at, _)| at).take(2);
                ends.find_map(|end| {
                    let (name, version) = (&text[..end], &text[end + 1..]);
                    let packages = self.indexes.iter().flat_map(|index| index.versions(name));
                    packages
                        .filter(|package| is_version(&package.version, version))
                        .max_by(|a, b| self.family.compare(&a.version, &b.version))
                })
            })
    }

    fn mark(&mut self, package: &'i IndexedPackage) {
        self.present.insert(&package.name, &package.version);
        self.provided.extend(package.provides.lines().map(|line| capability(line).0));
        self.chosen.push(package);
    }

    fn walk(&mut self, package: &'i IndexedPackage) {
        self.walk_lines(&package.depends);
        if self.recommends && self.family == Family::RedHat {
            self.walk_lines(&package.recommends);
        }
    }

    fn walk_lines(&mut self, lines: &'i str) {
        let family = self.family;
        for dependency in lines.lines().flat_map(|line| family.dependencies(line)) {
            let applies = dependency.only_if.is_none_or(|condition| self.is_there(&condition));
            if !applies || dependency.alternatives.iter().any(|wanted| self.is_there(wanted)) {
                continue;
            }
            if let Some(package) = dependency.alternatives.iter().find_map(|wanted| self.choose(wanted)) {
                self.mark(package);
                self.walk(package);
            }
        }
    }

    /// A package of that name, what a package provides, or a file of a package that is there.
    fn is_there(&self, wanted: &Wanted<'_>) -> bool {
        let by_name =
            self.present.get(wanted.name).is_some_and(|version| self.family.accepts(wanted, version));
        let is_path = wanted.name.starts_with('/');
        by_name
            || self.provided.contains(wanted.name)
            || (is_path
                && self.providers(wanted).any(|package| self.present.contains_key(package.name.as_str())))
    }

    fn providers(&self, wanted: &Wanted<'_>) -> impl Iterator<Item = &'i IndexedPackage> {
        let (family, wanted, indexes) = (self.family, *wanted, self.indexes);
        let name = wanted.name.to_owned();
        let bound = wanted.bound.map(|(operator, version)| (operator, version.to_owned()));
        let found = indexes.iter().flat_map(move |index| index.providers(&name).collect::<Vec<_>>());
        found.filter_map(move |(package, version)| {
            let bound = bound.as_ref().map(|(operator, version)| (*operator, version.as_str()));
            family.accepts(&Wanted { name: "", bound }, version).then_some(package)
        })
    }

    /// The newest package of the name; else the provider with the shortest name, its newest version.
    fn choose(&self, wanted: &Wanted<'_>) -> Option<&'i IndexedPackage> {
        let newest = |a: &&IndexedPackage, b: &&IndexedPackage| self.family.compare(&a.version, &b.version);
        let named = self.indexes.iter().flat_map(|index| index.versions(wanted.name));
        let named = named.filter(|package| self.family.accepts(wanted, &package.version)).max_by(newest);
        named.or_else(|| {
            let key = |package: &IndexedPackage| (package.name.len(), package.name.clone());
            self.providers(wanted).min_by(|a, b| key(a).cmp(&key(b)).then_with(|| newest(b, a)))
        })
    }

    /// Alpine's `install_if`: a package that comes by itself once all that it names is there.
    fn install_if(&mut self) {
        if self.family != Family::Alpine || self.chosen.is_empty() {
            return;
        }
        let indexes = self.indexes;
        loop {
            let due = indexes.iter().flat_map(|index| &index.packages).find(|package| {
                !package.recommends.is_empty()
                    && !self.present.contains_key(package.name.as_str())
                    && package.recommends.lines().all(|line| self.is_there(&apk_wanted(line)))
            });
            let Some(package) = due else { return };
            self.mark(package);
            self.walk(package);
        }
    }
}

/// `1:2.3-4.el9` is asked for as `2.3` or `2.3-4.el9`, with or without epoch and architecture.
fn is_version(version: &str, asked: &str) -> bool {
    let asked = asked.trim_end_matches(".x86_64").trim_end_matches(".noarch").trim_end_matches(".aarch64");
    let plain = version.split_once(':').map_or(version, |(_, plain)| plain);
    let upstream = plain.rsplit_once('-').map_or(plain, |(upstream, _)| upstream);
    [version, plain, upstream].contains(&asked)
}
