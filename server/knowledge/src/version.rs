//! Versions: dotted numbers with suffixes, and CUDA's three numbers.

use std::cmp::Ordering;
use std::fmt;

/// A version as written, ordered by meaning: numbers compare as numbers, pre-releases come
/// before the release, post-releases and local builds (`+cu121`) after it, and trailing
/// zeros do not count (`2.0` equals `2.0.0`).
#[derive(Clone, Debug)]
pub struct Version(String);

impl Version {
    /// Takes any text; a leading `v` is dropped.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
        Version(bare.to_owned())
    }

    /// The version as written, without a leading `v`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The leading numbers: `2.4.1+cu121` gives 2, 4, 1.
    pub fn release(&self) -> impl Iterator<Item = u64> + '_ {
        let end = self.0.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.0.len());
        self.0[..end].split('.').map_while(|part| part.parse().ok())
    }

    /// Major and minor number, 0 where it is not written.
    pub fn major_minor(&self) -> (u64, u64) {
        let mut numbers = self.release();
        (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
    }

    /// Whether a pre-release word (dev, a, b, rc, …) stands in it.
    pub fn is_prerelease(&self) -> bool {
        is_prerelease(&self.0)
    }
}

/// Whether a pre-release word (dev, a, b, rc, …) stands in a version, local part (`+cu121`) aside.
pub fn is_prerelease(version: &str) -> bool {
    let public = version.split('+').next().unwrap_or(version);
    tokens(public).any(|token| matches!(token, Token::Word(rank, _) if rank < RELEASE))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

/// Orders two versions as [`Version`] does, without allocating.
pub fn compare(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (tokens(left), tokens(right));
    loop {
        let (a, b) = (left.next(), right.next());
        if a.is_none() && b.is_none() {
            return Ordering::Equal;
        }
        // Past its end a version reads as zero against a number, as the release against a word.
        let pad = |other: Option<Token<'_>>| match other {
            Some(Token::Number(_)) => Token::Number(0),
            _ => Token::Word(RELEASE, ""),
        };
        let (a, b) = (a.unwrap_or_else(|| pad(b)), b.unwrap_or_else(|| pad(a)));
        match a.partial_cmp(&b) {
            Some(Ordering::Equal) | None => {}
            Some(order) => return order,
        }
    }
}

/// A word sorts by its rank first; a number beats pre-release words and loses to none else.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Number(u64),
    Word(u8, &'a str),
}

impl PartialOrd for Token<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Token::Number(a), Token::Number(b)) => a.cmp(b),
            (Token::Word(a, x), Token::Word(b, y)) => a.cmp(b).then(x.cmp(y)),
            (Token::Number(_), Token::Word(..)) => Ordering::Greater,
            (Token::Word(..), Token::Number(_)) => Ordering::Less,
        })
    }
}

/// The rank of "nothing more follows".
const RELEASE: u8 = 4;
/// The rank of a post-release.
const POST: u8 = 6;

fn rank(word: &str) -> u8 {
    match word {
        "dev" => 0,
        "a" | "alpha" => 1,
        "b" | "beta" => 2,
        "c" | "rc" | "pre" | "preview" => 3,
        "post" | "rev" => POST,
        _ => 5,
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let digit = rest.chars().next()?.is_ascii_digit();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() || c.is_ascii_digit() != digit)
            .unwrap_or(rest.len());
        let (token, below) = rest.split_at(end);
        rest = below;
        Some(if digit {
            Token::Number(token.parse().unwrap_or(u64::MAX))
        } else {
            Token::Word(rank(token), token)
        })
    })
}

/// Whether a version satisfies a specifier as requirements write it: `==1.2.*`, `~=1.2.0`,
/// `>=1,<2`, `!=1.5`. An empty specifier accepts all. Pre-releases compare as any version.
pub fn satisfies(version: &str, specifier: &str) -> bool {
    specifier.split(',').map(str::trim).all(|clause| clause_holds(version, clause))
}

fn clause_holds(version: &str, clause: &str) -> bool {
    let split = clause.find(|c: char| !matches!(c, '=' | '<' | '>' | '!' | '~')).unwrap_or(clause.len());
    let (operator, bound) = clause.split_at(split);
    let bound = bound.trim();
    // A local part counts only where the specifier names one.
    let public = if bound.contains('+') { version } else { version.split('+').next().unwrap_or(version) };
    let series = bound.strip_suffix(".*");
    let order = compare(public, series.unwrap_or(bound));
    match (operator, series) {
        ("", _) => true,
        ("==", Some(series)) => has_prefix(public, series),
        ("!=", Some(series)) => !has_prefix(public, series),
        ("==" | "===", None) => order == Ordering::Equal,
        ("!=", None) => order != Ordering::Equal,
        (">=", _) => order != Ordering::Less,
        // `<2.0` leaves out 2.0rc1, and `>2.0` leaves out 2.0.post1, where the bound is none itself.
        ("<", _) => order == Ordering::Less && (is_prerelease(bound) || !is_variant_of(public, bound)),
        ("<=", _) => order != Ordering::Greater,
        (">", _) => order == Ordering::Greater && (has_post(bound) || !is_variant_of(public, bound)),
        ("~=", _) => {
            let series = bound.rsplit_once('.').map_or(bound, |(series, _)| series);
            order != Ordering::Less && has_prefix(public, series)
        }
        _ => false,
    }
}

/// Pre- and post-releases of a release: 2.0rc1 and 2.0.post1 of 2.0.
fn is_variant_of(version: &str, release: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> {
        let mut numbers: Vec<u64> = Version::parse(text).release().collect();
        numbers.truncate(numbers.iter().rposition(|number| *number != 0).map_or(0, |last| last + 1));
        numbers
    };
    (is_prerelease(version) || has_post(version)) && numbers(version) == numbers(release)
}

fn has_post(version: &str) -> bool {
    tokens(version).any(|token| matches!(token, Token::Word(rank, _) if rank == POST))
}

fn has_prefix(version: &str, prefix: &str) -> bool {
    version.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A CUDA version. The patch number is absent where only `12.4` was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CudaVersion {
    pub major: u16,
    pub minor: u16,
    pub patch: Option<u16>,
}

impl CudaVersion {
    /// `12.4.1`, `12.4` or NVIDIA's four numbers (`13.1.0.036`, of which three are kept).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let patch = match parts.next() {
            Some(part) => Some(part.parse().ok()?),
            None => None,
        };
        parts.all(|part| part.parse::<u32>().is_ok()).then_some(())?;
        Some(CudaVersion { major, minor, patch })
    }

    /// `cu121` as PyTorch's index names it: the last digit is the minor version.
    pub fn from_wheel_tag(tag: &str) -> Option<Self> {
        let digits = tag.strip_prefix("cu")?;
        // What is typed may end in any character.
        let (major, minor) = digits.split_at_checked(digits.len().checked_sub(1)?)?;
        Some(CudaVersion { major: major.parse().ok()?, minor: minor.parse().ok()?, patch: None })
    }

    /// `cu121`.
    pub fn wheel_tag(self) -> String {
        format!("cu{}{}", self.major, self.minor)
    }

    /// Without its patch number.
    pub fn minor_version(self) -> Self {
        CudaVersion { patch: None, ..self }
    }

    /// Whether both name the same major and minor version.
    pub fn same_minor(self, other: Self) -> bool {
        self.minor_version() == other.minor_version()
    }
}

impl fmt::Display for CudaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordered_by_meaning() {
        let ascending = [
            "1.9",
            "1.10.dev1",
            "1.10a1",
            "1.10b2",
            "1.10rc1",
            "1.10",
            "1.10+cu113",
            "1.10.post1",
            "1.10.1",
            "2.0.0rc1",
            "2.0",
        ];
        for pair in ascending.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(Version::parse("2.0"), Version::parse("v2.0.0"));
        assert!(Version::parse("24.04") < Version::parse("24.10"));
    }

    #[test]
    fn specifiers() {
        for (version, specifier, expected) in [
            ("1.2.3", "==1.2.*", true),
            ("1.20", "==1.2.*", false),
            ("1.2.5", "~=1.2.0", true),
            ("1.3", "~=1.2.0", false),
            ("1.9", "~=1.2", true),
            ("1.5", ">=1, <2", true),
            ("2.0", ">=1,<2", false),
            ("1.5", "!=1.5.*", false),
            ("2.1.0+cu118", "==2.1.0", true),
            ("2.1.0", "==2.1.0+cu118", false),
            ("2.0rc1", "<2.0", false),
            ("2.0rc1", "<2.0rc2", true),
            ("1.9rc1", "<2.0", true),
            ("2.0.post1", ">2", false),
            ("2.0.post2", ">2.0.post1", true),
            ("2.0.1", ">2", true),
            ("1.0", "", true),
            ("1.0", "=1.0", false),
        ] {
            assert_eq!(satisfies(version, specifier), expected, "{version} {specifier}");
        }
    }

    #[test]
    fn numbers_and_words() {
        let version = Version::parse("2.4.1+cu121");
        assert_eq!(version.release().collect::<Vec<_>>(), [2, 4, 1]);
        assert_eq!(version.major_minor(), (2, 4));
        assert!(Version::parse("3.15.0rc1").is_prerelease());
        assert!(!Version::parse("2.15.0.post1").is_prerelease());
    }

    #[test]
    fn cuda_versions() {
        let table = [
            ("12.4.1", Some((12, 4, Some(1)))),
            ("12.4", Some((12, 4, None))),
            ("13.1.0.036", Some((13, 1, Some(0)))),
            ("12", None),
            ("12.x", None),
            ("", None),
        ];
        for (text, expected) in table {
            let got = CudaVersion::parse(text).map(|v| (v.major, v.minor, v.patch));
            assert_eq!(got, expected, "{text}");
        }
        let cu118 = CudaVersion::from_wheel_tag("cu118").map(|v| v.to_string());
        assert_eq!(cu118.as_deref(), Some("11.8"));
        for no_tag in ["cpu", "cu", "cu1", "cu12\u{fffd}"] {
            assert_eq!(CudaVersion::from_wheel_tag(no_tag), None, "{no_tag}");
        }
    }
}
