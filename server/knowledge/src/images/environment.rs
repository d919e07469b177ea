//! What an image sets: ENV, USER, WORKDIR, ENTRYPOINT, CMD, SHELL, EXPOSE, VOLUME.

use super::tags::aliases;
use crate::cuda_images::{TagParts, require_cuda};
use crate::pattern::{best_match, canonical_repository, image_name};
use crate::table::{Table, cells, known, table};
use crate::version::Version;
use std::collections::BTreeMap;

pub(crate) const TABLE: Table = table!("environment");

/// One row: what an image adds to its `from`.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    image: &'static str,
    from: Option<&'static str>,
    /// `None`: set to something that is not known.
    env: BTreeMap<String, Option<String>>,
    env_names: &'static str,
    user: Option<&'static str>,
    workdir: Option<&'static str>,
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    shell: Option<Vec<String>>,
    expose: &'static str,
    volume: &'static str,
    stop_signal: Option<&'static str>,
    as_of: Option<&'static str>,
}

pub(crate) fn read(row: &'static str) -> Option<Layer> {
    let [
        image,
        from,
        env,
        env_names,
        user,
        workdir,
        entrypoint,
        cmd,
        shell,
        expose,
        volume,
        stop_signal,
        as_of,
    ] = cells(row)?;
    Some(Layer {
        image,
        from: known(from),
        env: json(env)?.unwrap_or_default(),
        env_names,
        user: known(user),
        workdir: known(workdir),
        entrypoint: json(entrypoint)?,
        cmd: json(cmd)?,
        shell: json(shell)?,
        expose,
        volume,
        stop_signal: known(stop_signal),
        as_of: known(as_of),
    })
}

/// A JSON cell; `Some(None)` when empty, `None` when it cannot be read.
fn json<T: serde::de::DeserializeOwned>(cell: &'static str) -> Option<Option<T>> {
    match cell {
        "" => Some(None),
        text => serde_json::from_str(text).ok().map(Some),
    }
}

/// An environment variable of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    /// `None`: it is set, but to what is not known.
    pub value: Option<String>,
}

/// What an image sets, its parents included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Sorted by name.
    pub variables: Vec<Variable>,
    pub user: Option<String>,
    pub workdir: Option<String>,
    pub entrypoint: Option<Vec<String>>,
    pub cmd: Option<Vec<String>>,
    pub shell: Option<Vec<String>>,
    pub expose: Vec<&'static str>,
    pub volumes: Vec<&'static str>,
    pub stop_signal: Option<String>,
    /// The rows that were read, this image's first: `python:3.12-slim-trixie`, `debian:*`.
    pub chain: Vec<&'static str>,
    /// True when a sibling (another version of the same kind of image) answered.
    pub inferred: bool,
    /// Date of the newest Dockerfile read.
    pub as_of: Option<&'static str>,
}

impl Environment {
    /// The value of a variable; `Some(None)` when it is set to something unknown.
    pub fn get(&self, name: &str) -> Option<Option<&str>> {
        let found = self.variables.iter().find(|variable| variable.name == name)?;
        Some(found.value.as_deref())
    }
}

/// PATH where an image sets none: builders and engines add it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What `repository:tag` sets; `None` when neither it nor a sibling is known.
pub fn environment(repository: &str, tag: &str) -> Option<Environment> {
    let (chain, inferred) = chain(repository, tag)?;
    let mut result = Environment { inferred, ..Environment::default() };
    let mut values = BTreeMap::from([("PATH".to_owned(), Some(DEFAULT_PATH.to_owned()))]);
    for layer in chain.iter().rev() {
        apply_variables(&mut values, layer);
        apply_settings(&mut result, layer);
    }
    if inferred {
        forget_versions(&mut values, repository, tag);
    }
    result.variables = values.into_iter().map(|(name, value)| Variable { name, value }).collect();
    result.chain = chain.iter().map(|layer| layer.image).collect();
    result.as_of = chain.iter().filter_map(|layer| layer.as_of).max();
    Some(result)
}

/// Parents that are followed; the deepest chain of the table has seven images.
pub(super) const MAX_PARENTS: usize = 12;

/// The image that `repository:tag` is built from, where its own Dockerfile is known: a sibling may
/// rest on another release.
pub(super) fn parent(repository: &str, tag: &str) -> Option<(String, String)> {
    let (layer, inferred) = layer(repository, tag)?;
    split(layer.from.filter(|_| !inferred)?)
}

fn split(image: &str) -> Option<(String, String)> {
    if image == "scratch" {
        return None;
    }
    let (repository, tag) = image.split_once(':').unwrap_or((image, "latest"));
    // buildpack-deps adds packages to a distribution's image, and nothing else.
    match (repository, tag) {
        ("buildpack-deps", suite) => {
            Some(("debian".to_owned(), suite.split('-').next().unwrap_or(suite).to_owned()))
        }
        _ => Some((repository.to_owned(), tag.to_owned())),
    }
}

/// The rows from the image down to its root, and whether the first is a sibling's.
fn chain(repository: &str, tag: &str) -> Option<(Vec<Layer>, bool)> {
    let (first, inferred) = layer(repository, tag)?;
    let mut chain = vec![first];
    while let Some((repository, tag)) = chain.last().and_then(|layer| split(layer.from?)) {
        match layer(&repository, &tag) {
            Some((next, _)) if chain.len() < MAX_PARENTS => chain.push(next),
            _ => break,
        }
    }
    Some((chain, inferred))
}

/// The row of an image: its own, one of another tag of it, a pattern's, or a sibling's.
fn layer(repository: &str, tag: &str) -> Option<(Layer, bool)> {
    let repository = canonical_repository(repository);
    let mut names = vec![image_name(repository, tag)];
    names.extend(aliases(repository, tag).iter().map(|tag| image_name(repository, tag)));
    let own = names.iter().find_map(|name| {
        let exact = TABLE
            .find(name)
            .next()
            .or_else(|| TABLE.find(&format!("nvidia/cuda:{}", cuda_tag(name)?)).next());
        exact.and_then(read)
    });
    if let Some(layer) = own {
        return Some((layer, false));
    }
    let prefix = format!("{repository}:");
    let rows = TABLE.with_prefix(&prefix);
    let pattern = best_match(rows, |row| row.split('\t').next().unwrap_or_default(), &names[0]);
    match pattern.and_then(read) {
        Some(layer) => Some((layer, false)),
        None => sibling(repository, tag).map(|layer| (layer, true)),
    }
}

/// NVIDIA's registry carries the tags of nvidia/cuda.
fn cuda_tag(name: &str) -> Option<&str> {
    name.strip_prefix("nvcr.io/nvidia/cuda:")
}

/// The row of the nearest version of the same kind of image.
fn sibling(repository: &str, tag: &str) -> Option<Layer> {
    if repository.ends_with("nvidia/cuda") {
        return cuda_sibling(tag);
    }
    let prefix = format!("{repository}:");
    let (wanted, kind) = (Version::parse(tag).major_minor(), variant(tag));
    let candidates =
        TABLE.with_prefix(&prefix).filter_map(|row| row.split('\t').next()?.strip_prefix(&prefix));
    let nearest = candidates
        .filter(|other| !other.contains('*') && variant(other) == kind && wanted.0 > 0)
        .min_by_key(|other| {
        let (major, minor) = Version::parse(other).major_minor();
        (major.abs_diff(wanted.0), minor.abs_diff(wanted.1))
    })?;
    TABLE.find(&format!("{prefix}{nearest}")).next().and_then(read)
}

/// What kind of image a tag of an official repository is.
fn variant(tag: &str) -> &'static str {
    ["alpine", "slim", "windowsservercore"].into_iter().find(|word| tag.contains(word)).unwrap_or("full")
}

/// Among nvidia/cuda rows: the same flavour and cuDNN, the same convention for PATH and
/// LD_LIBRARY_PATH (which changed with 12.8 and with 13.0), the same system if possible.
fn cuda_sibling(tag: &str) -> Option<Layer> {
    let wanted = TagParts::parse(tag)?;
    let period = |parts: &TagParts<'_>| match (parts.cuda.major, parts.cuda.minor) {
        (..=12, ..=7) | (..=11, _) => 0,
        (12, _) => 1,
        _ => 2,
    };
    let candidates = TABLE.with_prefix("nvidia/cuda:").filter_map(|row| {
        let name = row.split('\t').next()?.strip_prefix("nvidia/cuda:")?;
        Some((row, TagParts::parse(name)?))
    });
    let fitting = candidates.filter(|(_, parts)| {
        parts.flavor == wanted.flavor
            && parts.cudnn.is_some() == wanted.cudnn.is_some()
            && period(parts) == period(&wanted)
    });
    let nearest = fitting.min_by_key(|(_, parts)| {
        let family = parts.os_split().0 != wanted.os_split().0;
        (family, parts.os != wanted.os, parts.cuda.minor.abs_diff(wanted.cuda.minor))
    });
    nearest.and_then(|(row, _)| read(row))
}

fn apply_variables(values: &mut BTreeMap<String, Option<String>>, layer: &Layer) {
    for (name, value) in &layer.env {
        let value = value.as_deref().and_then(|value| expand(value, values));
        values.insert(name.clone(), value);
    }
    for name in layer.env_names.split(' ').filter(|name| !name.is_empty()) {
        values.insert(name.to_owned(), None);
    }
}

/// `$NAME` and `${NAME}` by the parent's values; `None` when one of them is unknown.
fn expand(value: &str, parent: &BTreeMap<String, Option<String>>) -> Option<String> {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (name, below) = match after.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
            Some(split) => split,
            None => after.split_at(
                after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len()),
            ),
        };
        match parent.get(name) {
            Some(Some(known)) => out.push_str(known),
            Some(None) => return None,
            None => {}
        }
        rest = below;
    }
    out.push_str(rest);
    Some(out)
}

fn apply_settings(result: &mut Environment, layer: &Layer) {
    let take = |slot: &mut Option<String>, value: Option<&str>| {
        if let Some(value) = value {
            *slot = Some(value.to_owned());
        }
    };
    take(&mut result.user, layer.user);
    take(&mut result.workdir, layer.workdir);
    take(&mut result.stop_signal, layer.stop_signal);
    if let Some(entrypoint) = &layer.entrypoint {
        // A new ENTRYPOINT resets the CMD of the parent.
        result.entrypoint = Some(entrypoint.clone());
        result.cmd = None;
    }
    result.cmd = layer.cmd.clone().or_else(|| result.cmd.take());
    result.shell = layer.shell.clone().or_else(|| result.shell.take());
    result.expose.extend(layer.expose.split(' ').filter(|port| !port.is_empty()));
    result.volumes.extend(layer.volume.split(' ').filter(|path| !path.is_empty()));
}

/// A sibling's version numbers say nothing about this image; its own tag does.
fn forget_versions(values: &mut BTreeMap<String, Option<String>>, repository: &str, tag: &str) {
    for (name, value) in values.iter_mut() {
        if name.starts_with("NV_") || name.ends_with("_VERSION") || name == "NVIDIA_REQUIRE_CUDA" {
            *value = None;
        }
    }
    let version = tag.split('-').next().unwrap_or_default();
    let set = |values: &mut BTreeMap<String, Option<String>>, name: &str, value: String| {
        if let Some(slot) = values.get_mut(name) {
            *slot = Some(value);
        }
    };
    if let Some(parts) = TagParts::parse(tag).filter(|_| repository.ends_with("nvidia/cuda")) {
        set(values, "CUDA_VERSION", parts.cuda.to_string());
        set(values, "NVIDIA_REQUIRE_CUDA", require_cuda(parts.cuda));
    } else if Version::parse(version).release().count() == 3 {
        set(values, &format!("{}_VERSION", repository.to_uppercase()), version.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(repository: &str, tag: &str, name: &str) -> Option<Option<String>> {
        let environment = environment(repository, tag).unwrap_or_else(|| panic!("{repository}:{tag}"));
        environment.get(name).map(|value| value.map(str::to_owned))
    }

    fn set(text: &str) -> Option<Option<String>> {
        Some(Some(text.to_owned()))
    }

    #[test]
    fn own_rows_inherit() {
        let tag = "11.8.0-cudnn8-runtime-ubuntu22.04";
        let image = environment("nvidia/cuda", tag).expect("embedded");
        assert!(!image.inferred);
        assert_eq!(image.chain.last(), Some(&"ubuntu:*"));
        assert_eq!(image.entrypoint, Some(vec!["/opt/nvidia/nvidia_entrypoint.sh".to_owned()]));
        assert_eq!(value("nvidia/cuda", tag, "CUDA_VERSION"), set("11.8.0"));
        assert_eq!(value("nvidia/cuda", tag, "NVIDIA_VISIBLE_DEVICES"), set("all"));
        assert_eq!(value("nvidia/cuda", tag, "NV_CUDNN_PACKAGE"), Some(None));
        let path = value("nvidia/cuda", tag, "PATH").flatten().expect("known");
        assert!(path.starts_with("/usr/local/nvidia/bin:/usr/local/cuda/bin:/usr/local/sbin"), "{path}");
    }

    #[test]
    fn other_tags_of_the_same_image_and_siblings() {
        assert_eq!(value("python", "3.12-slim", "PYTHON_VERSION"), set("3.12.13"));
        assert!(environment("python", "3.8.10-slim").expect("a sibling").inferred);
        assert_eq!(value("python", "3.8.10-slim", "PYTHON_VERSION"), set("3.8.10"));
        assert_eq!(value("python", "3.8-slim", "PYTHON_VERSION"), Some(None));
        assert_eq!(value("python", "3.8", "LANG"), set("C.UTF-8"));
        let path = value("python", "3.8", "PATH").flatten().expect("known");
        assert!(path.starts_with("/usr/local/bin:/usr/local/sbin"), "{path}");
    }

    #[test]
    fn cuda_tags_outside_the_table() {
        for (tag, library_path) in [
            ("12.6.0-base-ubuntu22.04", "/usr/local/nvidia/lib:/usr/local/nvidia/lib64"),
            ("12.8.0-base-ubuntu22.04", "/usr/local/cuda/lib64"),
            (
                "13.2.1-base-ubuntu24.04",
                "/usr/local/nvidia/lib:/usr/local/nvidia/lib64:/usr/local/cuda/lib64",
            ),
        ] {
            assert_eq!(value("nvidia/cuda", tag, "LD_LIBRARY_PATH"), set(library_path), "{tag}");
            let version = tag.split('-').next().unwrap_or_default();
            assert_eq!(value("nvidia/cuda", tag, "CUDA_VERSION"), set(version));
        }
        assert_eq!(
            value("nvcr.io/nvidia/cuda", "13.2.1-devel-ubuntu24.04", "LIBRARY_PATH"),
            set("/usr/local/cuda/lib64/stubs")
        );
    }

    #[test]
    fn patterns() {
        let mamba = environment("mambaorg/micromamba", "2.0.5").expect("embedded");
        assert_eq!(mamba.user.as_deref(), Some("mambauser"));
        let conda = value("pytorch/pytorch", "2.5.1-cuda12.4-cudnn9-runtime", "PATH").flatten();
        assert!(conda.expect("known").contains("/opt/conda/bin"));
        assert!(environment("example.com/app", "1").is_none());
        assert!(environment("scratch", "").is_none());
    }
}
