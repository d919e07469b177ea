//! conda's order of versions, and the constraints of its match specifications.

use std::cmp::Ordering;

/// A version taken apart: epoch, then components of numbers and letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CondaVersion {
    epoch: u64,
    components: Vec<Vec<Atom>>,
    local: Vec<Vec<Atom>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    /// Sorts before all other letters.
    Dev,
    Letters(String),
    Number(u64),
    /// Sorts after all else.
    Post,
}

impl CondaVersion {
    fn parse(text: &str) -> Self {
        let text = text.trim().to_ascii_lowercase();
        let (epoch, rest) = text.split_once('!').unwrap_or(("0", &text));
        let (version, local) = rest.split_once('+').unwrap_or((rest, ""));
        let parts = |text: &str| -> Vec<Vec<Atom>> {
            text.split(['.', '_', '-']).filter(|part| !part.is_empty()).map(atoms).collect()
        };
        Self { epoch: epoch.parse().unwrap_or(0), components: parts(version), local: parts(local) }
    }
}

/// `0rc1` as 0, rc, 1. What begins with a letter gets a 0 before it.
fn atoms(component: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut rest = component;
    if rest.starts_with(|c: char| !c.is_ascii_digit()) {
        atoms.push(Atom::Number(0));
    }
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        atoms.push(match part {
            _ if is_number => Atom::Number(part.parse().unwrap_or(u64::MAX)),
            "dev" => Atom::Dev,
            "post" => Atom::Post,
            letters => Atom::Letters(letters.to_owned()),
        });
        rest = after;
    }
    atoms
}

/// Compares two versions as conda does: missing components count as 0.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (CondaVersion::parse(a), CondaVersion::parse(b));
    let epochs = a.epoch.cmp(&b.epoch);
    let local = || lists(&a.local, &b.local);
    epochs.then_with(|| lists(&a.components, &b.components)).then_with(local)
}

fn lists(a: &[Vec<Atom>], b: &[Vec<Atom>]) -> Ordering {
    let zero = Atom::Number(0);
    let none = Vec::new();
    for at in 0..a.len().max(b.len()) {
        let (left, right) = (a.get(at).unwrap_or(&none), b.get(at).unwrap_or(&none));
        for atom in 0..left.len().max(right.len()) {
            let order = left.get(atom).unwrap_or(&zero).cmp(right.get(atom).unwrap_or(&zero));
            if order.is_ne() {
                return order;
            }
        }
    }
    Ordering::Equal
}

/// `3.10.4` begins with `3.10`, `3.1` does not.
fn begins_with(version: &str, prefix: &str) -> bool {
    let (version, prefix) = (CondaVersion::parse(version), CondaVersion::parse(prefix));
    let length = prefix.components.len();
    let Some(last) = length.checked_sub(1) else { return true };
    version.epoch == prefix.epoch
        && version.components.len() >= length
        && version.components[..last] == prefix.components[..last]
        && version.components[last].starts_with(&prefix.components[last])
}

/// Whether a version satisfies a constraint: `>=1.2,<2`, `1.2.*|2.0`, `=1.2`, `1.2`, `*`, empty for any.
pub(super) fn satisfies(version: &str, constraint: &str) -> bool {
    let constraint = constraint.trim();
    if constraint.is_empty() {
        return true;
    }
    let all = |part: &str| part.split(',').all(|single| satisfies_one(version, single.trim()));
    constraint.split('|').any(all)
}

fn satisfies_one(version: &str, constraint: &str) -> bool {
    let end =
        constraint.find(|c: char| !matches!(c, '=' | '<' | '>' | '!' | '~')).unwrap_or(constraint.len());
    let (operator, bound) = constraint.split_at(end);
    let bound = bound.trim();
    let is_prefix = bound.ends_with('*');
    let plain = bound.trim_end_matches('*').trim_end_matches('.');
    match operator {
        // A regular expression is not read: it limits less than it would.
        "" if bound.starts_with('^') => true,
        "" | "==" if !is_prefix => compare(version, bound).is_eq(),
        "" | "==" | "=" => begins_with(version, plain),
        "!=" if is_prefix => !begins_with(version, plain),
        "!=" => compare(version, plain).is_ne(),
        ">=" => compare(version, plain).is_ge(),
        ">" => compare(version, plain).is_gt(),
        "<=" => compare(version, plain).is_le(),
        "<" => compare(version, plain).is_lt(),
        "~=" => compare(version, plain).is_ge() && begins_with(version, crate::size::conda::parent_of(plain)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_in_condas_order() {
        let ordered = [
            "0.4",
            "0.4.1.rc",
            "0.4.1",
            "0.5a1",
            "0.5b3",
            "0.5",
            "0.9.6",
            "0.960923",
            "1.0",
            "1.1dev1",
            "1.1a1",
            "1.1.0dev1",
            "1.1.0",
            "1.1.0post1",
            "1.1post2",
            "1.10",
            "2024a",
            "1!0.4.1",
        ];
        for pair in ordered.windows(2) {
            assert_ne!(compare(pair[0], pair[1]), Ordering::Greater, "{pair:?}");
        }
        for (a, b) in [("1.0", "1"), ("1.0.0", "1.0"), ("1.1_0", "1.1-0")] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} {b}");
        }
    }

    #[test]
    fn constraints_hold_as_in_conda() {
        for (version, constraint, holds) in [
            ("3.11.9", "3.11.*", true),
            ("3.11.9", "=3.11", true),
            ("3.1.2", "3.11.*", false),
            ("3.11.9", "3.11", false),
            ("3.11", "3.11.0", true),
            ("3.11.9", ">=3.11,<3.12.0a0", true),
            ("3.12.0", ">=3.11,<3.12.0a0", false),
            ("1.26.4", ">=1.19,<3|2.0", true),
            ("2.1", "!=2.1.*", false),
            ("2.1", "!=2.0", true),
            ("1.4.5", "~=1.4.2", true),
            ("1.5.0", "~=1.4.2", false),
            ("9c", "9*", true),
            ("1", "*", true),
            ("1", "", true),
        ] {
            assert_eq!(satisfies(version, constraint), holds, "{version} {constraint}");
        }
    }
}
