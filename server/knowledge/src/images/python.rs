//! Which Python an image holds, and how pip behaves in it.

use super::environment::{MAX_PARENTS, parent};
use super::tags::aliases;
use crate::pattern::{best_match, canonical_repository, image_name};
use crate::table::{Table, cells, known, table, yes_no};
use crate::version::Version;

pub(crate) const TABLE: Table = table!("image_python");

/// Python in an image. `None` fields are not established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImagePython {
    /// The row's image or pattern.
    pub image: &'static str,
    python: &'static str,
    /// Who provides it: `conda (/opt/conda)`, `system (Ubuntu)`, `/usr/local (built from source)`.
    pub provided_by: Option<&'static str>,
    pub interpreter: Option<&'static str>,
    /// Whether pip is there.
    pub pip: Option<bool>,
    /// Whether pip refuses to install outside a virtual environment; of an image without
    /// Python: whether it will once apt has installed one.
    pub pep668: Option<bool>,
    pub site_packages: Option<&'static str>,
    /// `glibc 2.36`, `musl`.
    pub libc: Option<&'static str>,
    /// How well the row is known: `exact`, `minor`, `inferred`, …
    pub quality: &'static str,
}

impl ImagePython {
    /// Whether the image holds an interpreter; `None` when not established.
    pub fn has_python(&self) -> Option<bool> {
        match self.python {
            "" => None,
            "none" => Some(false),
            _ => Some(true),
        }
    }

    /// Its version: `3.12.13`, or `3.12` where the patch is not known.
    pub fn version(&self) -> Option<&'static str> {
        known(self.python).filter(|version| *version != "none")
    }

    /// Major and minor version.
    pub fn minor(&self) -> Option<(u64, u64)> {
        self.version().map(|version| Version::parse(version).major_minor())
    }

    /// Whether it is conda's Python.
    pub fn is_conda(&self) -> bool {
        self.provided_by.is_some_and(|provider| provider.starts_with("conda"))
    }
}

pub(crate) fn read(row: &'static str) -> Option<ImagePython> {
    let [image, python, provided_by, interpreter, pip, pep668, site_packages, libc, quality, _source] =
        cells(row)?;
    let version = python.is_empty() || python == "none" || python.starts_with("3.");
    version.then_some(ImagePython {
        image,
        python,
        provided_by: known(provided_by),
        interpreter: known(interpreter),
        pip: yes_no(pip),
        pep668: yes_no(pep668),
        site_packages: known(site_packages),
        libc: known(libc),
        quality,
    })
}

/// Python in `repository:tag`: the row of the tag, of another tag of the same image, of a
/// pattern, or of the image that it is built from.
pub fn python(repository: &str, tag: &str) -> Option<ImagePython> {
    within(repository, tag, MAX_PARENTS)
}

/// Siblings stand in for images without a row, so that a chain of parents may come back to itself.
fn within(repository: &str, tag: &str, depth: usize) -> Option<ImagePython> {
    let depth = depth.checked_sub(1)?;
    let repository = match canonical_repository(repository) {
        "nvcr.io/nvidia/cuda" => "nvidia/cuda",
        other => other,
    };
    let mut names = vec![image_name(repository, tag)];
    names.extend(aliases(repository, tag).iter().map(|tag| image_name(repository, tag)));
    let own = names.iter().find_map(|name| best_match(rows(repository), |row| row.image, name));
    own.or_else(|| official_sibling(repository, tag)).or_else(|| {
        let (base, base_tag) = parent(repository, tag)?;
        within(&base, &base_tag, depth)
    })
}

fn rows(repository: &str) -> impl Iterator<Item = ImagePython> + use<> {
    TABLE.with_prefix(&format!("{repository}:")).filter_map(read)
}

/// `python:3.X…` without a row of its own: all of them are alike but for the version, which
/// the tag tells.
fn official_sibling(repository: &str, tag: &str) -> Option<ImagePython> {
    let version = tag.split('-').next().unwrap_or_default();
    let (major, minor) = Version::parse(version).major_minor();
    if repository != "python" || major != 3 {
        return None;
    }
    let model = rows("python").find(|row| row.minor() == Some((3, minor)));
    let alpine = tag.contains("alpine");
    model.map(|row| ImagePython {
        python: row.version().and_then(|v| v.get(..v.rfind('.')?)).unwrap_or_default(),
        libc: alpine.then_some("musl"),
        quality: "inferred",
        ..row
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_images() {
        let table = [
            ("python", "3.12-slim", Some((3, 12)), Some(false)),
            ("docker.io/library/python", "3.11-slim-bookworm", Some((3, 11)), Some(false)),
            ("python", "3.9.1-slim", Some((3, 9)), Some(false)),
            ("pytorch/pytorch", "2.12.1-cuda13.0-cudnn9-runtime", Some((3, 12)), Some(true)),
            ("pytorch/pytorch", "2.5.1-cuda12.4-cudnn9-runtime", Some((3, 11)), Some(false)),
            ("tensorflow/tensorflow", "2.16.1-gpu", Some((3, 11)), Some(false)),
            ("ghcr.io/astral-sh/uv", "python3.12-bookworm-slim", Some((3, 12)), Some(false)),
            ("ghcr.io/astral-sh/uv", "0.5.1-python3.11-alpine", Some((3, 11)), Some(false)),
            ("rocm/pytorch", "rocm7.2_ubuntu22.04_py3.10_pytorch_release_2.9.1", Some((3, 10)), None),
            ("quay.io/jupyter/scipy-notebook", "latest", Some((3, 13)), Some(false)),
            ("nvidia/cuda", "12.4.1-base-ubuntu22.04", None, Some(false)),
            ("nvcr.io/nvidia/cuda", "12.6.3-base-ubuntu24.04", None, Some(true)),
            ("ubuntu", "24.04", None, Some(true)),
        ];
        for (repository, tag, minor, pep668) in table {
            let row = python(repository, tag).unwrap_or_else(|| panic!("{repository}:{tag}"));
            assert_eq!((row.minor(), row.pep668), (minor, pep668), "{repository}:{tag} {row:?}");
        }
        assert_eq!(python("example.com/app", "1"), None);
    }

    #[test]
    fn images_without_python_say_so() {
        let row = python("nvidia/cuda", "11.8.0-cudnn8-runtime-ubuntu22.04").expect("a pattern");
        assert_eq!((row.has_python(), row.pip), (Some(false), Some(false)));
        assert!(python("pytorch/pytorch", "2.4.1-cuda12.4-cudnn9-devel").expect("a row").is_conda());
    }

    #[test]
    fn chains_that_come_back_to_themselves_end() {
        assert_eq!(python("nginx", "1.13-alpine"), None);
    }
}
