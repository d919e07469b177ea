//! What pip leaves of a wheel whose directory is known.

use crate::facts::WheelContents;
use crate::size::constants::python;

/// Bytes of the wheel's files, with what pip adds to them.
pub(super) fn installed_bytes(contents: &WheelContents) -> u64 {
    contents.bytes + python::RECORD_PER_WHEEL + python::RECORD_PER_FILE * contents.files
}

/// The share of the bytecode that is of tests.
pub(super) fn share_of_tests(contents: &WheelContents) -> f64 {
    let ordinary = contents.python_bytes as f64 * python::BYTECODE_PER_SOURCE;
    let tests = contents.python_test_bytes as f64 * python::BYTECODE_PER_TEST_SOURCE;
    if tests > 0.0 { tests / (ordinary + tests) } else { 0.0 }
}

/// Bytes of bytecode with Python 3.11, by the bytes of source.
pub(super) fn bytecode(name: &str, contents: &WheelContents) -> u64 {
    let (ordinary, tests) = (contents.python_bytes as f64, contents.python_test_bytes as f64);
    let unusual = python::UNUSUAL_SOURCES.iter().find(|(known, _)| *known == name);
    let bytes = match unusual {
        Some((_, ratio)) => (ordinary + tests) * ratio,
        None => ordinary * python::BYTECODE_PER_SOURCE + tests * python::BYTECODE_PER_TEST_SOURCE,
    };
    bytes.round() as u64
}
