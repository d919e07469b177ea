//! Packages that an image holds before a Dockerfile installs any.

use crate::pattern::best_match;
use crate::table::{Table, cells, known, table};

pub(crate) const BASE: Table = table!("base_packages");
pub(crate) const IMAGES: Table = table!("image_packages");

/// The dpkg packages of a distribution's own image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BaseImage {
    image: &'static str,
    packages: &'static str,
}

pub(crate) fn read_base(row: &'static str) -> Option<BaseImage> {
    let [image, _as_of, packages] = cells(row)?;
    (image.contains(':') && !packages.is_empty()).then_some(BaseImage { image, packages })
}

/// What an image's Dockerfile installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImagePackages {
    image: &'static str,
    from: Option<&'static str>,
    packages: &'static str,
}

pub(crate) fn read_image(row: &'static str) -> Option<ImagePackages> {
    let [image, from, packages] = cells(row)?;
    image.contains(':').then_some(ImagePackages { image, from: known(from), packages })
}

/// Names of the dpkg packages in `debian:SUITE` or `ubuntu:RELEASE`, such as
/// `debian:bookworm-slim` or `ubuntu:24.04`; `None` for images whose list is not embedded
/// (for trixie the archive's own base rows answer).
pub fn base_packages(image: &str) -> Option<impl Iterator<Item = &'static str>> {
    let found = BASE.rows().filter_map(read_base).find(|row| row.image == image)?;
    Some(found.packages.split(' '))
}

/// Packages that an image's Dockerfiles install onto the distribution's image, by name; what
/// those need is left to [`super::install`]. Empty for images that are not known.
pub fn preinstalled(repository: &str, tag: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut next = Some(format!("{repository}:{tag}"));
    // Rows name at most one further image, which names none.
    for _ in 0..3 {
        let Some(image) = next.take() else { break };
        let rows = IMAGES.rows().filter_map(read_image);
        if let Some(row) = best_match(rows, |row| row.image, &image) {
            names.extend(row.packages.split(' ').filter(|name| !name.is_empty()));
            next = row.from.map(str::to_owned);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apt::{Archive, Request, install};

    #[test]
    fn lists_of_known_images() {
        let mut names = base_packages("ubuntu:24.04").expect("embedded");
        assert!(names.any(|name| name == "apt"));
        assert!(base_packages("fedora:40").is_none());
        assert_eq!(preinstalled("python", "3.12-slim"), ["ca-certificates", "netbase", "tzdata"]);
        assert!(preinstalled("python", "3.12").contains(&"git"));
        assert!(preinstalled("unknown", "latest").is_empty());
    }

    #[test]
    fn a_full_python_image_has_a_compiler() {
        let before = preinstalled("python", "3.12-bookworm");
        let names = ["build-essential"];
        let request = Request { names: &names, preinstalled: &before, ..Request::default() };
        let got = install(Archive::Bookworm, &request);
        assert!(got.installed_bytes() < 1_000_000, "{:?}", got.packages);
    }
}
