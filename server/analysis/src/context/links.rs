//! Symbolic links of a build context.

use super::{ContextListing, EntryKind};
use crate::image_path::parent;

/// Links followed one after the other; a kernel stops at 40, BuildKit at 255.
const MAX_LINKS: usize = 255;

impl ContextListing {
    /// The path with every link in it followed, as if the context were the root of a file system: absolute
    /// targets begin at its root, and nothing leads out of it. What is not there is kept as it is written.
    /// `None` for a loop.
    pub fn follow(&self, path: &str) -> Option<String> {
        let mut left: Vec<String> = components(path).rev().collect();
        let mut found = String::new();
        let mut links = 0;
        while let Some(component) = left.pop() {
            if component == ".." {
                found.truncate(parent(&found).len());
                continue;
            }
            let folder = found.len();
            if !found.is_empty() {
                found.push('/');
            }
            found.push_str(&component);
            let entry = self.get(&found).filter(|entry| entry.kind == EntryKind::Symlink);
            let Some(target) = entry.and_then(|entry| entry.target.as_deref()) else { continue };
            links += 1;
            if links > MAX_LINKS {
                return None;
            }
            found.truncate(if target.starts_with('/') { 0 } else { folder });
            left.extend(components(target).rev());
        }
        Some(found)
    }
}

fn components(path: &str) -> impl DoubleEndedIterator<Item = String> + '_ {
    path.split('/').filter(|component| !matches!(*component, "" | ".")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::ContextEntry;
    use super::*;

    #[test]
    fn links_are_followed_inside_the_context() {
        let links = [("a", "b/c"), ("b/up", "../../../d"), ("loop", "loop"), ("root", "/b")];
        let listing = ContextListing {
            entries: links.map(|(path, target)| ContextEntry::link(path, target)).to_vec(),
            truncated: false,
        };
        for (path, followed) in [
            ("a", Some("b/c")),
            ("a/x", Some("b/c/x")),
            ("root/up/e", Some("d/e")),
            ("./b/../q", Some("q")),
            ("loop", None),
            ("", Some("")),
        ] {
            assert_eq!(listing.follow(path).as_deref(), followed, "{path}");
        }
    }
}
