//! `.condarc`: the channels that a file of the build context configures.

use yaml_rust2::Yaml;

use crate::image_files::context_file;
use crate::size::run::Walk;
use crate::yaml;

/// Channels of the files that conda reads, the user's before the installation's. Those that
/// `channel_alias` and `default_channels` stand for are whole addresses.
pub(super) fn channels(walk: &Walk<'_>) -> Vec<String> {
    let root = super::command::root(walk);
    let home = walk.home();
    let files = [
        format!("{home}/.mambarc"),
        format!("{home}/.condarc"),
        format!("{home}/.config/conda/.condarc"),
        format!("{root}/.condarc"),
        format!("{root}/condarc"),
        "/etc/conda/.condarc".to_owned(),
    ];
    let texts = files.iter().filter_map(|file| context_file(walk.stages.analysis, walk.info, file));
    let mut found: Vec<String> = Vec::new();
    for channel in texts.flat_map(|file| of_text(&file.text)) {
        if !found.contains(&channel) {
            found.push(channel);
        }
    }
    found
}

fn of_text(text: &str) -> Vec<String> {
    let Ok(document) = yaml::load(text) else { return Vec::new() };
    let strings = |key: &str| -> Vec<String> {
        match &document[key] {
            Yaml::String(one) => vec![one.clone()],
            list => list.as_vec().into_iter().flatten().filter_map(Yaml::as_str).map(str::to_owned).collect(),
        }
    };
    let alias = document["channel_alias"].as_str().map(|alias| alias.trim_end_matches('/'));
    let defaults = strings("default_channels");
    let whole = |channel: String| match alias {
        Some(alias) if !channel.contains("://") && channel != "defaults" => format!("{alias}/{channel}"),
        _ => channel,
    };
    let mut channels = strings("channels");
    channels.extend(strings("channel"));
    let replaced = channels.into_iter().flat_map(|channel| match channel.as_str() {
        "defaults" if !defaults.is_empty() => defaults.clone(),
        _ => vec![channel],
    });
    replaced.map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_whole() {
        for (text, expected) in [
            ("channels:\n  - conda-forge\n  - defaults\n", &["conda-forge", "defaults"][..]),
            (
                "channels: [a, 'https://c.example/b']\nchannel_alias: https://c.example/conda/\n",
                &["https://c.example/conda/a", "https://c.example/b"],
            ),
            (
                "channels: [defaults]\ndefault_channels:\n  - https://c.example/main\n",
                &["https://c.example/main"],
            ),
            ("ssl_verify: false\n", &[]),
            ("a: [", &[]),
        ] {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }
}
