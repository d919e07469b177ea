//! The shape of `data/instructions/*.md`: headings, `key: value` lines below each, then text.

/// A heading with what stands below it, down to the next heading of its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) title: &'static str,
    fields: &'static str,
    pub(super) body: &'static str,
    pub(super) children: Vec<Section>,
}

impl Section {
    /// The value of a `key: value` line right below the heading.
    pub(super) fn field(&self, key: &str) -> Option<&'static str> {
        let mut lines = self.fields.lines();
        lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
    }

    /// The words of a field; none when it is absent.
    pub(super) fn words(&self, key: &str) -> impl Iterator<Item = &'static str> + use<> {
        self.field(key).unwrap_or_default().split_whitespace()
    }
}

/// The sections of `level` in a text (`#` is 1).
pub(super) fn sections(text: &'static str, level: usize) -> Vec<Section> {
    let mut starts: Vec<usize> = headings(text, level).collect();
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| section(&text[pair[0]..pair[1]], level)).collect()
}

fn section(text: &'static str, level: usize) -> Option<Section> {
    let (heading, below) = text.split_once('\n')?;
    let children = headings(below, level + 1).next().unwrap_or(below.len());
    let own = &below[..children];
    let (fields, body) = own.split_once("\n\n").unwrap_or((own, ""));
    Some(Section {
        title: heading.trim_start_matches('#').trim(),
        fields,
        body: body.trim(),
        children: sections(&below[children..], level + 1),
    })
}

/// Offsets of the headings of a level, outside fenced code.
fn headings(text: &'static str, level: usize) -> impl Iterator<Item = usize> {
    let mut offset = 0;
    let mut fenced = false;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        fenced ^= line.starts_with("```");
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        (!fenced && hashes == level && line[hashes..].starts_with(' ')).then_some(start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A\nusage: A x\n\nBody.\n\n```\n# not a heading\n```\n\n## --b\nvalues: x y\n\nFlag.\n\n### c\nsummary: C\n\n# D\nk: v\n";

    #[test]
    fn nested_sections() {
        let all = sections(TEXT, 1);
        assert_eq!(all.iter().map(|s| s.title).collect::<Vec<_>>(), ["A", "D"]);
        let a = &all[0];
        assert_eq!(a.field("usage"), Some("A x"));
        assert!(a.body.starts_with("Body.") && a.body.contains("# not a heading"));
        assert_eq!(a.children[0].words("values").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(a.children[0].body, "Flag.");
        assert_eq!(a.children[0].children[0].field("summary"), Some("C"));
        assert_eq!(all[1].field("k"), Some("v"));
    }
}
