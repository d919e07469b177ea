//! What follows from a fact alone, kept beside it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Values kept beside one fact: of a few Pythons and platforms at a time.
const MOST_KEPT: usize = 8;

/// Values worked out of the fact that holds this, for as long as the fact is. They are no part of it: it is
/// stored, compared and copied without them.
#[derive(Default)]
pub struct Derived(Mutex<Vec<Arc<dyn Any + Send + Sync>>>);

impl Derived {
    /// The value that is the one sought for, else what `make` makes.
    pub(crate) fn find_or<T: Send + Sync + 'static>(
        &self,
        is_it: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_type = |value: &Arc<dyn Any + Send + Sync>| Arc::clone(value).downcast::<T>().ok();
        if let Some(found) = kept().iter().filter_map(of_type).find(|value| is_it(value)) {
            return found;
        }
        // Made without the lock: others may want other values meanwhile.
        let made = Arc::new(make());
        let mut kept = kept();
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&made) as Arc<dyn Any + Send + Sync>);
        made
    }
}

impl Clone for Derived {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Derived {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Derived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Derived")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_made_once_while_few_are_kept() {
        let derived = Derived::default();
        let get = |wanted: usize, made: &mut usize| {
            let value = derived.find_or(
                |kept: &usize| *kept == wanted,
                || {
                    *made += 1;
                    wanted
                },
            );
            assert_eq!(*value, wanted);
        };
        let mut made = 0;
        (0..MOST_KEPT).chain(0..MOST_KEPT).for_each(|wanted| get(wanted, &mut made));
        assert_eq!(made, MOST_KEPT);
        assert_eq!(*derived.find_or(|_: &String| true, || "another type".to_owned()), "another type");
        get(0, &mut made);
        assert_eq!(made, MOST_KEPT + 1, "the oldest was forgotten");
        assert_eq!(*derived.clone().find_or(|_: &usize| true, || 77), 77, "a copy of the fact begins anew");
    }
}
