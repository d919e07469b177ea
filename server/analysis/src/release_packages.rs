//! Which packages the archives of a base image have: for "no such package in bookworm".

use std::sync::Arc;

use crate::Analysis;
use crate::facts::{AptArchive, AptIndex, BaseContents, Platform};
use crate::model::{Base, Stage};
use crate::reference::ImageReference;
use crate::size::platform_of;
use crate::spelling::nearest;

/// The indexes of all archives that a base image names. Archives that the Dockerfile adds are not
/// among them: who adds one may install what is not here.
#[derive(Debug, Clone)]
pub struct ReleasePackages {
    /// `bookworm` where the release has a codename, else `rocky 9`.
    pub release: String,
    indexes: Vec<Arc<AptIndex>>,
    base: Arc<BaseContents>,
}

/// The packages of a stage's base image; `None` until its layers were read and every index has come,
/// so that what is absent here does not exist.
pub fn release_packages(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<ReleasePackages> {
    let facts = analysis.inputs.facts;
    read(
        analysis,
        stage,
        |image, platform| facts.base_contents(image, platform).value().cloned(),
        |archive| facts.apt_index(archive).value().cloned(),
    )
}

/// The same from what earlier questions have left; nothing is fetched because of it.
pub fn recalled_release_packages(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<ReleasePackages> {
    let facts = analysis.inputs.facts;
    read(
        analysis,
        stage,
        |image, platform| facts.recalled_base_contents(image, platform),
        |archive| facts.recalled_apt_index(archive),
    )
}

fn read(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    contents: impl Fn(&ImageReference, &Platform) -> Option<Arc<BaseContents>>,
    index: impl Fn(&AptArchive) -> Option<Arc<AptIndex>>,
) -> Option<ReleasePackages> {
    let root = analysis.model.ancestry(stage).last()?;
    let Base::Image(image) = &root.base else { return None };
    let base = contents(image, &platform_of(analysis, root))?;
    let indexes: Vec<_> = base.apt_archives.iter().map(index).collect::<Option<_>>()?;
    let (distro, version) = (base.distro.as_deref()?, base.release.as_deref()?);
    let known = knowledge::distros::find(distro, version);
    let release = known.and_then(|distro| distro.codename).map(str::to_owned);
    let release = release.unwrap_or_else(|| format!("{distro} {version}"));
    // A layer that was too large to read may name another archive.
    let is_whole = !indexes.is_empty() && base.skipped_bytes == 0;
    is_whole.then_some(ReleasePackages { release, indexes, base })
}

impl ReleasePackages {
    /// A package of this name exists, or one that provides it, or the image has it from elsewhere.
    pub fn has(&self, name: &str) -> bool {
        self.base.packages.iter().any(|installed| installed.name == name)
            || self.indexes.iter().any(|index| index.has(name))
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
        let index = Arc::new(AptIndex { packages, ..AptIndex::default() });
        ReleasePackages { release: "bookworm".into(), indexes: vec![index], base: Arc::default() }
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
