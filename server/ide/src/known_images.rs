//! Images that a name stands for where the file does not say it outright: behind a registry that only the
//! build names, or without a tag in `COPY --from=`.

use analysis::Analysis;
use analysis::facts::FactStore;
use analysis::model::InstructionInfo;
use analysis::reference::{ImageReference, Repository, parse_repository};
use knowledge::images;
use syntax::expansion::{Segment, Template, expand, parse};

/// Somebody has told of this repository: the tables, or a registry that was asked before. Nobody is asked
/// now: a name that is only a guess is nobody else's business.
pub(crate) fn is_known(repository: &Repository, facts: &dyn FactStore) -> bool {
    let name = repository.familiar_with_registry();
    images::catalogue_entry(&name).is_some()
        || images::tags(&name).is_some()
        || facts.known_tags(repository).is_some()
}

/// The image that `written` means where a variable without a value stands for its registry:
/// `${REGISTRY}/nvidia/cuda:12`. It is Docker Hub's, or one of the catalogue from another registry.
pub(crate) fn behind_registry(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    written: &str,
) -> Option<ImageReference> {
    let mut segments = parse(written, analysis.model.escape).segments;
    if !matches!(segments.first(), Some(Segment::Variable(_))) {
        return None;
    }
    let rest = segments.split_off(1);
    let value = |segments| {
        let lookup = |name: &str| analysis.model.binding(name, info)?.value;
        let expanded = expand(&Template { segments, error: None }, &lookup);
        expanded.unset.is_empty().then_some(expanded.text)
    };
    let rest = value(rest)?;
    // Without a value and a slash the variable may end in one: `${PREFIX}python`.
    let is_open = match value(segments) {
        Some(registry) => registry.is_empty() && rest.starts_with('/'),
        None => true,
    };
    let reference = ImageReference::parse(rest.strip_prefix('/').unwrap_or(&rest)).filter(|_| is_open)?;
    let repository = known_as(reference.repository, analysis.inputs.facts)?;
    Some(ImageReference { repository, ..reference })
}

fn known_as(repository: Repository, facts: &dyn FactStore) -> Option<Repository> {
    if is_known(&repository, facts) {
        return Some(repository);
    }
    let named = images::catalogue().filter_map(|entry| parse_repository(entry.repository));
    named.into_iter().find(|known| known.path == repository.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    fn behind(text: &str) -> Option<String> {
        let (source, world) = (Source::parse(text), World::default());
        let analysis = Analysis::new(&source, world.inputs());
        let info = analysis.model.instructions.last().expect("FROM");
        let written = info.syntax.image().expect("an image").word;
        behind_registry(&analysis, info, written.text()).map(|image| image.to_string())
    }

    #[test]
    fn a_known_name_behind_a_registry_is_that_image() {
        for (text, image) in [
            (
                "ARG R\nFROM ${R}/nvidia/cuda:12.4.1-base-ubuntu22.04",
                Some("nvidia/cuda:12.4.1-base-ubuntu22.04"),
            ),
            ("ARG R\nARG V=3.12\nFROM $R/python:${V}-slim", Some("python:3.12-slim")),
            ("ARG R=\nFROM ${R}/library/python", Some("python")),
            ("FROM ${PREFIX}python:3.12", Some("python:3.12")),
            ("ARG R\nFROM ${R}/nvidia/pytorch:24.01-py3", Some("nvcr.io/nvidia/pytorch:24.01-py3")),
            ("ARG R\nFROM ${R}/team/secret:1", None),
            ("ARG R\nARG V\nFROM ${R}/python:${V}", None),
            ("ARG R=mirror.example\nFROM ${R}/python:3", None),
            ("ARG IMAGE\nFROM ${IMAGE}", None),
            ("FROM python:3", None),
        ] {
            assert_eq!(behind(text).as_deref(), image, "{text:?}");
        }
    }
}
