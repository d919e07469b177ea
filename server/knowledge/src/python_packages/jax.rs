//! The extras of `jax` that choose a CUDA build.

use super::normalize;
use crate::table::{Table, cells, known, table};
use crate::version::compare;
use std::cmp::Ordering;

pub(crate) const TABLE: Table = table!("jax_extras");

/// An extra such as `cuda12` in `jax[cuda12]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JaxExtra {
    /// Its name with dashes; pip treats `cuda12_local` and `cuda12-local` alike.
    pub name: &'static str,
    pub cuda_major: u16,
    /// Whether it loads CUDA and cuDNN of the image rather than bringing them as wheels.
    pub local: bool,
    from: Option<&'static str>,
    until: Option<&'static str>,
    pub note: Option<&'static str>,
}

impl JaxExtra {
    /// Whether a version of jax has the extra; `true` where nothing is known against it.
    pub fn exists_in(&self, version: &str) -> bool {
        let begun = self.from.is_none_or(|from| compare(version, from) != Ordering::Less);
        begun && self.until.is_none_or(|until| compare(version, until) != Ordering::Greater)
    }
}

pub(crate) fn read(row: &'static str) -> Option<JaxExtra> {
    let [name, cuda, local, from, until, note] = cells(row)?;
    Some(JaxExtra {
        name,
        cuda_major: cuda.parse().ok()?,
        local: local == "y",
        from: known(from),
        until: known(until),
        note: known(note),
    })
}

/// All CUDA extras, the ones to use first.
pub fn jax_extras() -> impl Iterator<Item = JaxExtra> {
    TABLE.rows().filter_map(read)
}

/// An extra by name, however it is spelled.
pub fn jax_extra(name: &str) -> Option<JaxExtra> {
    let name = normalize(name);
    jax_extras().find(|extra| extra.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extras() {
        let local = jax_extra("cuda12_local").expect("known");
        assert!(local.local && local.cuda_major == 12);
        let old = jax_extra("cuda11_pip").expect("known");
        assert!(old.exists_in("0.4.20") && !old.exists_in("0.4.30"));
        assert!(!jax_extra("cuda13").expect("known").exists_in("0.6.0"));
        assert_eq!(jax_extra("tpu"), None);
    }
}
