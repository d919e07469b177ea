//! Requirement files that name one another.

use std::collections::HashSet;

/// Files that one command leads to: more are not read.
const MAX_FILES: usize = 64;

/// The requirement files that a command has led to so far. Each is read once: files that name themselves, or
/// each other, would be read without end.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    files: HashSet<(String, bool)>,
}

impl Followed {
    /// Whether a file is to be read now; `None` where there are too many. It may limit versions (`constrains`)
    /// and be installed as well.
    pub fn enter(&mut self, path: &str, constrains: bool) -> Option<bool> {
        let file = (path.to_owned(), constrains);
        let is_known = self.files.contains(&file);
        (is_known || self.files.len() < MAX_FILES).then(|| self.files.insert(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_read_once_and_only_so_many() {
        let mut followed = Followed::default();
        let entered = ["a", "b", "a"].map(|path| followed.enter(path, false));
        assert_eq!((entered, followed.enter("a", true)), ([Some(true), Some(true), Some(false)], Some(true)));
        let others = (0..100).filter_map(|number| followed.enter(&number.to_string(), false)).count();
        assert_eq!((others, followed.enter("a", false)), (MAX_FILES - 3, Some(false)));
    }
}
