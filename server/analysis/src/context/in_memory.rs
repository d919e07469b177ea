//! A build context of texts, for tests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::{BuildContext, ContextListing};
use crate::facts::{Fact, Known, Origin, Unavailable};

/// Texts by path; without a listing.
pub(crate) struct Texts(BTreeMap<&'static str, &'static str>);

impl<const N: usize> From<[(&'static str, &'static str); N]> for Texts {
    fn from(files: [(&'static str, &'static str); N]) -> Self {
        Self(BTreeMap::from(files))
    }
}

impl BuildContext for Texts {
    fn listing(&self) -> Fact<ContextListing> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn read(&self, path: &str) -> Fact<str> {
        match self.0.get(path) {
            Some(text) => Fact::Known(Known {
                value: Arc::from(*text),
                origin: Origin::Live,
                as_of: SystemTime::UNIX_EPOCH,
            }),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }
}
