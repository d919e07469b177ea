//! Wheels that are named themselves: by an address, or by a path of the image.

use super::projects::Candidate;
use crate::facts::{Fact, FactStore, ProjectFile, PythonIndex};
use crate::image_path::file_name;
use crate::install::normalized_name;
use crate::install::wheel_name::WheelName;
use crate::size::piece::Piece;
use crate::size::run::{Walk, covers};

/// The wheel behind an address such as `https://host/torch-2.1.0%2Bcu118-….whl#sha256=…`.
pub(super) fn at_address(url: &str) -> Option<ProjectFile> {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let path = address.split('?').next().unwrap_or(address);
    let filename = decoded(file_name(path));
    WheelName::parse(&filename)?;
    let sha256 = fragment.split('&').find_map(|part| part.strip_prefix("sha256="));
    Some(ProjectFile {
        filename,
        url: address.to_owned(),
        sha256: sha256.map(str::to_owned),
        is_direct: true,
        ..ProjectFile::default()
    })
}

/// The wheels that earlier commands put at a path, which may be a pattern: `/wheels/*`, `dist/*.whl`.
pub(super) fn at_path(walk: &Walk<'_>, path: &str) -> Vec<ProjectFile> {
    let is_wheel = |piece: &&Piece| piece.path.ends_with(".whl") && covers(path, &piece.path);
    let pieces = walk.draft.pieces.iter().chain(walk.state.written.candidates(path)).filter(is_wheel);
    let facts = walk.stages.analysis.inputs.facts;
    pieces.map(|piece| on_index(facts, file_name(&piece.path), piece.bytes.best)).collect()
}

/// A wheel that is known by its name and length; its address where the default index has a file of
/// that name.
fn on_index(facts: &dyn FactStore, filename: &str, bytes: Option<u64>) -> ProjectFile {
    let own = ProjectFile { filename: filename.to_owned(), bytes, ..ProjectFile::default() };
    let name = WheelName::parse(filename).map(|wheel| normalized_name(wheel.name));
    name.map(|name| with_address(facts, &PythonIndex::Default, &name, &own)).unwrap_or(own)
}

/// The file as the index lists it, where all that is known is its name.
pub(super) fn with_address(
    facts: &dyn FactStore,
    index: &PythonIndex,
    name: &str,
    wheel: &ProjectFile,
) -> ProjectFile {
    if !wheel.url.is_empty() {
        return wheel.clone();
    }
    let project = match facts.python_project(index, name) {
        Fact::Known(known) => known.value,
        _ => return wheel.clone(),
    };
    project.files.iter().find(|file| file.filename == wheel.filename).unwrap_or(wheel).clone()
}

/// Name of the project, normalised, and the only candidate for it.
pub(super) fn candidate(wheel: ProjectFile) -> Option<(String, Candidate)> {
    let parsed = WheelName::parse(&wheel.filename)?;
    let (name, version) = (normalized_name(parsed.name), parsed.version.to_owned());
    Some((name, Candidate { version, wheel: Some(wheel), yanked: false }))
}

/// `%2B` and its like; what is no escape stays as it is.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut found = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escape = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escape.filter(u8::is_ascii) {
            Some(byte) => found.extend([char::from(byte)].into_iter().chain(part[2..].chars())),
            None => found.extend(['%'].into_iter().chain(part.chars())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_wheels() {
        let found =
            at_address("https://h/whl/cu118/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl#sha256=ab&x=1")
                .expect("a wheel");
        assert_eq!(found.filename, "torch-2.1.0+cu118-cp310-cp310-linux_x86_64.whl");
        assert_eq!(found.url, "https://h/whl/cu118/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl");
        assert_eq!((found.sha256.as_deref(), found.is_direct), (Some("ab"), true));
        let (name, candidate) = candidate(found).expect("it has a name");
        assert_eq!((name.as_str(), candidate.version.as_str()), ("torch", "2.1.0+cu118"));
        assert_eq!(at_address("https://h/a-1.0.tar.gz"), None);
        assert_eq!(decoded("a%2b%zz%"), "a+%zz%");
    }
}
