//! The links of a PEP 503 page. No parser of HTML: such pages hold anchors and nothing to nest.

/// One `<a>` with its attributes, names in lower case and values without entities.
#[derive(Debug)]
pub struct Link {
    attributes: Vec<(String, String)>,
}

impl Link {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The anchors of a page, in order.
pub fn links(page: &str) -> impl Iterator<Item = Link> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find('<')?;
            rest = &rest[start + 1..];
            let is_anchor = rest.starts_with(['a', 'A']) && rest[1..].starts_with(char::is_whitespace);
            if is_anchor {
                let (attributes, after) = attributes(&rest[1..]);
                rest = after;
                return Some(Link { attributes });
            }
        }
    })
}

/// Attributes up to `>`, and what follows it.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (found, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end.max(rest.chars().next().map_or(0, char::len_utf8)));
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => attribute_value(value.trim_start()),
            None => (String::new(), after),
        };
        found.push((name.to_ascii_lowercase(), value));
        rest = after;
    }
}

fn attribute_value(text: &str) -> (String, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (value, after) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (unescaped(value), after);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    (unescaped(&text[..end]), &text[end..])
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let entity = rest.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        match entity {
            Some((c, after)) => {
                plain.push(c);
                rest = after;
            }
            None => plain.push('&'),
        }
    }
    plain + rest
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities() {
        assert_eq!(unescaped("&gt;=3.7&#44;&#x3c;4 a&b &unknown; &"), ">=3.7,<4 a&b &unknown; &");
    }

    #[test]
    fn broken_pages_end() {
        for page in
            ["<a", "<a ", "<a =", "<a href=\"", "<a href='x", "<a é=ü>", "<a //>", "<abbr href=x>", "< a"]
        {
            assert!(links(page).count() <= 1, "{page}");
        }
    }
}
