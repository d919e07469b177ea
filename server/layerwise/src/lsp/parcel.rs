//! Answers that go around the transport.
//!
//! The transport makes a tree of values of every answer before it writes it: the outline of a long file
//! takes 150,000 pieces of memory that way, and the one task that serves all messages is busy with it.
//! Here an answer is written out on the thread that worked it out; the transport carries its number, and
//! [`super::frames`] puts the text in its place.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, Serializer};

/// Answers that are under way, as JSON, by number. Clones share them.
#[derive(Clone, Default)]
pub struct Parcels {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    last: AtomicU64,
    contents: Mutex<HashMap<u64, Vec<u8>>>,
}

impl Parcels {
    /// Writes an answer out.
    ///
    /// # Errors
    /// For what JSON has no form: a map whose keys are no strings.
    pub fn pack(&self, answer: &impl Serialize) -> serde_json::Result<Parcel> {
        let content = serde_json::to_vec(answer)?;
        let number = self.shared.last.fetch_add(1, Ordering::Relaxed);
        self.contents().insert(number, content);
        Ok(Parcel { parcels: self.clone(), number, is_sent: AtomicBool::new(false) })
    }

    /// The content under a number, once.
    pub fn take(&self, number: u64) -> Option<Vec<u8>> {
        self.contents().remove(&number)
    }

    /// Changed in single steps, so a panic elsewhere leaves it whole.
    fn contents(&self) -> MutexGuard<'_, HashMap<u64, Vec<u8>>> {
        self.shared.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One answer. To the transport it is a number; where it never gets there, as after a cancellation, its
/// content is dropped with it.
pub struct Parcel {
    parcels: Parcels,
    number: u64,
    is_sent: AtomicBool,
}

impl Parcel {
    /// The number that goes to the transport.
    pub fn send(&self) -> u64 {
        self.is_sent.store(true, Ordering::Relaxed);
        self.number
    }
}

impl Serialize for Parcel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.send())
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        if !self.is_sent.load(Ordering::Relaxed) {
            drop(self.parcels.take(self.number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_a_number_until_it_is_taken() {
        let parcels = Parcels::default();
        drop(parcels.pack(&"first"));
        let parcel = parcels.pack(&["a", "b"]).expect("JSON");
        assert_eq!(serde_json::to_value(&parcel).expect("JSON"), serde_json::json!(1));
        drop(parcel);
        assert_eq!(parcels.take(1).as_deref(), Some(&br#"["a","b"]"#[..]));
        assert_eq!(parcels.take(1), None);
    }

    #[test]
    fn what_is_not_sent_is_not_kept() {
        let parcels = Parcels::default();
        drop(parcels.pack(&1).expect("JSON"));
        assert!(parcels.contents().is_empty());
    }
}
