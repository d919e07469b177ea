//! Which packages the archives of a base image have: for "no such package in bookworm".

use std::sync::Arc;

use crate::Analysis;
use crate::facts::AptIndex;
use crate::model::{Base, Stage};
use crate::size::platform_of;
use crate::spelling::nearest;

/// The indexes of all archives that a base image names. Archives that the Dockerfile adds are not
/// among them: who adds one may install what is not here.
#[derive(Debug, Clone)]
pub struct ReleasePackages {
    /// `bookworm` where the release has a codename, else `rocky 9`.
    pub release: String,
    indexes: Vec<Arc<AptIndex>>,
}

/// The packages of a stage's base image; `None` until its layers were read and every index has come,
/// so that what is absent here does not exist.
pub fn release_packages(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<ReleasePackages> {
    let root = analysis.model.ancestry(stage).last()?;
    let Base::Image(image) = &root.base else { return None };
    let facts = analysis.inputs.facts;
    let platform = platform_of(analysis, root);
    let contents = Arc::clone(facts.base_contents(image, &platform).value()?);
    let archives = contents.apt_archives.iter();
    let indexes: Vec<_> =
        archives.map(|archive| facts.apt_index(archive).value().cloned()).collect::<Option<_>>()?;
    let (distro, version) = (contents.distro.as_deref()?, contents.release.as_deref()?);
    let known = knowledge::distros::find(distro, version);
    let release = known.and_then(|distro| distro.codename).map(str::to_owned);
    let release = release.unwrap_or_else(|| format!("{distro} {version}"));
    (!indexes.is_empty()).then_some(ReleasePackages { release, indexes })
}

impl ReleasePackages {
    /// A package of this name exists, or one that provides it.
    pub fn has(&self, name: &str) -> bool {
        self.indexes.iter().any(|index| index.has(name))
            || self.indexes.iter().any(|index| index.provides(name))
    }

    /// The name of a package that is spelled nearly so.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.indexes.iter().flat_map(|index| index.names()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::AptPackage;

    fn packages() -> ReleasePackages {
        let package = |name: &str, provides: &str| AptPackage {
            name: name.into(),
            provides: provides.into(),
            ..AptPackage::default()
        };
        let packages =
            vec![package("curl", ""), package("mawk", "awk (= 1), posix-awk:any"), package("wget", "")];
        let index = Arc::new(AptIndex { packages, list_bytes: 0 });
        ReleasePackages { release: "bookworm".into(), indexes: vec![index] }
    }

    #[test]
    fn names_virtual_names_and_neighbours() {
        let packages = packages();
        for (name, has, near) in [
            ("curl", true, None),
            ("awk", true, None),
            ("posix-awk", true, None),
            ("crul", false, Some("curl")),
            ("aw", false, None),
            ("something-else", false, None),
        ] {
            assert_eq!(packages.has(name), has, "{name}");
            if !has {
                assert_eq!(packages.nearest(name), near, "{name}");
            }
        }
    }
}
