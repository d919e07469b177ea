//! The files of an image, all of its layers put together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::image_path::{absolute, below, parent};

/// Symbolic links that are followed for one path, as the kernel does.
const MAX_LINKS: usize = 40;

/// Every path of an image. Kept as text, a line for each path: an image of 60,000 files takes some 5 MB.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageListing {
    /// Sorted by path; the path, a tab, and [`Listed`] as text.
    lines: String,
    /// Packed bytes of layers that were passed over because they are above the limit.
    pub skipped_bytes: u64,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed<'l> {
    Directory,
    /// A file of so many bytes.
    File(u64),
    /// Another name of a file of so many bytes, and the name that the layer stores.
    HardLink(u64, &'l str),
    /// Where a symbolic link points to, as written.
    Symlink(&'l str),
}

impl Listed<'_> {
    fn write(&self, line: &mut String) {
        use std::fmt::Write;
        let _ = match self {
            Listed::Directory => write!(line, "d"),
            Listed::File(bytes) => write!(line, "f{bytes}"),
            Listed::HardLink(bytes, first) => write!(line, "h{bytes} {first}"),
            Listed::Symlink(target) => write!(line, "l{target}"),
        };
    }
}

impl<'l> Listed<'l> {
    fn parse(text: &'l str) -> Option<Self> {
        let rest = text.get(1..)?;
        Some(match text.as_bytes().first()? {
            b'd' => Listed::Directory,
            b'f' => Listed::File(rest.parse().ok()?),
            b'l' => Listed::Symlink(rest),
            b'h' => {
                let (bytes, first) = rest.split_once(' ')?;
                Listed::HardLink(bytes.parse().ok()?, first)
            }
            _ => return None,
        })
    }
}

/// The line of one path. `None` for names that lines cannot hold.
pub fn listing_line(path: &str, listed: Listed<'_>) -> Option<String> {
    let mut line = format!("{path}\t");
    listed.write(&mut line);
    let tabs = line.bytes().filter(|b| *b == b'\t').count();
    (tabs == 1 && !line.contains('\n')).then_some(line)
}

impl ImageListing {
    /// From what stands at each path (without a leading slash), as [`listing_line`] writes it behind the tab.
    pub fn new(paths: &BTreeMap<String, String>, skipped_bytes: u64) -> Self {
        let length = paths.iter().map(|(path, listed)| path.len() + listed.len() + 2).sum();
        let mut lines = String::with_capacity(length);
        for (path, listed) in paths {
            lines.extend([path.as_str(), "\t", listed.as_str(), "\n"]);
        }
        Self { lines, skipped_bytes }
    }

    /// What stands at a path, links in it not followed.
    pub fn at(&self, path: &str) -> Option<Listed<'_>> {
        let path = path.trim_matches('/');
        if path.is_empty() {
            return Some(Listed::Directory);
        }
        let (found, listed) = self.from(path).next()?;
        if found == path {
            return Some(listed);
        }
        // Some archives name files without their folders.
        self.from(&format!("{path}/"))
            .next()
            .filter(|(next, _)| below(path, next).is_some())
            .map(|_| Listed::Directory)
    }

    /// All that lies below a folder, with whole paths.
    pub fn below<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = (&'s str, Listed<'s>)> {
        let folder = folder.trim_matches('/');
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.from(&start).take_while(move |(path, _)| below(folder, path).is_some())
    }

    /// The path with its symbolic links followed; `None` where nothing stands there.
    pub fn resolved(&self, path: &str) -> Option<String> {
        let mut left: Vec<String> = absolute(None, path).split('/').rev().map(str::to_owned).collect();
        let (mut done, mut links) = (String::new(), 0);
        while let Some(name) = left.pop() {
            if name.is_empty() {
                continue;
            }
            let next = absolute(Some(&done), &name);
            if let Listed::Symlink(target) = self.at(&next)? {
                links += 1;
                if links > MAX_LINKS {
                    return None;
                }
                let target = absolute(Some(parent(&next)), target);
                left.extend(target.split('/').rev().map(str::to_owned));
                done = String::new();
            } else {
                done = next;
            }
        }
        Some(if done.is_empty() { "/".to_owned() } else { done })
    }

    /// The regular files at or below a path, a file of several names once: path and bytes.
    pub fn files<'s>(&'s self, path: &'s str) -> Vec<(&'s str, u64)> {
        let root = path.trim_matches('/');
        let own = self.at(root).into_iter().map(|listed| (root, listed));
        let mut linked = BTreeSet::new();
        let bytes = |(path, listed): (&'s str, Listed<'s>)| match listed {
            Listed::File(bytes) => Some((path, bytes)),
            Listed::HardLink(bytes, first) => {
                // The first name may lie elsewhere, or be removed by an upper layer.
                let is_counted =
                    below(root, first).is_some() && matches!(self.at(first), Some(Listed::File(_)));
                (!is_counted && linked.insert(first)).then_some((path, bytes))
            }
            Listed::Directory | Listed::Symlink(_) => None,
        };
        own.chain(self.below(root)).filter_map(bytes).collect()
    }

    /// The lines from a path on, in order.
    fn from<'s>(&'s self, path: &str) -> impl Iterator<Item = (&'s str, Listed<'s>)> + use<'s> {
        let lines = self.lines[self.start_of(path)..].lines();
        lines.filter_map(|line| {
            let (path, listed) = line.split_once('\t')?;
            Some((path, Listed::parse(listed)?))
        })
    }

    /// Where the first line begins whose path is not before this one.
    fn start_of(&self, path: &str) -> usize {
        let bytes = self.lines.as_bytes();
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            let middle = low.midpoint(high);
            let start = bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
            let rest = &bytes[start..];
            let length = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
            let name = rest[..length].split(|b| *b == b'\t').next().unwrap_or_default();
            if name < path.as_bytes() { low = start + length } else { high = start }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> ImageListing {
        let paths = [
            ("bin", Listed::Symlink("usr/bin")),
            ("etc/ä", Listed::File(7)),
            ("loop", Listed::Symlink("loop")),
            ("opt", Listed::Directory),
            ("opt/a", Listed::File(1)),
            ("opt/a.b", Listed::File(2)),
            ("opt/a/none", Listed::File(4)),
            ("usr/bin/python", Listed::Symlink("./python3")),
            ("usr/bin/python3", Listed::File(100)),
            ("usr/bin/python3.11", Listed::HardLink(100, "usr/bin/python3")),
            ("usr/lib/x", Listed::HardLink(50, "srv/x")),
            ("usr/lib/y", Listed::HardLink(50, "srv/x")),
        ];
        let line = |(path, listed)| listing_line(path, listed).expect("plain names");
        let lines = paths.into_iter().map(line);
        let pairs = lines
            .map(|line| line.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a tab"));
        ImageListing::new(&pairs.collect(), 0)
    }

    #[test]
    fn every_path_is_found_and_no_other() {
        let listing = listing();
        for (path, expected) in [
            ("/opt/a", Some(Listed::File(1))),
            ("opt/a.b", Some(Listed::File(2))),
            ("/etc/ä", Some(Listed::File(7))),
            ("/etc", Some(Listed::Directory)),
            ("/usr/lib", Some(Listed::Directory)),
            ("/", Some(Listed::Directory)),
            ("/usr/lib/y", Some(Listed::HardLink(50, "srv/x"))),
            ("/op", None),
            ("/usr/bin/python3.1", None),
            ("/zzz", None),
        ] {
            assert_eq!(listing.at(path), expected, "{path}");
        }
        assert_eq!(ImageListing::default().at("/a"), None);
    }

    #[test]
    fn links_are_followed() {
        for (path, expected) in [
            ("/bin/python", Some("/usr/bin/python3")),
            ("/bin", Some("/usr/bin")),
            ("/opt/", Some("/opt")),
            ("/", Some("/")),
            ("/loop", None),
            ("/bin/none", None),
        ] {
            assert_eq!(listing().resolved(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn files_of_several_names_count_once() {
        let sum = |path: &str| listing().files(path).iter().map(|(_, bytes)| bytes).sum::<u64>();
        for (path, expected) in
            [("/usr/bin", 100), ("/usr/lib", 50), ("/usr/lib/y", 50), ("/opt", 7), ("/", 164), ("/no", 0)]
        {
            assert_eq!(sum(path), expected, "{path}");
        }
    }

    #[test]
    fn names_that_no_line_can_hold_are_left_out() {
        assert_eq!(listing_line("a\nb", Listed::Directory), None);
        assert_eq!(listing_line("a\tb", Listed::Directory), None);
        assert_eq!(listing_line("a", Listed::Symlink("b\tc")), None);
    }
}
