//! The server from a release, where neither the settings nor PATH name one.

use std::fs;

use zed_extension_api::{
    self as zed, GithubReleaseOptions, LanguageServerId,
    LanguageServerInstallationStatus as Status, Result,
};

use crate::platform::{self, Asset};

const REPOSITORY: &str = "layerwise/layerwise";

/// The path of the newest released server, downloaded where it is not there yet.
pub fn download(id: &LanguageServerId, known: &mut Option<String>) -> Result<String> {
    if let Some(path) = known.as_ref().filter(|path| is_file(path)) {
        return Ok(path.clone());
    }
    zed::set_language_server_installation_status(id, &Status::CheckingForUpdate);
    let path = newest(id).inspect_err(|error| {
        zed::set_language_server_installation_status(id, &Status::Failed(error.clone()));
    })?;
    zed::set_language_server_installation_status(id, &Status::None);
    *known = Some(path.clone());
    Ok(path)
}

fn newest(id: &LanguageServerId) -> Result<String> {
    let (os, architecture) = zed::current_platform();
    let asset = platform::asset(os, architecture)?;
    let options = GithubReleaseOptions {
        require_assets: true,
        pre_release: false,
    };
    let release = zed::latest_github_release(REPOSITORY, options)?;
    let folder = format!("layerwise-{}", release.version);
    let program = format!("{folder}/{}", asset.program);
    if !is_file(&program) {
        let url = address(&release, &asset)?;
        zed::set_language_server_installation_status(id, &Status::Downloading);
        zed::download_file(&url, &folder, asset.file_type())?;
        zed::make_file_executable(&program)?;
        remove_others(&folder);
    }
    Ok(program)
}

fn address(release: &zed::GithubRelease, asset: &Asset) -> Result<String> {
    let found = release.assets.iter().find(|file| file.name == asset.name);
    found.map(|file| file.download_url.clone()).ok_or_else(|| {
        format!(
            "release {} has no {}; install layerwise yourself and put it on PATH",
            release.version, asset.name
        )
    })
}

/// Older versions only take up room; one that cannot be removed does no harm.
fn remove_others(folder: &str) {
    let Ok(entries) = fs::read_dir(".") else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("layerwise-") && name != folder {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_file(path: &str) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}
