//! Linux distributions: life cycle, system Python, glibc, PEP 668, whether the archive answers.

use crate::table::{Table, cells, known, table, yes_no};
use std::sync::LazyLock;

pub(crate) const TABLE: Table = table!("distros");

/// Which package manager and conventions a distribution follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// apt: Debian, Ubuntu.
    Debian,
    /// dnf or yum: Rocky, UBI, CentOS, Amazon, Oracle, Azure Linux, …
    RedHat,
    /// apk, musl.
    Alpine,
    /// zypper.
    Suse,
}

/// One release of a distribution. Dates are `YYYY-MM-DD`; `None` is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distro {
    /// `ubuntu`, `debian`, `alpine`, `rockylinux`, `ubi`, …
    pub id: &'static str,
    pub version: &'static str,
    pub codename: Option<&'static str>,
    pub released: Option<&'static str>,
    /// End of regular support (LTS releases of Ubuntu included).
    pub end_of_life: Option<&'static str>,
    /// End of extended support: ESM for Ubuntu, LTS for Debian.
    pub end_of_extended: Option<&'static str>,
    /// The `python3` of the release's own archive, as `3.10`.
    pub python3: Option<&'static str>,
    pub glibc: Option<&'static str>,
    /// Whether pip refuses to install outside a virtual environment.
    pub pep668: Option<bool>,
    archive: &'static str,
}

/// Where a release stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifecycle {
    /// Regular support runs, or no end is known.
    Supported,
    /// Only extended support is left.
    Extended,
    /// Nothing is left.
    EndOfLife,
}

impl Distro {
    /// The family, by id.
    pub fn family(&self) -> Family {
        match self.id {
            "ubuntu" | "debian" => Family::Debian,
            "alpine" => Family::Alpine,
            "opensuse" | "suse" => Family::Suse,
            _ => Family::RedHat,
        }
    }

    /// Where the release stands on `date` (`YYYY-MM-DD`).
    pub fn status_on(&self, date: &str) -> Lifecycle {
        let over = |end: Option<&str>| end.is_some_and(|end| end < date);
        match (over(self.end_of_life), self.end_of_extended) {
            (false, _) => Lifecycle::Supported,
            (true, Some(end)) if date <= end => Lifecycle::Extended,
            (true, _) => Lifecycle::EndOfLife,
        }
    }

    /// Whether its package archive answers at the usual address on `date`: releases that ended
    /// long ago, and interim releases of Ubuntu once they end, move to an archive of old ones.
    pub fn archive_answers(&self, date: &str) -> bool {
        match self.archive {
            "moved" => false,
            "moved-at-eol" => self.end_of_life.is_none_or(|end| date <= end),
            _ => true,
        }
    }

    /// `Ubuntu 22.04 (jammy)`.
    pub fn display_name(&self) -> String {
        let name = match self.id {
            "ubuntu" => "Ubuntu",
            "debian" => "Debian",
            "alpine" => "Alpine",
            "rockylinux" => "Rocky Linux",
            "almalinux" => "AlmaLinux",
            "oraclelinux" => "Oracle Linux",
            "amazonlinux" => "Amazon Linux",
            "azurelinux" => "Azure Linux",
            "opensuse" => "openSUSE",
            "ubi" => "Red Hat UBI",
            "centos" => "CentOS",
            other => other,
        };
        match self.codename.filter(|codename| *codename != self.version) {
            Some(codename) => format!("{name} {} ({codename})", self.version),
            None => format!("{name} {}", self.version),
        }
    }
}

pub(crate) fn read(row: &'static str) -> Option<Distro> {
    let [id, version, codename, released, end_of_life, end_of_extended, python3, glibc, pep668, archive] =
        cells(row)?;
    matches!(archive, "" | "moved" | "moved-at-eol").then_some(Distro {
        id,
        version,
        codename: known(codename),
        released: known(released),
        end_of_life: known(end_of_life),
        end_of_extended: known(end_of_extended),
        python3: known(python3),
        glibc: known(glibc),
        pep668: yes_no(pep668),
        archive,
    })
}

/// All releases known. Read once: rules ask for every word of every image.
pub fn all() -> &'static [Distro] {
    static ALL: LazyLock<Vec<Distro>> = LazyLock::new(|| TABLE.read(read));
    &ALL
}

/// A release by version (`22.04`, `12`; point releases such as `12.5` or `3.20.1` count as
/// their release) or codename (`jammy`).
pub fn find(id: &str, version: &str) -> Option<Distro> {
    let named = |distro: &Distro| distro.codename == Some(version) || distro.version == version;
    let point = |distro: &Distro| {
        let rest = version.strip_prefix(distro.version);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let of_id = || all().iter().filter(|distro| distro.id == id);
    of_id().find(|distro| named(distro)).or_else(|| of_id().find(|distro| point(distro))).copied()
}

/// A release by its codename alone.
pub fn by_codename(codename: &str) -> Option<Distro> {
    // Asked of every word of thousands of tags: most are numbers.
    let is_word = codename.starts_with(|c: char| c.is_ascii_alphabetic());
    all().iter().filter(|_| is_word).find(|distro| distro.codename == Some(codename)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn life_cycle() {
        let table = [
            ("ubuntu", "22.04", Lifecycle::Supported, true),
            ("ubuntu", "20.04", Lifecycle::Extended, true),
            ("ubuntu", "18.04", Lifecycle::Extended, true),
            ("ubuntu", "23.10", Lifecycle::EndOfLife, false),
            ("ubuntu", "24.10", Lifecycle::EndOfLife, false),
            ("debian", "stretch", Lifecycle::EndOfLife, false),
            ("debian", "buster", Lifecycle::EndOfLife, false),
            ("debian", "11", Lifecycle::EndOfLife, true),
            ("debian", "12.5", Lifecycle::Extended, true),
            ("debian", "trixie", Lifecycle::Supported, true),
            ("centos", "7", Lifecycle::EndOfLife, false),
            ("alpine", "3.24.1", Lifecycle::Supported, true),
        ];
        for (id, version, status, answers) in table {
            let distro = find(id, version).expect(version);
            assert_eq!(distro.status_on("2026-11-24"), status, "{id} {version}");
            assert_eq!(distro.archive_answers("2026-11-24"), answers, "{id} {version}");
        }
        assert!(find("ubuntu", "23.10").expect("known").archive_answers("2024-01-01"));
    }

    #[test]
    fn pythons() {
        let jammy = by_codename("jammy").expect("known");
        assert_eq!((jammy.python3, jammy.pep668), (Some("3.10"), Some(false)));
        assert_eq!(find("debian", "bookworm").expect("known").pep668, Some(true));
        assert_eq!(jammy.display_name(), "Ubuntu 22.04 (jammy)");
        assert_eq!(find("ubuntu", "99.04"), None);
    }
}
