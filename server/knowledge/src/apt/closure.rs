//! The packages that an install brings, in the order in which apt decides.

use super::Archive;
use super::archive::{Index, Kind, Package};
use super::names::{NameStatus, name_status};

/// What is installed onto what.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// Names as written; `=version`, `/release` and `:architecture` are ignored.
    pub names: &'a [&'a str],
    /// False with `--no-install-recommends`.
    pub recommends: bool,
    /// Names installed earlier; they and what they need cost nothing.
    pub preinstalled: &'a [&'a str],
}

/// What an install brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// New packages, in apt's order.
    pub packages: Vec<Package>,
    /// Names that the release does not have: the install fails.
    pub absent: Vec<String>,
    /// Names that the tables do not know: nothing can be said about their size.
    pub unknown: Vec<String>,
}

impl Installation {
    /// Installed-Size of the new packages, in bytes.
    pub fn installed_bytes(&self) -> u64 {
        self.packages.iter().map(|package| package.installed_bytes).sum()
    }

    /// Bytes downloaded as .deb files.
    pub fn deb_bytes(&self) -> u64 {
        self.packages.iter().map(|package| package.deb_bytes).sum()
    }
}

/// Computes what `apt-get install` brings onto the release's slim image.
///
/// All requested names are marked first; then, depth-first for each, a group of alternatives
/// is skipped when a member is marked, else its first member is marked and walked at once.
/// So read the tables give apt's own package sets (see the tests).
pub fn install(archive: Archive, request: &Request<'_>) -> Installation {
    let mut walk = Walk {
        index: Index::of(archive),
        marked: vec![false; Index::of(archive).len()],
        chosen: Vec::new(),
        recommends: false,
    };
    let mut result = Installation::default();
    walk.request(request.preinstalled, archive, &mut Installation::default());
    walk.chosen.clear();
    walk.recommends = request.recommends;
    walk.request(request.names, archive, &mut result);
    let packages = walk.chosen.iter().filter_map(|&number| walk.index.package(number));
    result.packages = packages.copied().collect();
    result
}

struct Walk {
    index: &'static Index,
    marked: Vec<bool>,
    chosen: Vec<usize>,
    recommends: bool,
}

impl Walk {
    fn request(&mut self, names: &[&str], archive: Archive, result: &mut Installation) {
        let mut roots = Vec::new();
        for name in names.iter().map(|name| bare(name)) {
            match self.index.number(name).and_then(|number| self.resolve(number)) {
                Some(number) => {
                    if self.mark(number) {
                        roots.push(number);
                    }
                }
                None => match name_status(archive, name) {
                    Some(NameStatus::Base) => {}
                    Some(NameStatus::Absent) => result.absent.push(name.to_owned()),
                    _ if self.index.number(name).is_some() => {}
                    _ => result.unknown.push(name.to_owned()),
                },
            }
        }
        for root in roots {
            self.walk(root);
        }
    }

    /// Follows aliases; packages of the base are none.
    fn resolve(&self, number: usize) -> Option<usize> {
        let package = self.index.package(number)?;
        match package.kind {
            Kind::Package => Some(number),
            Kind::Base => None,
            Kind::Alias => {
                let target = members(groups(package.depends).next()?).next()?;
                (target != number).then(|| self.resolve(target))?
            }
        }
    }

    /// Marks a package; false when it was marked before.
    fn mark(&mut self, number: usize) -> bool {
        let new = !std::mem::replace(&mut self.marked[number], true);
        if new {
            self.chosen.push(number);
        }
        new
    }

    fn walk(&mut self, number: usize) {
        let Some(package) = self.index.package(number) else {
            return;
        };
        self.walk_groups(package.depends);
        if self.recommends {
            self.walk_groups(package.recommends);
        }
    }

    fn walk_groups(&mut self, text: &'static str) {
        for group in groups(text) {
            let satisfied =
                members(group).any(|number| self.resolve(number).is_none_or(|number| self.marked[number]));
            let first = members(group).next().and_then(|number| self.resolve(number));
            if let (false, Some(number)) = (satisfied, first) {
                self.mark(number);
                self.walk(number);
            }
        }
    }
}

/// `curl=7.88.1-10`, `curl/stable`, `curl:amd64` -> `curl`.
fn bare(name: &str) -> &str {
    name.split(['=', '/', ':']).next().unwrap_or_default()
}

fn groups(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').filter(|group| !group.is_empty())
}

fn members(group: &'static str) -> impl Iterator<Item = usize> {
    group.split('|').filter_map(|number| number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// apt's own answers for every common name.
    const EXPECTED: &str = include_str!("../../tests/apt_closures.tsv");

    /// Their closures with Recommends are known to lack a few packages.
    const KNOWN_SHORT: [(&str, &str); 2] = [("bookworm", "libreoffice"), ("bullseye", "rustc")];

    fn archive(codename: &str) -> Archive {
        let mut all = Archive::ALL.into_iter();
        all.find(|archive| archive.codename() == codename).expect(codename)
    }

    #[test]
    fn closures_are_those_of_apt() {
        let rows = EXPECTED.lines().filter(|row| !row.starts_with('#')).skip(1);
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let figures: Vec<u64> = cells[2..].iter().map(|cell| cell.parse().expect(row)).collect();
            let names = [cells[1]];
            let mut request = Request { names: &names, ..Request::default() };
            let plain = install(archive(cells[0]), &request);
            let got = [plain.packages.len() as u64, plain.installed_bytes(), plain.deb_bytes()];
            assert_eq!(got, figures[..3], "{row}");
            request.recommends = true;
            let full = install(archive(cells[0]), &request);
            if !KNOWN_SHORT.contains(&(cells[0], cells[1])) {
                assert_eq!([full.packages.len() as u64, full.installed_bytes()], figures[3..], "{row}");
            }
        }
    }

    #[test]
    fn names_that_cost_nothing_or_fail() {
        let names = ["bash", "libgl1-mesa-glx", "no-such-package", "curl=8.1-1"];
        let got = install(Archive::Trixie, &Request { names: &names, ..Request::default() });
        assert_eq!(got.absent, ["libgl1-mesa-glx"]);
        assert_eq!(got.unknown, ["no-such-package"]);
        assert!(got.packages.iter().any(|package| package.name == "curl"));
    }

    #[test]
    fn what_is_there_already_costs_nothing() {
        let request = Request { names: &["curl", "git"], preinstalled: &["git"], ..Request::default() };
        let got = install(Archive::Bookworm, &request);
        assert!(got.packages.iter().all(|package| package.name != "git"));
        let again = Request { names: &["curl"], preinstalled: &["curl"], ..Request::default() };
        assert_eq!(install(Archive::Bookworm, &again), Installation::default());
    }
}
