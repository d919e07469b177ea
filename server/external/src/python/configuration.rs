//! Which package index pip and uv are configured to use on this machine.

use std::path::PathBuf;

/// The index of pip's and uv's environment variables and configuration files.
pub fn from_environment() -> Option<String> {
    configured_index(&|name| std::env::var(name).ok())
}

/// The first index that is configured: variables before files, the user's before the system's.
fn configured_index(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let set = |name: &&str| variable(name).map(|value| value.trim().to_owned()).filter(|v| !v.is_empty());
    let from_variables = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"].iter().find_map(set);
    from_variables.or_else(|| from_pip_files(variable)).or_else(|| from_uv_files(variable))
}

fn from_pip_files(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let name = if cfg!(windows) { "pip.ini" } else { "pip.conf" };
    let below = |base: &str, path: &str| Some(PathBuf::from(variable(base)?).join(path).join(name));
    let files = [
        variable("PIP_CONFIG_FILE").map(PathBuf::from),
        below("VIRTUAL_ENV", ""),
        below("XDG_CONFIG_HOME", "pip"),
        below("HOME", ".config/pip"),
        below("HOME", "Library/Application Support/pip"),
        below("APPDATA", "pip"),
        below("HOME", ".pip"),
        below("PROGRAMDATA", "pip"),
        Some(PathBuf::from("/etc").join(name)).filter(|_| cfg!(unix)),
    ];
    files.into_iter().flatten().find_map(|file| index_of_pip_file(&std::fs::read_to_string(file).ok()?))
}

fn from_uv_files(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let below = |base: &str, path: &str| Some(PathBuf::from(variable(base)?).join(path));
    let files = [
        variable("UV_CONFIG_FILE").map(PathBuf::from),
        below("XDG_CONFIG_HOME", "uv/uv.toml"),
        below("HOME", ".config/uv/uv.toml"),
        below("APPDATA", "uv/uv.toml"),
        Some(PathBuf::from("/etc/uv/uv.toml")).filter(|_| cfg!(unix)),
    ];
    files.into_iter().flatten().find_map(|file| index_of_uv_file(&std::fs::read_to_string(file).ok()?))
}

/// `index-url` of `[install]` or `[global]`, as Python's configparser reads it.
fn index_of_pip_file(text: &str) -> Option<String> {
    let mut section = "";
    let (mut global, mut install) = (None, None);
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((key, value)) = line.split_once(['=', ':']) {
            let is_index = matches!(key.trim().to_ascii_lowercase().as_str(), "index-url" | "index_url");
            let value = Some(value.trim().to_owned()).filter(|value| is_index && !value.is_empty());
            match section {
                "install" => install = value.or(install),
                "global" => global = value.or(global),
                _ => {}
            }
        }
    }
    install.or(global)
}

/// The default of `[[index]]`, else `index-url`.
fn index_of_uv_file(text: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Uv {
        #[serde(default)]
        index: Vec<Index>,
        #[serde(rename = "index-url")]
        index_url: Option<String>,
    }
    #[derive(serde::Deserialize)]
    struct Index {
        url: String,
        #[serde(default)]
        default: bool,
    }
    let uv: Uv = toml::from_str(text).ok()?;
    uv.index.into_iter().find(|index| index.default).map(|index| index.url).or(uv.index_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pip_files() {
        for (text, index) in [
            ("[global]\nindex-url = https://a/simple\n", Some("https://a/simple")),
            ("[global]\nindex_url: https://a/simple\n[install]\nindex-url=https://b", Some("https://b")),
            ("[global]\n# index-url = https://a\ncert = x", None),
            ("[freeze]\nindex-url = https://a", None),
            ("index-url = https://a", None),
        ] {
            assert_eq!(index_of_pip_file(text).as_deref(), index, "{text}");
        }
    }

    #[test]
    fn uv_files() {
        for (text, index) in [
            ("index-url = \"https://a\"", Some("https://a")),
            ("[[index]]\nurl=\"https://a\"\n[[index]]\nurl=\"https://b\"\ndefault=true", Some("https://b")),
            ("[[index]]\nname=\"torch\"\nurl=\"https://a\"", None),
            ("no toml", None),
        ] {
            assert_eq!(index_of_uv_file(text).as_deref(), index, "{text}");
        }
    }

    #[test]
    fn variables_come_before_files() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join(".config/pip");
        std::fs::create_dir_all(&folder).expect("writable");
        std::fs::write(folder.join("pip.conf"), "[global]\nindex-url = https://file\n").expect("writable");
        let home = home.path().display().to_string();
        let variables = |name: &str| (name == "HOME").then(|| home.clone());
        if cfg!(unix) {
            assert_eq!(configured_index(&variables).as_deref(), Some("https://file"));
        }
        let both = |name: &str| match name {
            "PIP_INDEX_URL" => Some(" https://variable ".to_owned()),
            other => variables(other),
        };
        assert_eq!(configured_index(&both).as_deref(), Some("https://variable"));
    }
}
