//! `WWW-Authenticate` challenges.

/// One challenge: a scheme with its parameters, names in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub scheme: String,
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Parses a header value with one or several challenges. Quoted values may hold `=`, `,` and
/// escaped quotes. What cannot be read ends the list.
pub fn parse(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = header.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let (word, after) = token(rest);
        if word.is_empty() {
            break;
        }
        let after = after.trim_start();
        match after.strip_prefix('=').filter(|_| !challenges.is_empty()) {
            Some(value) => {
                let (value, after) = parameter_value(value.trim_start());
                let parameter = (word.to_ascii_lowercase(), value);
                challenges.last_mut().into_iter().for_each(|last| last.parameters.push(parameter.clone()));
                rest = after;
            }
            None => {
                challenges.push(Challenge { scheme: word.to_ascii_lowercase(), parameters: Vec::new() });
                rest = after;
            }
        }
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
    challenges
}

fn token(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | '"')).unwrap_or(text.len());
    text.split_at(end)
}

/// A quoted string or a bare token, and what follows it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "") // no closing quote: everything belongs to the value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(header: &str) -> Challenge {
        let mut all = parse(header);
        assert_eq!(all.len(), 1, "{header}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn quoted_values_hold_commas_and_equals_signs() {
        let hub = one(
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/ubuntu:pull,push""#,
        );
        assert_eq!(hub.scheme, "bearer");
        assert_eq!(hub.parameter("scope"), Some("repository:library/ubuntu:pull,push"));
        assert_eq!(hub.parameter("service"), Some("registry.docker.io"));

        let nvcr = one(r#"Bearer realm="https://nvcr.io/proxy_auth?scope=repository:nvidia/cuda:pull,push""#);
        assert_eq!(
            nvcr.parameter("realm"),
            Some("https://nvcr.io/proxy_auth?scope=repository:nvidia/cuda:pull,push")
        );
        assert_eq!(nvcr.parameter("service"), None);
    }

    #[test]
    fn several_challenges_in_one_header() {
        let all = parse(r#"Negotiate, Basic realm = "a \"b\"", Bearer realm=https://x/t"#);
        let schemes: Vec<_> = all.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["negotiate", "basic", "bearer"]);
        assert_eq!(all[1].parameter("realm"), Some(r#"a "b""#));
        assert_eq!(all[2].parameter("realm"), Some("https://x/t"));
    }

    #[test]
    fn broken_headers_end_early_and_do_not_panic() {
        for header in ["", ",,,", "=", "\"", "Bearer realm=\"", "Bearer realm=\"a\\", "Bearer =x, é=\"ü"] {
            let _ = parse(header);
        }
        assert_eq!(one("Bearer realm=\"open").parameter("realm"), Some("open"));
    }
}
