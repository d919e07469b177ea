//! Pipfile.lock: versions by category, in JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Locked, Wheel};
use crate::install::markers::Environment;
use crate::install::{ProjectInstall, normalized_name};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pipfile {
    default: BTreeMap<String, Package>,
    develop: BTreeMap<String, Package>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Package {
    /// `==1.0`; a path or repository has none.
    version: Option<String>,
    markers: Option<String>,
}

/// What `pipenv install` and `pipenv sync` bring; `None` where the lock cannot be read.
pub(super) fn packages(
    text: &str,
    install: &ProjectInstall,
    environment: &Environment,
) -> Option<Vec<Locked>> {
    let lock: Pipfile = serde_json::from_str(text).ok()?;
    let develop = if install.with_dev { lock.develop } else { BTreeMap::new() };
    let all = lock.default.into_iter().chain(develop);
    let fits = |package: &Package| {
        package.markers.as_deref().is_none_or(|marker| environment.satisfies(marker, &[]))
    };
    let locked = |(name, package): (String, Package)| {
        let version = package.version.as_deref()?.trim_start_matches('=').to_owned();
        Some(Locked { name: normalized_name(&name), version, wheel: Wheel::OnIndex, direct: None })
    };
    Some(all.filter(|(_, package)| fits(package)).filter_map(locked).collect())
}
