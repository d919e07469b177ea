//! Listings that were made already: merging and sorting thousands of tags would be felt at every key.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use analysis::facts::TagList;
use knowledge::images;

use super::TagEntry;
use super::entries;

/// Listings kept: a person looks at few images at a time.
const CAPACITY: usize = 16;

/// What is embedded of an image.
#[derive(Debug, Clone)]
pub(super) struct Embedded {
    pub entries: Arc<[TagEntry]>,
    /// `YYYY-MM-DD`.
    pub as_of: Option<&'static str>,
    pub is_complete: bool,
}

struct Kept<S, V> {
    name: String,
    source: S,
    value: V,
}

/// The youngest last. `S` is what a value was made from, besides the image's name.
type Shelf<S, V> = Mutex<Vec<Kept<S, V>>>;

/// The embedded tags of an image, in order.
pub(super) fn embedded(name: &str) -> Embedded {
    static SHELF: Shelf<(), Embedded> = Mutex::new(Vec::new());
    keep(
        &SHELF,
        name,
        |_| true,
        || {
            let known = images::tags(name);
            let as_of = known.as_ref().map(|tags| tags.as_of);
            let entries = entries::embedded(name, known.as_ref(), as_of.unwrap_or_default()).into();
            ((), Embedded { entries, as_of, is_complete: known.is_some_and(|tags| tags.complete) })
        },
    )
}

/// The embedded tags of an image merged with a registry's list, in order. The list is told by its
/// address, which its weak handle keeps from being given to another.
pub(super) fn merged(name: &str, list: &Arc<TagList>, today: &str) -> Arc<[TagEntry]> {
    static SHELF: Shelf<Weak<TagList>, Arc<[TagEntry]>> = Mutex::new(Vec::new());
    let is_same = |source: &Weak<TagList>| std::ptr::eq(source.as_ptr(), Arc::as_ptr(list));
    keep(&SHELF, name, is_same, || (Arc::downgrade(list), entries::merged(name, list, today).into()))
}

fn keep<S, V: Clone>(
    shelf: &Shelf<S, V>,
    name: &str,
    is_same: impl Fn(&S) -> bool,
    make: impl FnOnce() -> (S, V),
) -> V {
    let lock = || shelf.lock().unwrap_or_else(PoisonError::into_inner);
    let known =
        lock().iter().find(|kept| kept.name == name && is_same(&kept.source)).map(|kept| kept.value.clone());
    if let Some(value) = known {
        return value;
    }
    let (source, value) = make(); // without the lock: others need not wait for this
    let mut kept = lock();
    kept.retain(|kept| kept.name != name);
    if kept.len() >= CAPACITY {
        kept.remove(0);
    }
    kept.push(Kept { name: name.to_owned(), source, value: value.clone() });
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use analysis::facts::Tag;

    fn list(tags: &[&str]) -> Arc<TagList> {
        let tags = tags.iter().map(|name| Tag { name: (*name).to_owned(), ..Tag::default() }).collect();
        Arc::new(TagList { tags, complete: true })
    }

    #[test]
    fn a_list_is_merged_once_and_another_list_anew() {
        let (one, other) = (list(&["1.0"]), list(&["2.0"]));
        let first = merged("cache.example/a", &one, "2026-11-23");
        assert!(Arc::ptr_eq(&first, &merged("cache.example/a", &one, "2026-11-23")));
        assert_eq!(merged("cache.example/a", &other, "2026-11-23")[0].name, "2.0");
        assert_eq!(merged("cache.example/b", &one, "2026-11-23")[0].name, "1.0");
    }

    #[test]
    fn what_is_looked_at_least_recently_goes() {
        for at in 0..=CAPACITY {
            embedded(&format!("cache.example/{at}"));
        }
        let name = format!("cache.example/{CAPACITY}");
        assert!(Arc::ptr_eq(&embedded(&name).entries, &embedded(&name).entries));
    }
}
