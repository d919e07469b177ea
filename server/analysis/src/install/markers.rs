//! Environment markers (PEP 508): `python_version < "3.9" and platform_machine == "x86_64"`.

use knowledge::version::{Version, satisfies};

/// Parentheses in parentheses; a marker that has more cannot be read.
const MAX_DEPTH: usize = 32;

/// What markers may ask about the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `None` where the stage's Python is not known: comparisons with it hold.
    pub python: Option<(u64, u64)>,
    /// `x86_64`, `aarch64`.
    pub machine: String,
}

impl Environment {
    /// A marker that cannot be read holds.
    pub fn satisfies(&self, marker: &str, extras: &[String]) -> bool {
        let tokens = tokens(marker);
        let mut parser = Parser { tokens: &tokens, environment: self, extras, depth: 0 };
        parser.any().unwrap_or(true)
    }

    /// The value of a marker variable; `None` for unknown ones.
    fn value(&self, name: &str) -> Option<String> {
        Some(match name {
            "python_version" => {
                let (major, minor) = self.python?;
                format!("{major}.{minor}")
            }
            // The patch number is not known: the series' last one stands for all.
            "python_full_version" | "implementation_version" => {
                let (major, minor) = self.python?;
                format!("{major}.{minor}.99")
            }
            "platform_machine" => self.machine.clone(),
            "sys_platform" => "linux".into(),
            "platform_system" => "Linux".into(),
            "os_name" => "posix".into(),
            "implementation_name" => "cpython".into(),
            "platform_python_implementation" => "CPython".into(),
            _ => return None,
        })
    }
}

struct Parser<'t> {
    tokens: &'t [String],
    environment: &'t Environment,
    extras: &'t [String],
    /// Parentheses that are open.
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.first().map(String::as_str)
    }

    fn next(&mut self) -> Option<String> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    fn any(&mut self) -> Option<bool> {
        let mut holds = self.all()?;
        while self.peek() == Some("or") {
            self.next();
            holds |= self.all()?;
        }
        Some(holds)
    }

    fn all(&mut self) -> Option<bool> {
        let mut holds = self.one()?;
        while self.peek() == Some("and") {
            self.next();
            holds &= self.one()?;
        }
        Some(holds)
    }

    fn one(&mut self) -> Option<bool> {
        if self.peek() == Some("(") {
            self.next();
            self.depth += 1;
            let holds = if self.depth <= MAX_DEPTH { self.any()? } else { return None };
            self.depth -= 1;
            return (self.next()? == ")").then_some(holds);
        }
        let left = self.next()?;
        let mut operator = self.next()?;
        if operator == "not" {
            operator = format!("not {}", self.next()?);
        }
        let right = self.next()?;
        self.compare(&left, &operator, &right)
    }

    fn compare(&self, left: &str, operator: &str, right: &str) -> Option<bool> {
        if left == "extra" {
            let name = crate::install::normalized_name(literal(right)?);
            return Some(self.extras.contains(&name) == (operator == "=="));
        }
        let text = |token: &str| literal(token).map(str::to_owned).or_else(|| self.environment.value(token));
        let (Some(a), Some(b)) = (text(left), text(right)) else { return Some(true) };
        Some(match operator {
            "in" => b.contains(&a),
            "not in" => !b.contains(&a),
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "~=" | "===" if is_version(&a) && is_version(&b) => {
                match literal(left) {
                    // `"3.8" <= python_version` reads from right to left.
                    Some(_) => satisfies(&b, &format!("{}{a}", mirrored(operator))),
                    None => satisfies(&a, &format!("{operator}{b}")),
                }
            }
            "==" | "===" => a == b,
            "!=" => a != b,
            _ => return None,
        })
    }
}

fn is_version(text: &str) -> bool {
    Version::parse(text).release().next().is_some()
}

fn mirrored(operator: &str) -> &str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        same => same,
    }
}

fn literal(token: &str) -> Option<&str> {
    let quote = token.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    token.strip_prefix(quote)?.strip_suffix(quote)
}

/// Parentheses, operators, quoted strings (with their quotes) and words.
fn tokens(marker: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = marker.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |at| at + 2),
            '=' | '<' | '>' | '!' | '~' => {
                rest.find(|c: char| !matches!(c, '=' | '<' | '>' | '!' | '~')).unwrap_or(rest.len())
            }
            _ => rest
                .find(|c: char| {
                    c.is_whitespace() || matches!(c, '(' | ')' | '=' | '<' | '>' | '!' | '~' | '"' | '\'')
                })
                .unwrap_or(rest.len()),
        };
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_hold_or_not() {
        let environment = Environment { python: Some((3, 10)), machine: "x86_64".into() };
        let extras = ["gpu".to_owned()];
        for (marker, expected) in [
            ("python_version < '3.9'", false),
            ("python_version >= \"3.9\"", true),
            ("'3.9' <= python_version", true),
            ("python_version == '3.10'", true),
            ("platform_machine == 'x86_64' and platform_system == 'Linux'", true),
            ("platform_machine == 'aarch64' or (sys_platform == 'linux' and extra == 'gpu')", true),
            ("extra == 'cpu'", false),
            ("extra == 'GPU'", true),
            ("sys_platform != 'win32'", true),
            ("os_name == 'nt'", false),
            ("implementation_name in 'cpython pypy'", true),
            ("python_version not in '3.8 3.9'", true),
            ("python_full_version < '3.11.0a7'", true),
            ("some_other == 'x'", true),
            ("nonsense", true),
            (&format!("{}python_version < '3.9'", "(".repeat(100_000)), true),
        ] {
            assert_eq!(environment.satisfies(marker, &extras), expected, "{marker}");
        }
        let unknown = Environment { python: None, machine: "x86_64".into() };
        assert!(unknown.satisfies("python_version < '3.9'", &[]));
    }
}
