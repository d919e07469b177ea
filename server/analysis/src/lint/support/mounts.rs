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
        is_volatile && !target.is_empty() && covers(target, path)
    })
}

fn covers(target: &str, path: &str) -> bool {
    let mut above = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(parent, _)| parent));
    above.any(|path| {
        !path.is_empty()
            && (target == path || (!path.starts_with('/') && target.ends_with(&format!("/{path}"))))
    })
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_mount_covers_what_lies_below_it() {
        for (target, path, covered) in [
            ("/var/lib/apt", "/var/lib/apt/lists", true),
            ("/var/lib/apt/lists", "/var/lib/apt/lists", true),
            ("/var/cache/apt", "/var/lib/apt/lists", false),
            ("/root/.cache/pip", ".cache/pip", true),
            ("/root/.cache", ".cache/pip", true),
            ("/root/.cache/uv", ".cache/pip", false),
        ] {
            assert_eq!(covers(target, path), covered, "{target} {path}");
        }
    }
}
