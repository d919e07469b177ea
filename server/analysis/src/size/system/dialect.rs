//! How apk and rpm write what a package needs.

use std::cmp::Ordering;

use super::Family;
use super::rpm_version::{compare_apk, compare_rpm};
use crate::facts::capability;

/// One way to satisfy a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted<'i> {
    pub name: &'i str,
    /// `<`, `<=`, `=`, `>=`, `>` and a version.
    pub bound: Option<(&'static str, &'i str)>,
}

/// A dependency: any of its alternatives, unless it stands under a condition that does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dependency<'i> {
    pub alternatives: Vec<Wanted<'i>>,
    pub only_if: Option<Wanted<'i>>,
}

impl Family {
    /// The dependencies of one line: most lines hold one, a rich one (`(a and b)`) several.
    pub(super) fn dependencies<'i>(self, line: &'i str) -> Vec<Dependency<'i>> {
        match self {
            // `!name` is a conflict.
            Family::Alpine if line.starts_with('!') => Vec::new(),
            Family::Alpine => vec![one(apk_wanted(line))],
            Family::RedHat if line.starts_with('(') => rich(line),
            Family::RedHat => vec![one(rpm_wanted(line))],
        }
    }

    /// Whether a version satisfies a bound; no version satisfies it only where there is no bound.
    pub(super) fn accepts(self, wanted: &Wanted<'_>, version: &str) -> bool {
        let Some((operator, bound)) = wanted.bound else { return true };
        if version.is_empty() {
            return false;
        }
        let order = self.compare(version, bound);
        match operator {
            "<" => order == Ordering::Less,
            "<=" => order != Ordering::Greater,
            ">" => order == Ordering::Greater,
            ">=" => order != Ordering::Less,
            "~" => version.starts_with(bound),
            _ => order == Ordering::Equal,
        }
    }

    pub(super) fn compare(self, left: &str, right: &str) -> Ordering {
        match self {
            Family::Alpine => compare_apk(left, right),
            Family::RedHat => compare_rpm(left, right),
        }
    }
}

fn one(wanted: Wanted<'_>) -> Dependency<'_> {
    Dependency { alternatives: vec![wanted], only_if: None }
}

/// `so:libc.so.1`, `curl>=8`, `python3~3.12`.
pub(super) fn apk_wanted(text: &str) -> Wanted<'_> {
    let (name, version) = capability(text);
    let operator = &text[name.len()..text.len() - version.len()];
    let known = ["<=", ">=", "<", ">", "~", "="].into_iter().find(|known| operator.starts_with(known));
    Wanted { name, bound: known.map(|operator| (operator, version)) }
}

/// `libz.so.1()(64bit)`, `zlib GE 1.2` and, inside rich dependencies, `zlib >= 1.2`.
fn rpm_wanted(text: &str) -> Wanted<'_> {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or_default();
    let operator = match words.next() {
        Some("LT" | "<") => Some("<"),
        Some("LE" | "<=") => Some("<="),
        Some("GT" | ">") => Some(">"),
        Some("GE" | ">=") => Some(">="),
        Some("EQ" | "=") => Some("="),
        _ => None,
    };
    Wanted { name, bound: operator.zip(words.next()) }
}

/// `(a or b)`, `(a and b)`, `(a with b)`, `(a if b)`, `(a unless b)`; what is nested deeper is read as
/// far as its first name.
fn rich(line: &str) -> Vec<Dependency<'_>> {
    let inner = line.strip_prefix('(').and_then(|line| line.strip_suffix(')')).unwrap_or(line);
    let parts = |word: &str| split_outside(inner, word);
    if let [what, condition, ..] = parts(" if ")[..] {
        let condition =
            rpm_wanted(condition.trim_start_matches('(').split(" else ").next().unwrap_or(condition));
        return dependencies_of(what)
            .into_iter()
            .map(|one| Dependency { only_if: Some(condition), ..one })
            .collect();
    }
    if let [what, _, ..] = parts(" unless ")[..] {
        return dependencies_of(what);
    }
    let all: Vec<&str> = parts(" and ");
    if all.len() > 1 {
        return all.into_iter().flat_map(dependencies_of).collect();
    }
    let any: Vec<&str> = parts(" or ");
    if any.len() > 1 {
        let alternatives = any.iter().map(|part| rpm_wanted(part.trim_start_matches('('))).collect();
        return vec![Dependency { alternatives, only_if: None }];
    }
    // `(a >= 1 with a < 2)`: one package has to satisfy both; the first bound stands for both.
    parts(" with ")
        .first()
        .map(|part| vec![one(rpm_wanted(part.trim_start_matches('(')))])
        .unwrap_or_default()
}

fn dependencies_of(part: &str) -> Vec<Dependency<'_>> {
    Family::RedHat.dependencies(part.trim())
}

/// Splits at a word that stands in no parentheses of its own: `libc.so.6()(64bit)` has closed ones.
fn split_outside<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut from, mut depth) = (0, 0i32);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && at >= from && text[at..].starts_with(word) => {
                parts.push(&text[from..at]);
                from = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Alternatives joined by `|`, the condition after `?`.
    fn read(family: Family, line: &str) -> Vec<String> {
        let text = |wanted: &Wanted<'_>| match wanted.bound {
            Some((operator, version)) => format!("{}{operator}{version}", wanted.name),
            None => wanted.name.to_owned(),
        };
        let show = |dependency: &Dependency<'_>| {
            let alternatives: Vec<String> = dependency.alternatives.iter().map(text).collect();
            let condition = dependency.only_if.iter().map(|wanted| format!("?{}", text(wanted)));
            alternatives.join("|") + &condition.collect::<String>()
        };
        family.dependencies(line).iter().map(show).collect()
    }

    #[test]
    fn dependencies_of_both_families() {
        for (line, expected) in [
            ("so:libc.musl-x86_64.so.1", &["so:libc.musl-x86_64.so.1"][..]),
            ("python3~3.12", &["python3~3.12"]),
            ("curl>=8.1-r0", &["curl>=8.1-r0"]),
            ("!uclibc", &[]),
            ("/bin/sh", &["/bin/sh"]),
        ] {
            assert_eq!(read(Family::Alpine, line), expected, "{line}");
        }
        for (line, expected) in [
            ("libc.so.6(GLIBC_2.34)(64bit)", &["libc.so.6(GLIBC_2.34)(64bit)"][..]),
            ("bash GE 1:5.1", &["bash>=1:5.1"]),
            ("(a or b >= 2)", &["a|b>=2"]),
            ("(libx.so.1()(64bit) if glibc)", &["libx.so.1()(64bit)?glibc"]),
            ("(a and b)", &["a", "b"]),
            ("((a or b) if (c and d))", &["a|b?c"]),
            ("(a >= 1 with a < 2)", &["a>=1"]),
        ] {
            assert_eq!(read(Family::RedHat, line), expected, "{line}");
        }
    }
}
