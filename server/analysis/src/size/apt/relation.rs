//! `Depends: a (>= 1), b | c:any`.

use super::debian_version::satisfies;

/// One alternative of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alternative<'i> {
    pub name: &'i str,
    /// Operator and version.
    pub version: Option<(&'i str, &'i str)>,
}

/// The groups of a field, each with its alternatives in order.
pub(super) fn groups(field: &str) -> impl Iterator<Item = Vec<Alternative<'_>>> {
    field
        .split(',')
        .map(|group| group.split('|').filter_map(alternative).collect())
        .filter(|group: &Vec<_>| !group.is_empty())
}

fn alternative(text: &str) -> Option<Alternative<'_>> {
    let text = text.split(['[', '<']).next().filter(|_| !text.contains('(')).unwrap_or(text).trim();
    let (name, rest) = text.split_once('(').unwrap_or((text, ""));
    let name = name.split(':').next().unwrap_or(name).trim();
    let version = rest.split(')').next().unwrap_or_default().trim();
    let split = version.find(|c: char| !matches!(c, '<' | '>' | '=')).unwrap_or(0);
    let (operator, bound) = version.split_at(split);
    let version = (!operator.is_empty()).then(|| (operator, bound.trim()));
    (!name.is_empty()).then_some(Alternative { name, version })
}

impl Alternative<'_> {
    /// A package of that name and version will do.
    pub fn accepts(&self, version: &str) -> bool {
        self.version.is_none_or(|(operator, bound)| satisfies(version, operator, bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_apart() {
        let field = "libc6 (>= 2.14), python3:any, a | b (<< 2) | c [amd64], d (= 1:2-3)";
        let found: Vec<Vec<_>> = groups(field).collect();
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], [Alternative { name: "libc6", version: Some((">=", "2.14")) }]);
        assert_eq!(found[1][0].name, "python3");
        let names: Vec<_> = found[2].iter().map(|one| one.name).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert!(found[2][1].accepts("1.9") && !found[2][1].accepts("2"));
        assert_eq!(found[3][0].version, Some(("=", "1:2-3")));
        assert_eq!(groups("").count(), 0);
    }
}
