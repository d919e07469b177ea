//! Package repositories of Alpine, of Red Hat's family and of conda.

use serde::{Deserialize, Serialize};

/// One repository that an image or a command names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackageRepository {
    pub kind: RepositoryKind,
    /// As written, variables replaced, without a final slash. For conda a name such as `conda-forge` too.
    pub url: String,
    /// Alpine's and Red Hat's name of the architecture (`x86_64`), conda's of the platform (`linux-64`).
    pub architecture: String,
}

/// How a repository is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RepositoryKind {
    /// `APKINDEX.tar.gz` below the architecture.
    Apk,
    /// `repodata/repomd.xml` below the address.
    Rpm,
    /// The address answers with mirrors, as a metalink or a plain list.
    RpmMirrors,
    /// `repodata.json` below the platform.
    Conda,
}

/// The packages of one repository, sorted by name; versions in the repository's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PackageIndex {
    pub packages: Vec<IndexedPackage>,
    /// Bytes of the metadata as the package manager keeps it in its cache.
    pub kept_bytes: u64,
    /// Every capability: the number of its package and where its line begins in `provides`. Sorted by
    /// name, so that who provides a thing is found without reading all.
    capabilities: Vec<(u32, u32)>,
}

/// What a closure and its size need of one version of a package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexedPackage {
    pub name: String,
    /// As its family writes it: `1.2.4-r0`, `1:2.3-4.el9`, `3.11.9`.
    pub version: String,
    /// conda's build string, rpm's architecture.
    #[serde(default)]
    pub build: String,
    #[serde(default)]
    pub build_number: u64,
    /// Bytes of its files, where the index tells.
    #[serde(default)]
    pub installed_bytes: Option<u64>,
    /// Bytes of the package file.
    pub package_bytes: u64,
    /// One dependency a line, as the index writes it.
    #[serde(default)]
    pub depends: String,
    /// Weak dependencies that come along by default.
    #[serde(default)]
    pub recommends: String,
    /// One capability a line; rpm's files among them.
    #[serde(default)]
    pub provides: String,
    /// conda: where the package file is. Below the platform's folder.
    #[serde(default)]
    pub file: String,
}

impl PackageIndex {
    /// Sorts packages and what they provide by name.
    pub fn new(mut packages: Vec<IndexedPackage>, kept_bytes: u64) -> Self {
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        let mut capabilities = Vec::new();
        for (number, package) in packages.iter().enumerate() {
            let mut offset = 0;
            for line in package.provides.split_inclusive('\n') {
                capabilities.push((number as u32, offset));
                offset += line.len() as u32;
            }
        }
        let mut index = Self { packages, kept_bytes, capabilities: Vec::new() };
        capabilities.sort_by(|a, b| {
            index.capability(*a).map(|(name, _)| name).cmp(&index.capability(*b).map(|(name, _)| name))
        });
        index.capabilities = capabilities;
        index
    }

    /// All versions of a name.
    pub fn versions(&self, name: &str) -> &[IndexedPackage] {
        let start = self.packages.partition_point(|package| package.name.as_str() < name);
        let length = self.packages[start..].iter().take_while(|package| package.name == name).count();
        &self.packages[start..start + length]
    }

    /// The packages that provide a capability, each with the version that it provides it in.
    pub fn providers<'i>(&'i self, name: &str) -> impl Iterator<Item = (&'i IndexedPackage, &'i str)> {
        let before = |entry: &(u32, u32)| self.capability(*entry).is_some_and(|(own, _)| own < name);
        let start = self.capabilities.partition_point(before);
        let name = name.to_owned();
        self.capabilities[start..].iter().map_while(move |entry| {
            let (own, version) = self.capability(*entry)?;
            (own == name).then(|| self.packages.get(entry.0 as usize).map(|package| (package, version)))?
        })
    }

    /// Name and version of a capability.
    fn capability(&self, (package, offset): (u32, u32)) -> Option<(&str, &str)> {
        let provides = &self.packages.get(package as usize)?.provides;
        Some(capability(provides.get(offset as usize..)?.lines().next()?))
    }
}

/// `libz.so.1()(64bit)`, `zlib EQ 1.2-3` (rpm), `so:libz.so.1=1.2` (apk): the name and its version,
/// empty where it has none.
pub fn capability(line: &str) -> (&str, &str) {
    let name_end = line.find([' ', '=', '<', '>', '~']).unwrap_or(line.len());
    let (name, rest) = line.split_at(name_end);
    let version = rest.trim_start_matches([' ', '=', '<', '>', '~']);
    (name, version.rsplit(' ').next().unwrap_or(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_found_by_name() {
        let package = |name: &str, provides: &str| IndexedPackage {
            name: name.into(),
            provides: provides.into(),
            ..IndexedPackage::default()
        };
        let index = PackageIndex::new(
            vec![package("zlib", "libz.so.1()(64bit)\nzlib EQ 1.2-3"), package("a", "so:liba.so.1=1.5\nx")],
            0,
        );
        let found = |name: &str| -> Vec<String> {
            index.providers(name).map(|(package, version)| format!("{} {version}", package.name)).collect()
        };
        assert_eq!(found("libz.so.1()(64bit)"), ["zlib "]);
        assert_eq!(found("zlib"), ["zlib 1.2-3"]);
        assert_eq!(found("so:liba.so.1"), ["a 1.5"]);
        assert_eq!(found("libz").len() + found("zz").len(), 0);
        assert_eq!(index.versions("a").len(), 1);
    }
}
