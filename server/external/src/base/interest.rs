//! Which files of a layer tell about packages.

/// What is kept of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Its text.
    Text,
    /// Its text as stanzas, with only these fields.
    Stanzas(&'static [&'static str]),
    /// rpm's database, as stanzas of what is installed.
    RpmDatabase,
    /// Its length in bytes, as a number.
    Length,
    /// That it is there.
    Presence,
}

const DPKG_FIELDS: &[&str] = &["Package", "Version", "Provides", "Status"];
/// Package, version, provides.
const APK_FIELDS: &[&str] = &["P", "V", "p"];

/// What a path, without a leading slash, is good for.
pub fn interest(path: &str) -> Option<Interest> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match folder {
        "etc" | "usr/lib" if file == "os-release" => Some(Interest::Text),
        "etc/apt" if matches!(file, "sources.list" | "apt.conf") => Some(Interest::Text),
        "etc/apt/sources.list.d" if file.ends_with(".list") || file.ends_with(".sources") => {
            Some(Interest::Text)
        }
        "etc/apt/apt.conf.d" | "etc/dpkg/dpkg.cfg.d" => Some(Interest::Text),
        "etc/dpkg" if file == "dpkg.cfg" => Some(Interest::Text),
        "var/lib/dpkg" if file == "status" => Some(Interest::Stanzas(DPKG_FIELDS)),
        "var/lib/dpkg/status.d" if !file.ends_with(".md5sums") => Some(Interest::Stanzas(DPKG_FIELDS)),
        "var/cache/debconf" if file == "templates.dat" => Some(Interest::Length),
        "lib/apk/db" | "usr/lib/apk/db" if file == "installed" => Some(Interest::Stanzas(APK_FIELDS)),
        "etc/apk" if matches!(file, "repositories" | "arch") => Some(Interest::Text),
        "etc/yum.repos.d" | "etc/distro.repos.d" if file.ends_with(".repo") => Some(Interest::Text),
        "etc/dnf" if file == "dnf.conf" => Some(Interest::Text),
        "etc" if file == "yum.conf" => Some(Interest::Text),
        "etc/dnf/vars" | "etc/yum/vars" => Some(Interest::Text),
        _ if super::rpm::is_database(folder, file) => Some(Interest::RpmDatabase),
        _ => tells_python(folder, file).then_some(Interest::Presence),
    }
}

/// Distributions of site-packages, and the standard library's `os` with its bytecode.
fn tells_python(folder: &str, file: &str) -> bool {
    let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let is_packages = |folder: &str| folder.ends_with("/site-packages") || folder.ends_with("/dist-packages");
    let is_distribution = (file == "METADATA" && name.ends_with(".dist-info"))
        || (file == "PKG-INFO" && name.ends_with(".egg-info"));
    if is_distribution {
        return is_packages(parent);
    }
    if file.ends_with(".egg-info") {
        return is_packages(folder);
    }
    let is_library = |name: &str| name.starts_with("python3.");
    let is_bytecode = name == "__pycache__" && file.starts_with("os.cpython-") && file.ends_with(".pyc");
    (file == "os.py" && is_library(name))
        || (is_bytecode && parent.rsplit('/').next().is_some_and(is_library))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for path in [
            "etc/os-release",
            "etc/apt/sources.list.d/debian.sources",
            "etc/apt/apt.conf.d/docker-clean",
            "var/lib/dpkg/status",
            "var/lib/dpkg/status.d/base",
            "var/cache/debconf/templates.dat",
            "etc/apk/repositories",
            "etc/yum.repos.d/rocky.repo",
            "etc/dnf/vars/contentdir",
            "var/lib/rpm/Packages",
            "usr/lib/sysimage/rpm/rpmdb.sqlite",
            "usr/local/lib/python3.11/os.py",
            "usr/local/lib/python3.11/__pycache__/os.cpython-311.pyc",
            "usr/local/lib/python3.11/site-packages/pip-24.0.dist-info/METADATA",
            "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO",
        ] {
            assert!(interest(path).is_some(), "{path}");
        }
        for path in [
            "etc/passwd",
            "etc/apt/sources.list.d/x.gpg",
            "var/lib/dpkg/status-old",
            "var/cache/debconf/templates.dat-old",
            "var/lib/rpm/Basenames",
            "var/lib/dpkg/status.d/base.md5sums",
            "usr/lib/python3.11/encodings/os.py",
            "usr/local/lib/python3.11/site-packages/pip-24.0.dist-info/RECORD",
            "usr/local/lib/python3.11/site-packages/x/vendor-1.dist-info/METADATA",
        ] {
            assert!(interest(path).is_none(), "{path}");
        }
    }
}
