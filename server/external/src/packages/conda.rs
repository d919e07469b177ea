//! Channels of conda: `current_repodata.json` of a platform, the newest versions and what they need. The
//! whole `repodata.json` has hundreds of megabytes and is not asked for.

use std::collections::{HashMap, HashSet};

use analysis::facts::{IndexedPackage, PackageIndex, PackageRepository};
use serde::Deserialize;

use super::MAX_PACKAGES;
use crate::http::FetchError;

/// Where a channel is that is no address, unless `CONDA_CHANNEL_ALIAS` says otherwise, and what
/// `defaults` stands for. In parts for the same reason as the address of the public Python index: see
/// `python`.
const PUBLIC_CHANNELS: [&str; 3] = ["https://conda.ana", "conda", ".org"];
const PUBLIC_DEFAULTS: [&str; 3] = ["https://repo.ana", "conda", ".com/pkgs/main"];

#[derive(Deserialize)]
struct Repodata {
    #[serde(default)]
    packages: HashMap<String, Record>,
    #[serde(default, rename = "packages.conda")]
    packages_conda: HashMap<String, Record>,
}

#[derive(Deserialize)]
struct Record {
    name: String,
    version: String,
    #[serde(default)]
    build: String,
    #[serde(default)]
    build_number: u64,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    depends: Vec<String>,
}

/// The address of a channel's platform: `conda-forge`, `https://…/channel`, `defaults`.
pub fn address(repository: &PackageRepository, alias: Option<&str>) -> String {
    let platform = &repository.architecture;
    match repository.url.as_str() {
        url if url.contains("://") => format!("{}/{platform}", url.trim_end_matches('/')),
        "defaults" => format!("{}/{platform}", PUBLIC_DEFAULTS.concat()),
        name => {
            let alias = alias.map_or_else(|| PUBLIC_CHANNELS.concat(), str::to_owned);
            format!("{}/{name}/{platform}", alias.trim_end_matches('/'))
        }
    }
}

/// Reads the index of a platform.
pub fn read(text: &[u8], platform: &str) -> Result<PackageIndex, FetchError> {
    let repodata: Repodata = serde_json::from_slice(text)
        .map_err(|error| FetchError::Broken(format!("current_repodata.json cannot be read: {error}")))?;
    // Both formats of one package: conda takes the newer one.
    let newer: HashSet<&str> =
        repodata.packages_conda.keys().filter_map(|file| file.strip_suffix(".conda")).collect();
    let is_older = |file: &str| file.strip_suffix(".tar.bz2").is_some_and(|stem| newer.contains(stem));
    let older = repodata.packages.iter().filter(|(file, _)| !is_older(file));
    let all = repodata.packages_conda.iter().chain(older).take(MAX_PACKAGES);
    let packages = all.map(|(file, record)| IndexedPackage {
        name: record.name.clone(),
        version: record.version.clone(),
        build: record.build.clone(),
        build_number: record.build_number,
        package_bytes: record.size,
        depends: record.depends.join("\n"),
        file: format!("{platform}/{file}"),
        ..IndexedPackage::default()
    });
    Ok(PackageIndex::new(packages.collect(), text.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use analysis::facts::RepositoryKind;

    #[test]
    fn names_lead_to_channels() {
        for (url, expected) in [
            ("conda-forge", "https://mirror.example/conda-forge/noarch"),
            ("https://a.example/get/own/", "https://a.example/get/own/noarch"),
        ] {
            let architecture = "noarch".to_owned();
            let repository = PackageRepository { kind: RepositoryKind::Conda, url: url.into(), architecture };
            assert_eq!(address(&repository, Some("https://mirror.example/")), expected);
        }
    }

    #[test]
    fn the_newer_format_is_taken() {
        let record = |size: u64| {
            format!(
                "{{\"name\":\"a\",\"version\":\"1.0\",\"build\":\"h_0\",\"size\":{size},\"depends\":[\"b >=2\",\"c\"]}}"
            )
        };
        let text = format!(
            "{{\"info\":{{}},\"packages\":{{\"a-1.0-h_0.tar.bz2\":{},\"a-0.9-h_0.tar.bz2\":{}}},\
             \"packages.conda\":{{\"a-1.0-h_0.conda\":{}}}}}",
            record(9),
            record(8),
            record(7)
        );
        let index = read(text.as_bytes(), "linux-64").expect("an index");
        let mut found: Vec<(u64, &str)> =
            index.packages.iter().map(|package| (package.package_bytes, package.file.as_str())).collect();
        found.sort_unstable();
        assert_eq!(found, [(7, "linux-64/a-1.0-h_0.conda"), (8, "linux-64/a-0.9-h_0.tar.bz2")]);
        assert_eq!(index.packages[0].depends, "b >=2\nc");
        assert!(read(b"<html>", "noarch").is_err());
    }
}
