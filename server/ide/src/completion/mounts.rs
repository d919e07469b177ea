//! `RUN --mount`: types, options of a type, and their values.

use std::sync::Arc;

use knowledge::instructions::{self, Entry};

use super::{Item, ItemKind, List, paths};
use crate::context::Site;

/// Caches of package managers as root: folder, and whether two builds at once have to wait.
const CACHES: [(&str, &str, bool); 10] = [
    ("/root/.cache/pip", "pip", false),
    ("/root/.cache/uv", "uv", false),
    ("/root/.cache/huggingface", "Hugging Face downloads", false),
    ("/opt/conda/pkgs", "conda", true),
    ("/var/cache/apt", "apt packages", true),
    ("/var/lib/apt", "apt lists", true),
    ("/root/.cache/ccache", "ccache", false),
    ("/root/.npm", "npm", false),
    ("/go/pkg/mod", "Go modules", false),
    ("/usr/local/cargo/registry", "Cargo", false),
];

fn type_of(options: &[(String, String)]) -> &str {
    options.iter().find(|(key, _)| key == "type").map_or("bind", |(_, value)| value.as_str())
}

pub(super) fn keys(options: &[(String, String)], list: &mut List) {
    let has_type = options.iter().any(|(key, _)| key == "type");
    if !has_type {
        list.push(
            Item::new("type", ItemKind::Flag).detail("what is mounted").inserting("type=").retriggering(),
        );
    }
    let Some(mount) = instructions::mount_type(type_of(options)) else { return };
    let key: Arc<str> = Arc::from(format!("mount {}", mount.name));
    let mut entries: Vec<&Entry> = mount.children.iter().filter(|option| !is_used(option, options)).collect();
    entries.sort_by_key(|option| !option.required);
    for option in entries {
        let item = Item::new(option.name, ItemKind::Flag).summary(option.summary).resolved_by(&key);
        let is_switch = option.value == Some("true|false");
        list.push(if is_switch { item } else { item.inserting(format!("{}=", option.name)).retriggering() });
    }
}

fn is_used(option: &Entry, options: &[(String, String)]) -> bool {
    options.iter().any(|(key, _)| option.name == key || option.aliases.contains(&key.as_str()))
}

pub(super) fn values(site: &Site<'_, '_>, key: &str, options: &[(String, String)], list: &mut List) {
    if key == "type" {
        return types(list);
    }
    let kind = type_of(options);
    match (kind, key) {
        ("cache", "target" | "dst" | "destination") => caches(options, list),
        ("bind", "source" | "src") if !options.iter().any(|(key, _)| key == "from") => {
            paths::context_paths(site, list);
        }
        ("secret", "id") => list.extend(
            [
                ("hf_token", "Hugging Face token"),
                ("pip_config", "pip configuration"),
                ("netrc", "credentials for curl, pip, git"),
            ]
            .map(|(id, about)| Item::new(id, ItemKind::Value).detail(about)),
        ),
        ("secret", "env") => list.extend(
            ["HF_TOKEN", "WANDB_API_KEY", "GITHUB_TOKEN"].map(|name| Item::new(name, ItemKind::Variable)),
        ),
        ("ssh", "id") => list.push(Item::new("default", ItemKind::Value).detail("the agent of the builder")),
        _ => {
            let entry = instructions::mount_type(kind).and_then(|mount| mount.child(key));
            let values = entry.into_iter().flat_map(|entry| entry.values.iter().copied());
            list.extend(values.map(|value| Item::new(value, ItemKind::Value)));
        }
    }
}

fn types(list: &mut List) {
    let Some(mount) = instructions::flag("RUN", "mount") else { return };
    let key: Arc<str> = Arc::from("mount-type");
    for entry in &mount.children {
        list.push(
            Item::new(entry.name, ItemKind::Value)
                .summary(entry.summary)
                .resolved_by(&key)
                .committed_by(&[","]),
        );
    }
}

fn caches(options: &[(String, String)], list: &mut List) {
    let has_sharing = options.iter().any(|(key, _)| key == "sharing");
    for (folder, about, locks) in CACHES {
        let item = Item::new(folder, ItemKind::Folder).detail(about);
        list.push(if locks && !has_sharing {
            item.inserting(format!("{folder},sharing=locked"))
        } else {
            item
        });
    }
}
