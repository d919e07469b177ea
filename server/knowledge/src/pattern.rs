//! Image patterns of the tables: `REPOSITORY:GLOB`, where the glob knows `*` and `[0-9]`.

use std::borrow::Cow;

/// The name under which tables know a repository: without Docker Hub's host and `library/`.
pub fn canonical_repository(repository: &str) -> &str {
    let hub = ["docker.io/", "index.docker.io/", "registry-1.docker.io/"];
    let short = hub.iter().find_map(|host| repository.strip_prefix(host));
    let short = short.unwrap_or(repository);
    short.strip_prefix("library/").unwrap_or(short)
}

/// `repository:tag` as tables write it; an empty tag is `latest`.
pub(crate) fn image_name(repository: &str, tag: &str) -> String {
    let tag: Cow<'_, str> = match tag {
        "" => "latest".into(),
        tag => tag.into(),
    };
    format!("{}:{tag}", canonical_repository(repository))
}

/// The row whose pattern matches `image` most closely: the one with the most literal characters.
pub(crate) fn best_match<T>(
    rows: impl Iterator<Item = T>,
    pattern: fn(&T) -> &'static str,
    image: &str,
) -> Option<T> {
    rows.filter(|row| matches(pattern(row), image))
        .max_by_key(|row| pattern(row).bytes().filter(|b| *b != b'*').count())
}

/// Whether the whole of `text` matches the glob.
pub(crate) fn matches(glob: &str, text: &str) -> bool {
    let Some(first) = glob.chars().next() else {
        return text.is_empty();
    };
    if first == '*' {
        let rest = &glob[1..];
        return text.char_indices().any(|(at, _)| matches(rest, &text[at..])) || matches(rest, "");
    }
    if let Some(rest) = glob.strip_prefix("[0-9]") {
        return text.starts_with(|c: char| c.is_ascii_digit()) && matches(rest, &text[1..]);
    }
    text.strip_prefix(first).is_some_and(|text| matches(&glob[first.len_utf8()..], text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        let table = [
            ("python:*-slim*", "python:3.12-slim-bookworm", true),
            ("python:*-slim*", "python:3.12", false),
            ("a:*", "a:", true),
            ("a:2.1[0-9].*", "a:2.10.0-x", true),
            ("a:2.1[0-9].*", "a:2.1.0-x", false),
            ("a:*_py3.1_*", "a:rocm6_py3.12_x", false),
            ("a:é*", "a:éa", true),
        ];
        for (glob, text, expected) in table {
            assert_eq!(matches(glob, text), expected, "{glob} {text}");
        }
    }

    #[test]
    fn repositories() {
        for name in ["python", "library/python", "docker.io/library/python"] {
            assert_eq!(canonical_repository(name), "python");
        }
        assert_eq!(canonical_repository("docker.io/nvidia/cuda"), "nvidia/cuda");
        assert_eq!(canonical_repository("nvcr.io/nvidia/cuda"), "nvcr.io/nvidia/cuda");
        assert_eq!(image_name("docker.io/library/python", ""), "python:latest");
    }
}
