//! Keys made of what a result depends on: 64 bits, quick, and not to be foreseen from outside.

use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::LazyLock;

/// An odd number with as many ones as zeros, of the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Other in each process, so that nobody can write a file whose keys collide.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(SPREAD));

/// Multiplies eight bytes at a time into its state. Texts of instructions are hashed at each key press, which
/// takes the standard library's hasher four times as long.
pub(crate) struct Mixer(u64);

/// For maps by names and keys.
pub(crate) type Mixing = BuildHasherDefault<Mixer>;

impl Default for Mixer {
    fn default() -> Self {
        Self(*SEED)
    }
}

impl Mixer {
    fn mix(&mut self, word: u64) {
        let wide = u128::from(self.0 ^ word) * u128::from(SPREAD ^ self.0.rotate_left(29) | 1);
        self.0 = (wide as u64) ^ ((wide >> 64) as u64);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|&word| self.mix(u64::from_le_bytes(word)));
        // The length keeps apart what ends in zeros.
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        // Maps take the upper bits and the lower ones: all of them must depend on each byte.
        (self.0 ^ self.0 >> 32).wrapping_mul(SPREAD)
    }
}

/// A key of several parts.
pub(crate) fn hashed(parts: impl Hash) -> u64 {
    let mut hasher = Mixer::default();
    parts.hash(&mut hasher);
    hasher.finish()
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
        let low: HashSet<u64> = keys.iter().map(|key| key & 0xFFFF).collect();
        assert!(low.len() > 30_000, "the lower bits take few values: {}", low.len());
    }
}
