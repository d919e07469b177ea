//! Keys made of what a result depends on: 64 bits, quick, and not to be foreseen from outside.

use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

/// For maps by names and keys.
pub(crate) type Mixing = foldhash::fast::RandomState;

/// Other in each process, so that nobody can write a file whose keys collide.
static STATE: LazyLock<foldhash::quality::RandomState> = LazyLock::new(Default::default);

/// A key of several parts.
pub(crate) fn hashed(parts: impl Hash) -> u64 {
    STATE.hash_one(parts)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_differ_where_their_parts_do() {
        let mut keys = HashSet::new();
        for number in 0..20_000_u32 {
            assert!(keys.insert(hashed(format!("RUN step {number}"))));
            assert!(keys.insert(hashed((number, ""))));
            assert!(keys.insert(hashed((u64::from(number), "x", number))));
        }
        for length in 0..40 {
            assert!(keys.insert(hashed(&vec![0_u8; length][..])), "{length} zeros");
        }
    }
}
