//! Closures over the package indexes of the image's own archives.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::debian_version::compare;
use super::files::{self, Indexed};
use super::relation::{Alternative, groups};
use crate::facts::{AptIndex, AptPackage, InstalledPackage};
use crate::size::packages::{Bringer, Brought, Package};

/// The indexes of an image, with what is installed.
pub(super) struct Indexes {
    archives: Vec<Arc<AptIndex>>,
    installed: Vec<InstalledPackage>,
    path_excludes: bool,
}

impl Indexes {
    pub fn new(archives: Vec<Arc<AptIndex>>, installed: &[InstalledPackage], path_excludes: bool) -> Self {
        Self { archives, installed: installed.to_vec(), path_excludes }
    }
}

impl Bringer for Indexes {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought {
        let mut walk = Walk::new(&self.archives, &self.installed, recommends);
        let mut brought = Brought::default();
        walk.request(names, &mut brought);
        let packages: Vec<&AptPackage> = walk.chosen;
        brought.packages = packages.iter().map(|package| self.package(package, names)).collect();
        let new: Vec<InstalledPackage> = packages.iter().map(|package| installed(package)).collect();
        let renewed: HashSet<&str> = new.iter().map(|package| package.name.as_str()).collect();
        self.installed.retain(|old| !renewed.contains(old.name.as_str()));
        self.installed.extend(new);
        brought
    }

    fn installed(&self) -> Option<&[InstalledPackage]> {
        Some(&self.installed)
    }
}

impl Indexes {
    fn package(&self, package: &AptPackage, names: &[String]) -> Package {
        let indexed = Indexed {
            name: &package.name,
            section: &package.section,
            installed_bytes: package.installed_bytes,
            deb_bytes: package.deb_bytes,
            depends: &package.depends,
            requested: names.contains(&package.name),
        };
        files::package(&indexed, self.path_excludes)
    }
}

fn installed(package: &AptPackage) -> InstalledPackage {
    let provides = groups(&package.provides).flatten().map(|one| one.name.to_owned()).collect();
    InstalledPackage { name: package.name.clone(), version: package.version.clone(), provides }
}

/// The places of the packages that provide a name, by name.
struct Providing(HashMap<Box<str>, Vec<u32>>);

/// One install, in the order in which apt decides: what is asked for is marked first; then, depth-first
/// for each, a group is skipped when a member is there or marked, else its first member that can be
/// had is marked and walked at once.
struct Walk<'i> {
    archives: &'i [Arc<AptIndex>],
    present: HashMap<&'i str, &'i str>,
    provided: HashSet<&'i str>,
    chosen: Vec<&'i AptPackage>,
    /// The names of the chosen.
    marked: HashSet<&'i str>,
    recommends: bool,
}

impl<'i> Walk<'i> {
    fn new(archives: &'i [Arc<AptIndex>], installed: &'i [InstalledPackage], recommends: bool) -> Self {
        Self {
            archives,
            present: installed
                .iter()
                .map(|package| (package.name.as_str(), package.version.as_str()))
                .collect(),
            provided: installed
                .iter()
                .flat_map(|package| package.provides.iter().map(String::as_str))
                .collect(),
            chosen: Vec::new(),
            marked: HashSet::new(),
            recommends,
        }
    }

    fn request(&mut self, names: &[String], brought: &mut Brought) {
        let mut roots = Vec::new();
        for name in names {
            let alternative = Alternative { name: name.as_str(), version: None };
            match self.candidate(name).or_else(|| self.provider(&alternative)) {
                Some(package)
                    if self.present.get(package.name.as_str()) == Some(&package.version.as_str()) => {}
                Some(package) => {
                    self.mark(package);
                    roots.push(package);
                }
                // What is installed but in no archive stays as it is.
                None if self.present.contains_key(name.as_str()) => {}
                None => brought.absent.push(name.clone()),
            }
        }
        for root in roots {
            self.walk(root);
        }
    }

    /// The newest version of a name in the archives.
    fn candidate(&self, name: &str) -> Option<&'i AptPackage> {
        let archives: &'i [Arc<AptIndex>] = self.archives;
        let versions = archives.iter().flat_map(|index| versions(index, name));
        versions.max_by(|a, b| compare(&a.version, &b.version))
    }

    /// The package that stands in for a virtual name: the most important one, by name.
    fn provider(&self, wanted: &Alternative<'_>) -> Option<&'i AptPackage> {
        let archives: &'i [Arc<AptIndex>] = self.archives;
        let providers = archives.iter().flat_map(|index| providers(index, wanted.name));
        let fitting = providers.filter(|(_, version)| match (wanted.version, version) {
            (None, _) => true,
            (Some(_), Some(version)) => wanted.accepts(version),
            (Some(_), None) => false,
        });
        let newest = fitting.filter(|(package, _)| {
            self.candidate(&package.name).is_some_and(|candidate| candidate.version == package.version)
        });
        newest
            .map(|(package, _)| package)
            .min_by_key(|package| (priority(&package.priority), package.name.as_str()))
    }

    fn mark(&mut self, package: &'i AptPackage) {
        if self.marked.insert(&package.name) {
            self.present.insert(&package.name, &package.version);
            self.provided.extend(groups(&package.provides).flatten().map(|one| one.name));
            self.chosen.push(package);
        }
    }

    fn walk(&mut self, package: &'i AptPackage) {
        self.walk_field(&package.depends);
        if self.recommends {
            self.walk_field(&package.recommends);
        }
    }

    fn walk_field(&mut self, field: &'i str) {
        for group in groups(field) {
            if group.iter().any(|alternative| self.is_there(alternative)) {
                continue;
            }
            let Some(package) = group.iter().find_map(|alternative| self.choose(alternative)) else {
                continue;
            };
            self.mark(package);
            self.walk(package);
        }
    }

    fn is_there(&self, wanted: &Alternative<'_>) -> bool {
        let present = self.present.get(wanted.name);
        present.is_some_and(|version| wanted.accepts(version))
            || (wanted.version.is_none() && self.provided.contains(wanted.name))
    }

    fn choose(&self, wanted: &Alternative<'_>) -> Option<&'i AptPackage> {
        let real = self.candidate(wanted.name).filter(|package| wanted.accepts(&package.version));
        real.or_else(|| self.provider(wanted))
    }
}

/// All versions of a name in one index, which is sorted by name.
fn versions<'i>(index: &'i AptIndex, name: &str) -> impl Iterator<Item = &'i AptPackage> {
    let start = index.packages.partition_point(|package| package.name.as_str() < name);
    let length = index.packages[start..].iter().take_while(|package| package.name == name).count();
    index.packages[start..start + length].iter()
}

/// The packages of an index that provide a name, with the version of it, if they tell one.
fn providers<'i>(index: &'i AptIndex, name: &str) -> Vec<(&'i AptPackage, Option<&'i str>)> {
    let providing = index.derived.find_or(|_: &Providing| true, || Providing::of(index));
    let mut found = Vec::new();
    for at in providing.0.get(name).into_iter().flatten() {
        let package = &index.packages[*at as usize];
        let own = groups(&package.provides).flatten().filter(|one| one.name == name);
        found.extend(own.map(|one| (package, one.version.map(|(_, version)| version))));
    }
    found
}

impl Providing {
    /// Reads all of the index, so it is kept beside it.
    fn of(index: &AptIndex) -> Self {
        let mut places: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (at, package) in (0..).zip(&index.packages) {
            for one in groups(&package.provides).flatten() {
                let of_name = places.entry(one.name.into()).or_default();
                if of_name.last() != Some(&at) {
                    of_name.push(at);
                }
            }
        }
        Self(places)
    }
}

fn priority(text: &str) -> usize {
    const ORDER: [&str; 4] = ["required", "important", "standard", "optional"];
    ORDER.iter().position(|known| *known == text).unwrap_or(ORDER.len())
}
