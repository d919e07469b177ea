//! Image references as Docker reads them: `[registry/]repository[:tag][@digest]`.

use std::fmt;

/// The registry that a reference without a host belongs to.
pub const DEFAULT_REGISTRY: &str = "docker.io";

/// A repository of a registry, normalised as Docker does: `ubuntu` is `docker.io/library/ubuntu`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repository {
    /// Host with optional port, lower case: `docker.io`, `nvcr.io`, `localhost:5000`.
    pub registry: String,
    /// Path within the registry: `library/ubuntu`, `nvidia/cuda`.
    pub path: String,
}

impl Repository {
    /// The name as people write it: without `docker.io/` and `library/`.
    pub fn familiar(&self) -> &str {
        if self.registry == DEFAULT_REGISTRY {
            self.path.strip_prefix("library/").unwrap_or(&self.path)
        } else {
            &self.path
        }
    }

    /// The familiar name, with the registry in front unless it is Docker Hub.
    pub fn familiar_with_registry(&self) -> String {
        if self.registry == DEFAULT_REGISTRY {
            self.familiar().to_owned()
        } else {
            format!("{}/{}", self.registry, self.path)
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}

/// A parsed image reference. Tag and digest are `None` where the text has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    pub repository: Repository,
    pub tag: Option<String>,
    /// With its algorithm: `sha256:…`.
    pub digest: Option<String>,
}

impl ImageReference {
    /// Parses a complete reference. `None` where Docker would refuse it.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(valid_digest(digest)?)),
            None => (text, None),
        };
        let (name, tag) = split_tag(rest);
        let tag = match tag {
            Some(tag) => Some(valid_tag(tag)?),
            None => None,
        };
        Some(Self { repository: parse_repository(name)?, tag, digest })
    }

    /// The same repository with another tag and no digest.
    pub fn with_tag(&self, tag: impl Into<String>) -> Self {
        Self { repository: self.repository.clone(), tag: Some(tag.into()), digest: None }
    }

    /// What the registry is asked for: the digest, else the tag, else `latest`.
    pub fn manifest_selector(&self) -> &str {
        self.digest.as_deref().or(self.tag.as_deref()).unwrap_or("latest")
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository.familiar_with_registry())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Splits at the last `:` after the last `/`, as Docker does. The tag may be empty.
pub fn split_tag(text: &str) -> (&str, Option<&str>) {
    let path_start = text.rfind('/').map_or(0, |slash| slash + 1);
    match text[path_start..].rfind(':') {
        Some(colon) => (&text[..path_start + colon], Some(&text[path_start + colon + 1..])),
        None => (text, None),
    }
}

/// Parses a name without tag or digest. `None` where Docker would refuse it.
pub fn parse_repository(name: &str) -> Option<Repository> {
    let (registry, path) = match name.split_once('/') {
        Some((host, path)) if is_registry_host(host) => (canonical_registry(host), path),
        _ => (DEFAULT_REGISTRY.to_owned(), name),
    };
    let valid = !path.is_empty() && path.split('/').all(is_path_component);
    let path = if registry == DEFAULT_REGISTRY && !path.contains('/') {
        format!("library/{path}")
    } else {
        path.to_owned()
    };
    valid.then_some(Repository { registry, path })
}

/// Docker takes the first component for a host when it has a dot, a port, or is `localhost`.
fn is_registry_host(component: &str) -> bool {
    component == "localhost"
        || component.contains(['.', ':'])
        || component.chars().any(|c| c.is_ascii_uppercase())
}

fn canonical_registry(host: &str) -> String {
    match host.to_ascii_lowercase().as_str() {
        "index.docker.io" | "registry-1.docker.io" => DEFAULT_REGISTRY.to_owned(),
        lower => lower.to_owned(),
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_path_component(component: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators_fit = component
        .split(alphanumeric)
        .filter(|separator| !separator.is_empty())
        .all(|separator| matches!(separator, "." | "_" | "__") || separator.bytes().all(|b| b == b'-'));
    component.starts_with(alphanumeric) && component.ends_with(alphanumeric) && separators_fit
}

/// Whether a registry may have such a tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`.
pub fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let first = tag.bytes().next().is_some_and(word);
    first && tag.len() <= 128 && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn valid_tag(tag: &str) -> Option<String> {
    is_tag(tag).then(|| tag.to_owned())
}

fn valid_digest(digest: &str) -> Option<String> {
    let (algorithm, hex) = digest.split_once(':')?;
    let valid = !algorithm.is_empty() && hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit());
    valid.then(|| digest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_normalise_as_docker_does() {
        for (text, shown, registry, path) in [
            ("ubuntu", "ubuntu", "docker.io", "library/ubuntu"),
            ("ubuntu:22.04", "ubuntu:22.04", "docker.io", "library/ubuntu"),
            (
                "docker.io/nvidia/cuda:12.4.1-base-ubuntu22.04",
                "nvidia/cuda:12.4.1-base-ubuntu22.04",
                "docker.io",
                "nvidia/cuda",
            ),
            ("index.docker.io/library/python", "python", "docker.io", "library/python"),
            ("localhost:5000/a/b:c", "localhost:5000/a/b:c", "localhost:5000", "a/b"),
            (
                "nvcr.io/nvidia/pytorch:24.01-py3",
                "nvcr.io/nvidia/pytorch:24.01-py3",
                "nvcr.io",
                "nvidia/pytorch",
            ),
        ] {
            let reference = ImageReference::parse(text).unwrap_or_else(|| panic!("{text} must parse"));
            assert_eq!(reference.to_string(), shown);
            assert_eq!(
                (reference.repository.registry.as_str(), reference.repository.path.as_str()),
                (registry, path)
            );
        }
    }

    #[test]
    fn what_docker_refuses_is_none() {
        for text in
            ["", ":", "a:", "UPPER", "a//b", "a/-b", "a..b", "ubuntu:ta g", "ubuntu@sha256:12", "a___b"]
        {
            assert_eq!(ImageReference::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(split_tag("localhost:5000/a"), ("localhost:5000/a", None));
        assert_eq!(split_tag("nvidia/cuda:"), ("nvidia/cuda", Some("")));
    }
}
