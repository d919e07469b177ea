//! Mounts of a RUN.

use crate::model::InstructionInfo;

/// A cache or tmpfs mount lies at this path or above it: what is written there stays out of the layer.
/// A path without a leading slash is a tail: `.cache/pip` for any home folder.
pub fn keeps_out(info: &InstructionInfo<'_>, path: &str) -> bool {
    info.syntax.mounts().iter().any(|mount| {
        let option = |keys: &[&str]| {
            mount.mount_option(keys).and_then(|option| option.value).map(|value| value.text())
        };
        let is_volatile = option(&["type"]).is_some_and(|kind| matches!(kind, "cache" | "tmpfs"));
        let target = option(&["target", "dst", "destination"]).unwrap_or_default().trim_end_matches('/');
        is_volatile && (target == path || target.ends_with(path) || path.starts_with(&format!("{target}/")))
    })
}
