//! The labels that a project wants on its images, as `label-schema` of `.hadolint.yaml` tells.

use std::collections::BTreeMap;

use knowledge::vocabulary::is_license;

/// Labels that an image must have, and what they hold. Nothing is wanted where it is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSchema {
    pub formats: BTreeMap<String, LabelFormat>,
    /// No other labels.
    pub is_strict: bool,
}

/// What the value of a label looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelFormat {
    /// Anything but nothing.
    Text,
    Url,
    /// Semantic versioning 2.0.
    Semver,
    /// A commit of git, whole or its first seven characters.
    Hash,
    /// A date with time and offset.
    Rfc3339,
    /// A licence of the SPDX list, or an expression of several.
    Spdx,
    Email,
}

impl LabelFormat {
    /// Under which names the formats are known.
    pub const NAMES: &str = "text, url, semver, hash, rfc3339, spdx, email";

    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "text" | "" => Self::Text,
            "url" => Self::Url,
            "semver" => Self::Semver,
            "hash" => Self::Hash,
            "rfc3339" => Self::Rfc3339,
            "spdx" => Self::Spdx,
            "email" => Self::Email,
            _ => return None,
        })
    }

    /// What to write, for a message.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Url => "an absolute URL",
            Self::Semver => "a semantic version such as 1.4.2",
            Self::Hash => "a git hash of 7 or 40 hexadecimal digits",
            Self::Rfc3339 => "a time such as 2026-01-31T12:00:00Z",
            Self::Spdx => "an SPDX licence such as Apache-2.0",
            Self::Email => "an email address",
        }
    }

    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::Text => !value.is_empty(),
            Self::Url => is_url(value),
            Self::Semver => is_semver(value),
            Self::Hash => matches!(value.len(), 7 | 40) && value.bytes().all(is_lower_hex),
            Self::Rfc3339 => is_rfc3339(value),
            Self::Spdx => is_license_expression(value),
            Self::Email => is_email(value),
        }
    }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// RFC 3986: a scheme, a colon and characters that may stand in a URI.
fn is_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else { return false };
    let is_scheme_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let is_uri_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(is_scheme_byte)
        && rest.bytes().all(is_uri_byte)
}

/// Semantic versioning 2.0.0: three numbers, then `-` and identifiers, then `+` and identifiers.
fn is_semver(value: &str) -> bool {
    let (value, build) = value.split_once('+').map_or((value, None), |(value, build)| (value, Some(build)));
    let (core, early) = value.split_once('-').map_or((value, None), |(core, early)| (core, Some(early)));
    let numbers: Vec<&str> = core.split('.').collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = |text: &str| text == "0" || !text.starts_with('0');
    let is_word =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    numbers.len() == 3
        && numbers.iter().all(|number| is_number(number) && is_plain(number))
        && early
            .is_none_or(|early| early.split('.').all(|it| is_word(it) && (!is_number(it) || is_plain(it))))
        && build.is_none_or(|build| build.split('.').all(is_word))
}

/// `2026-01-31T12:00:00.5+01:00`
fn is_rfc3339(value: &str) -> bool {
    let Some((day, rest)) = value.split_at_checked(10) else { return false };
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else { return false };
    let Some((time, rest)) = rest.split_at_checked(8) else { return false };
    let fraction =
        rest.strip_prefix('.').map(|digits| digits.trim_start_matches(|c: char| c.is_ascii_digit()));
    let offset = fraction.unwrap_or(rest);
    let is_offset = matches!(offset, "Z" | "z")
        || offset.strip_prefix(['+', '-']).is_some_and(|offset| has_shape(offset, "99:99"));
    let within = |range: std::ops::Range<usize>, most: u8, of: &str| {
        of.get(range).and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|number| number <= most)
    };
    has_shape(day, "9999-99-99")
        && has_shape(time, "99:99:99")
        && is_offset
        && within(5..7, 12, day)
        && within(8..10, 31, day)
        && within(0..2, 23, time)
        && within(3..5, 59, time)
        && within(6..8, 60, time)
}

/// A digit for each 9, the character itself otherwise.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'9' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// `MIT`, `GPL-2.0-or-later WITH Classpath-exception-2.0`, `(MIT OR Apache-2.0) AND BSD-3-Clause`.
fn is_license_expression(value: &str) -> bool {
    let spaced = value.replace(['(', ')'], " ");
    let mut words = spaced.split_whitespace();
    loop {
        let Some(license) = words.next() else { return false };
        let own = license.starts_with("LicenseRef-");
        if !(own || is_license(license) || license.strip_suffix('+').is_some_and(is_license)) {
            return false;
        }
        let mut operator = words.next();
        if operator == Some("WITH") {
            // Names of exceptions are not known here.
            if words.next().is_none() {
                return false;
            }
            operator = words.next();
        }
        match operator {
            None => return true,
            Some("AND" | "OR") => {}
            Some(_) => return false,
        }
    }
}

/// Words with dots on both sides of one `@`. Quoted names are legal and too rare to be read.
fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.split_once('@') else { return false };
    let is_atom = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    let is_label = |text: &str| {
        is_atom(text) && text.chars().all(|c| c.is_alphanumeric() || c == '-') && !text.starts_with('-')
    };
    name.split('.').all(is_atom) && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::LabelFormat;

    #[test]
    fn values_fit_or_not() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (format, good, bad) in [
            ("text", &["x", " "][..], &[""][..]),
            ("url", &["https://a.example/b?c=d#e", "urn:x"], &["", "a.example/b", "https://a b", "1x:y"]),
            (
                "semver",
                &["1.2.3", "0.0.0-rc.1+build.5", "1.0.0--x"],
                &["1.2", "v1.2.3", "01.2.3", "1.2.3-01"],
            ),
            ("hash", &["0123abc", commit], &["0123ABC", "012345", "0123456g"]),
            (
                "rfc3339",
                &["2026-01-31T12:00:00Z", "2026-01-31t12:00:00.25+01:00"],
                &[
                    "2026-01-31",
                    "2026-13-31T12:00:00Z",
                    "2026-01-31T12:00:00",
                    "2026-01-31T25:00:00Z",
                    "é26-01-3",
                ],
            ),
            (
                "spdx",
                &["MIT", "(MIT OR Apache-2.0) AND BSD-3-Clause", "GPL-2.0-only WITH Classpath-exception-2.0"],
                &["", "Mit", "MIT OR", "MIT Apache-2.0", "Apache 2"],
            ),
            ("email", &["a@b.example", "a.b+c@d"], &["a", "a@", "@b", "a@b@c", "a b@c", "a@-b"]),
        ] {
            let format = LabelFormat::parse(format).expect("a format");
            good.iter().for_each(|value| assert!(format.fits(value), "{format:?} {value}"));
            bad.iter().for_each(|value| assert!(!format.fits(value), "{format:?} {value}"));
        }
        assert_eq!(LabelFormat::parse("name"), None);
    }
}
