//! Which NumPy a framework's wheel was built against.

use super::{normalize, release};
use crate::version::Version;

/// What a release needs of NumPy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumpyNeed {
    /// Built against NumPy 1 and without a bound in its metadata: pip installs NumPy 2 beside
    /// it, and it fails or warns when it runs. `numpy<2` has to be written.
    Below2Unstated,
    /// Its metadata keeps NumPy below 2 by itself.
    Below2Stated,
    /// Works with NumPy 2.
    Any,
}

/// What `package==version` needs of NumPy; `None` where the tables do not say.
///
/// torch works with NumPy 2 from 2.3.0 on (release notes of 2.3); TensorFlow states its bound
/// in its metadata from 2.12 on and works with NumPy 2 from 2.18 on.
pub fn numpy_need(package: &str, version: &str) -> Option<NumpyNeed> {
    let minor = Version::parse(version).major_minor();
    match normalize(package).as_str() {
        "torch" if minor < (2, 3) => Some(NumpyNeed::Below2Unstated),
        "torch" => Some(NumpyNeed::Any),
        "tensorflow" if minor >= (2, 18) => Some(NumpyNeed::Any),
        name => {
            let stated = release(name, version)?.requirement_on("numpy")?;
            let below_2 = stated.split(',').any(bound_below_2);
            match (below_2, name) {
                (true, _) => Some(NumpyNeed::Below2Stated),
                (false, "tensorflow") => Some(NumpyNeed::Below2Unstated),
                (false, _) => None,
            }
        }
    }
}

fn bound_below_2(clause: &str) -> bool {
    let Some(bound) = clause.strip_prefix("<=").or_else(|| clause.strip_prefix('<')) else {
        return clause.starts_with("~=1");
    };
    Version::parse(bound) <= Version::parse("2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs() {
        let table = [
            ("torch", "1.13.1", Some(NumpyNeed::Below2Unstated)),
            ("torch", "2.2.2", Some(NumpyNeed::Below2Unstated)),
            ("torch", "2.3.0", Some(NumpyNeed::Any)),
            ("tensorflow", "2.16.1", Some(NumpyNeed::Below2Stated)),
            ("tensorflow", "2.11.0", Some(NumpyNeed::Below2Unstated)),
            ("tensorflow", "2.19.0", Some(NumpyNeed::Any)),
            ("requests", "2.0", None),
        ];
        for (package, version, expected) in table {
            assert_eq!(numpy_need(package, version), expected, "{package} {version}");
        }
    }
}
