//! From the files of interest to what analysis asks.

use analysis::facts::BaseContents;

use super::tree::Tree;
use super::{apt_sources, packages, python, repositories};

/// Reads an image's tree; the platform says which archives apply.
pub fn read(tree: &Tree, architecture: &str, variant: Option<&str>) -> BaseContents {
    let (distro, release) = packages::distribution(tree);
    let rpm_architecture = repositories::architecture_name(architecture, variant);
    let repositories = repositories::of(tree, &rpm_architecture, release.as_deref());
    let architecture = apt_sources::debian_architecture(architecture, variant);
    let python = python::find(tree);
    BaseContents {
        distro,
        release,
        packages: packages::installed(tree),
        apt_archives: apt_sources::archives(tree, &architecture),
        apt_docker_clean: apt_sources::cleans_downloads(tree),
        apt_gzip_indexes: apt_sources::keeps_lists_compressed(tree),
        path_excludes: packages::path_excludes(tree),
        python_bytecode_stripped: python.as_ref().is_some_and(|python| python.bytecode_stripped),
        python: python.as_ref().map(|python| python.version.clone()),
        site_packages: python.map(|python| python.distributions).unwrap_or_default(),
        skipped_bytes: 0,
        repositories,
        database_bytes: packages::database_bytes(tree),
        debconf_bytes: packages::debconf_bytes(tree),
        dnf: repositories::dnf_settings(tree),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debian_image() {
        let contents = read(
            &Tree::of(&[
                ("usr/lib/os-release", "NAME=x\nID=debian\nVERSION_ID=\"12\"\n"),
                (
                    "var/lib/dpkg/status",
                    "Package: mawk\nStatus: install ok installed\nVersion: 1.3\n\
                    Provides: awk (= 1), nawk\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n",
                ),
                (
                    "etc/apt/sources.list.d/debian.sources",
                    "Types: deb\n# http://old.example\nURIs: http://a.example/debian\n\
                    Suites: bookworm bookworm-updates\nComponents: main contrib\nSigned-By: /x\n\n\
                    Types: deb\nURIs: http://a.example/debian\nSuites: sid\nComponents: main\nEnabled: no\n",
                ),
                (
                    "etc/apt/sources.list",
                    "# deb http://no.example x main\ndeb-src http://no.example x main\n\
                    deb [arch=amd64,arm64 signed-by=/x] https://b.example/repo/$(ARCH) / # flat\n\
                    deb [ arch=i386 ] http://no.example x main\ndeb cdrom:[x]/ y main\n",
                ),
                (
                    "etc/apt/apt.conf.d/docker-clean",
                    "# comment\n\
                    DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb || true\"; };\n",
                ),
                ("var/cache/debconf/templates.dat", "492395"),
                ("etc/apt/apt.conf.d/docker-gzip-indexes", "Acquire::GzipIndexes \"true\";\n"),
                (
                    "etc/dpkg/dpkg.cfg.d/docker",
                    "# doc\npath-exclude /usr/share/doc/*\n\
                    path-include=/usr/share/doc/*/copyright\nforce-unsafe-io\n",
                ),
            ]),
            "amd64",
            None,
        );
        assert_eq!((contents.distro.as_deref(), contents.release.as_deref()), (Some("debian"), Some("12")));
        assert_eq!(contents.packages.len(), 1);
        assert_eq!(contents.packages[0].provides, ["awk", "nawk"]);
        let archives: Vec<String> = contents
            .apt_archives
            .iter()
            .map(|a| format!("{} {} {} {}", a.url, a.suite, a.component, a.architecture))
            .collect();
        assert_eq!(
            archives,
            [
                "https://b.example/repo/amd64 /  amd64",
                "http://a.example/debian bookworm main amd64",
                "http://a.example/debian bookworm contrib amd64",
                "http://a.example/debian bookworm-updates main amd64",
                "http://a.example/debian bookworm-updates contrib amd64",
            ]
        );
        assert!(contents.apt_docker_clean && contents.apt_gzip_indexes);
        assert_eq!(contents.debconf_bytes, 492_395);
        assert_eq!(
            contents.path_excludes.rules,
            [(true, "/usr/share/doc/*".to_owned()), (false, "/usr/share/doc/*/copyright".to_owned())]
        );
    }

    #[test]
    fn alpine_and_nothing() {
        let contents = read(
            &Tree::of(&[
                ("etc/os-release", "ID=alpine\nVERSION_ID=3.20.0\n"),
                (
                    "etc/apk/repositories",
                    "# x\nhttps://alpine.example/v3.20/main/\n@edge https://alpine.example/edge/main\n/media/cdrom\n",
                ),
                (
                    "lib/apk/db/installed",
                    "P:musl\nV:1.2.5-r0\np:so:libc.musl-x86_64.so.1=1\n\nP:busybox\nV:1\n",
                ),
            ]),
            "amd64",
            None,
        );
        assert_eq!(contents.packages.len(), 2);
        assert_eq!(contents.packages[0].provides, ["so:libc.musl-x86_64.so.1"]);
        let repositories: Vec<&str> = contents.repositories.iter().map(|each| each.url.as_str()).collect();
        assert_eq!(repositories, ["https://alpine.example/v3.20/main"]);
        assert_eq!(read(&Tree::default(), "amd64", None), BaseContents::default());
    }
}
