//! `.dockerignore`, with the pattern rules of Docker (moby's patternmatcher), not those of git.

/// The patterns of one `.dockerignore`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DockerIgnore {
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// Path components; `**` stands for any number of them.
    components: Vec<String>,
    negated: bool,
}

impl DockerIgnore {
    /// Reads the file. Lines that are empty, comments or invalid match nothing.
    pub fn parse(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { patterns: text.lines().filter_map(Pattern::parse).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// A path from the root of the context (with `/`) is left out of the context. A pattern that
    /// matches a folder covers what lies in it; the last pattern that matches decides. As in Docker, an
    /// exception that names a folder holds for it only where that folder itself was ignored: `b/*` and
    /// `!b` leave out what is in `b`.
    pub fn ignores(&self, path: &str) -> bool {
        let components: Vec<&str> = path.split('/').filter(|component| !component.is_empty()).collect();
        // Which patterns have decided about the path so far, one folder after the other.
        let mut decided = vec![false; self.patterns.len()];
        let mut ignored = false;
        for length in 1..=components.len() {
            ignored = false;
            for (pattern, decided) in self.patterns.iter().zip(&mut decided) {
                let is_asked = pattern.negated == ignored;
                *decided |= is_asked && matches_components(&pattern.components, &components[..length]);
                if *decided {
                    ignored = !pattern.negated;
                }
            }
        }
        ignored
    }

    /// A later exception may bring back files below an ignored folder, so it has to be walked.
    pub fn may_have_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.negated)
    }
}

impl Pattern {
    fn parse(line: &str) -> Option<Self> {
        // Only a `#` in the first column starts a comment.
        let line = if line.starts_with('#') { return None } else { line.trim() };
        let (negated, pattern) = match line.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        let components = cleaned(pattern);
        (!components.is_empty()).then_some(Self { components, negated })
    }
}

/// Components as Go's `filepath.Clean` leaves them; a leading `/` means the root anyway.
fn cleaned(pattern: &str) -> Vec<String> {
    let mut components: Vec<String> = Vec::new();
    for component in pattern.split('/') {
        match component {
            "" | "." => {}
            ".." => {
                components.pop();
            }
            other => components.push(other.to_owned()),
        }
    }
    components
}

fn matches_components(pattern: &[String], path: &[&str]) -> bool {
    let (mut p, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < path.len() {
        match pattern.get(p).map(String::as_str) {
            Some("**") => {
                retry = Some((p + 1, at));
                p += 1;
            }
            Some(component) if matches_component(component, path[at]) => (p, at) = (p + 1, at + 1),
            _ => {
                let Some((after, matched)) = retry else { return false };
                retry = Some((after, matched + 1));
                (p, at) = (after, matched + 1);
            }
        }
    }
    pattern[p..].iter().all(|component| component == "**")
}

/// One component: `*`, `?`, `[a-z]`, `\x`. `a**b` counts as `a*b` inside one component.
pub(crate) fn matches_component(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < name.len() {
        let step = match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, at));
                p += 1;
                continue;
            }
            Some('?') => Some(p + 1),
            Some('[') => matches_class(&pattern, p, name[at]),
            Some('\\') => (pattern.get(p + 1) == Some(&name[at])).then_some(p + 2),
            Some(c) => (*c == name[at]).then_some(p + 1),
            None => None,
        };
        match (step, retry) {
            (Some(next), _) => (p, at) = (next, at + 1),
            (None, Some((after, matched))) => {
                retry = Some((after, matched + 1));
                (p, at) = (after, matched + 1);
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// Position after the class when `c` is in it.
fn matches_class(pattern: &[char], open: usize, c: char) -> Option<usize> {
    let close = open + 1 + pattern[open + 1..].iter().position(|&p| p == ']')?;
    let class = &pattern[open + 1..close];
    let (negated, class) = match class.first() {
        Some('^') => (true, &class[1..]),
        _ => (false, class),
    };
    let mut at = 0;
    let mut found = false;
    while at < class.len() {
        match class.get(at..at + 3) {
            Some([low, '-', high]) => {
                found |= (*low..=*high).contains(&c);
                at += 3;
            }
            _ => {
                found |= class[at] == c;
                at += 1;
            }
        }
    }
    (found != negated).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_docker_matches_them() {
        for (patterns, path, ignored) in [
            ("*.md", "README.md", true),
            ("*.md", "docs/README.md", false),
            ("**/*.md", "docs/a/README.md", true),
            ("**/*.md", "README.md", true),
            ("docs", "docs/a/b", true),
            ("/docs/", "docs/a", true),
            ("docs/*", "docs", false),
            ("*\n!keep", "keep", false),
            ("*\n!keep", "drop", true),
            ("data\n!data/small.csv", "data/small.csv", false),
            ("data\n!data/small.csv", "data/big.csv", true),
            ("# no\na?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("a\\*b", "a*b", true),
            ("a/../b", "b", true),
            ("**/node_modules", "x/y/node_modules/z", true),
            ("!a", "a", false),
            ("b/*\n!b", "b/c", true),
            ("b\n!b", "b/c", false),
            ("b\n!b/c", "b/c/d", false),
            ("*/b\n!a\na/c", "a/b/x", true),
            (".", "a", false),
        ] {
            assert_eq!(DockerIgnore::parse(patterns).ignores(path), ignored, "{patterns:?} on {path:?}");
        }
    }
}
