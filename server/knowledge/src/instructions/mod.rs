//! Documentation of instructions, flags, mount options, parser directives and predefined
//! build arguments, in our own words, as Markdown.
//!
//! Source: the Dockerfile reference and BuildKit's parser; each entry links to the reference.

mod document;

use document::{Section, sections};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// The official reference; entries add their anchor.
pub const REFERENCE: &str = "https://docs.docker.com/reference/dockerfile/";

/// Something that is written in a Dockerfile and can be explained: an instruction, a flag, a
/// mount type, an option of a mount, a directive or a predefined argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `FROM`, `--platform`, `cache`, `target`, `syntax`, `TARGETARCH`.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub summary: &'static str,
    /// How an instruction or directive is written: `FROM IMAGE[:TAG]`.
    pub usage: Option<&'static str>,
    /// What a flag or option takes: `PATH`.
    pub value: Option<&'static str>,
    /// A value that a predefined argument may have.
    pub example: Option<&'static str>,
    /// Values to offer; the only ones allowed where `is_closed`.
    pub values: Vec<&'static str>,
    /// Other spellings: `dst` for `target`.
    pub aliases: Vec<&'static str>,
    /// Whether a mount needs this option.
    pub required: bool,
    /// Longer explanation with an example, in Markdown; may be empty.
    pub body: &'static str,
    anchor: &'static str,
    /// Flags of an instruction, types of `--mount`, options of a type.
    pub children: Vec<Entry>,
}

impl Entry {
    /// The place in the official reference.
    pub fn url(&self) -> String {
        format!("{REFERENCE}#{}", self.anchor)
    }

    /// The flag, type or option of this name or alias.
    pub fn child(&self, name: &str) -> Option<&Entry> {
        self.children.iter().find(|child| child.name == name || child.aliases.contains(&name))
    }

    /// Whether `values` are all that is allowed: for modes and booleans.
    pub fn is_closed(&self) -> bool {
        let boolean = self.values == ["true", "false"];
        boolean || matches!(self.name, "--network" | "--security" | "sharing")
    }

    /// The whole entry as Markdown, for a hover.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let usage = match (self.usage, self.value) {
            (Some(usage), _) => Some(usage.to_owned()),
            (None, Some(value)) => Some(format!("{}={value}", self.name)),
            (None, None) => self.example.map(|example| format!("{}={example}", self.name)),
        };
        if let Some(usage) = usage {
            let _ = writeln!(text, "```dockerfile\n{usage}\n```\n");
        }
        text.push_str(self.summary);
        if !self.body.is_empty() {
            let _ = write!(text, "\n\n{}", self.body);
        }
        let _ = write!(text, "\n\n[Reference]({})", self.url());
        text
    }

    fn new(section: &Section, anchor: &'static str) -> Entry {
        let anchor = section.field("anchor").unwrap_or(anchor);
        Entry {
            name: section.title,
            summary: section.field("summary").unwrap_or_default(),
            usage: section.field("usage"),
            value: section.field("value"),
            example: section.field("example"),
            values: section.words("values").collect(),
            aliases: section.words("aliases").collect(),
            required: section.field("required") == Some("yes"),
            body: section.body,
            anchor,
            children: section.children.iter().map(|child| Entry::new(child, anchor)).collect(),
        }
    }
}

const INSTRUCTIONS: [&str; 18] = [
    include_str!("../../data/instructions/from.md"),
    include_str!("../../data/instructions/run.md"),
    include_str!("../../data/instructions/cmd.md"),
    include_str!("../../data/instructions/label.md"),
    include_str!("../../data/instructions/maintainer.md"),
    include_str!("../../data/instructions/expose.md"),
    include_str!("../../data/instructions/env.md"),
    include_str!("../../data/instructions/add.md"),
    include_str!("../../data/instructions/copy.md"),
    include_str!("../../data/instructions/entrypoint.md"),
    include_str!("../../data/instructions/volume.md"),
    include_str!("../../data/instructions/user.md"),
    include_str!("../../data/instructions/workdir.md"),
    include_str!("../../data/instructions/arg.md"),
    include_str!("../../data/instructions/onbuild.md"),
    include_str!("../../data/instructions/stopsignal.md"),
    include_str!("../../data/instructions/healthcheck.md"),
    include_str!("../../data/instructions/shell.md"),
];

fn entries(text: &'static str) -> impl Iterator<Item = Entry> {
    sections(text, 1).into_iter().map(|section| Entry::new(&section, ""))
}

/// All 18 instructions, in the order of the reference.
pub fn all() -> &'static [Entry] {
    static ALL: LazyLock<Vec<Entry>> =
        LazyLock::new(|| INSTRUCTIONS.iter().flat_map(|text| entries(text)).collect());
    &ALL
}

/// An instruction by its keyword, in any case.
pub fn instruction(keyword: &str) -> Option<&'static Entry> {
    all().iter().find(|entry| entry.name.eq_ignore_ascii_case(keyword))
}

/// A flag of an instruction: `--platform` of `FROM`. With or without the dashes.
pub fn flag(keyword: &str, flag: &str) -> Option<&'static Entry> {
    let name = format!("--{}", flag.trim_start_matches('-'));
    instruction(keyword)?.child(&name)
}

/// A type of `RUN --mount`: bind, cache, tmpfs, secret, ssh.
pub fn mount_type(name: &str) -> Option<&'static Entry> {
    flag("RUN", "--mount")?.child(name)
}

/// The parser directives: syntax, escape, check.
pub fn directives() -> &'static [Entry] {
    static ALL: LazyLock<Vec<Entry>> =
        LazyLock::new(|| entries(include_str!("../../data/instructions/directives.md")).collect());
    &ALL
}

/// Build arguments that exist without being declared: platforms, proxies, BuildKit's own.
pub fn predefined_arguments() -> &'static [Entry] {
    static ALL: LazyLock<Vec<Entry>> =
        LazyLock::new(|| entries(include_str!("../../data/instructions/arguments.md")).collect());
    &ALL
}

/// A predefined build argument; proxies are known in lower case too.
pub fn predefined_argument(name: &str) -> Option<&'static Entry> {
    let proxy = name.to_ascii_uppercase();
    let same = |entry: &&Entry| entry.name == name || (entry.name.ends_with("_PROXY") && entry.name == proxy);
    predefined_arguments().iter().find(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk<'a>(entries: &'a [Entry], visit: &mut dyn FnMut(&'a Entry)) {
        for entry in entries {
            visit(entry);
            walk(&entry.children, visit);
        }
    }

    #[test]
    fn every_entry_is_complete() {
        let mut count = 0;
        for list in [all(), directives(), predefined_arguments()] {
            walk(list, &mut |entry| {
                count += 1;
                assert!(!entry.name.is_empty() && !entry.summary.is_empty(), "{entry:?}");
                assert!(entry.summary.ends_with(['.', ')']), "{entry:?}");
                assert!(!entry.anchor.is_empty(), "{entry:?}");
                assert_eq!(entry.body.matches("```").count() % 2, 0, "{entry:?}");
            });
        }
        assert!(count >= 100, "{count}");
    }

    #[test]
    fn every_instruction_has_usage_and_an_example() {
        assert_eq!(all().len(), 18);
        for entry in all() {
            assert!(entry.usage.is_some() && entry.body.contains("```dockerfile"), "{}", entry.name);
            assert!(entry.name.bytes().all(|b| b.is_ascii_uppercase()));
        }
    }

    #[test]
    fn flags_of_each_instruction() {
        let table = [
            ("FROM", "--platform"),
            ("RUN", "--mount --network --security --device"),
            ("ADD", "--chown --chmod --checksum --keep-git-dir --link --unpack --exclude"),
            ("COPY", "--from --chown --chmod --link --parents --exclude"),
            ("HEALTHCHECK", "--interval --timeout --start-period --start-interval --retries"),
        ];
        for (keyword, expected) in table {
            let entry = instruction(&keyword.to_lowercase()).expect(keyword);
            let flags: Vec<&str> = entry.children.iter().map(|flag| flag.name).collect();
            assert_eq!(flags.join(" "), expected);
        }
    }

    #[test]
    fn mounts() {
        let cache = mount_type("cache").expect("documented");
        assert!(cache.child("dst").expect("an alias").required);
        assert!(cache.child("sharing").expect("documented").is_closed());
        assert!(flag("run", "network").expect("documented").is_closed());
        let markdown = cache.child("sharing").expect("documented").markdown();
        assert!(markdown.starts_with("```dockerfile\nsharing=shared|private|locked\n```"), "{markdown}");
    }

    #[test]
    fn arguments_and_links() {
        assert!(predefined_argument("http_proxy").is_some());
        assert!(predefined_argument("targetarch").is_none());
        let url = flag("RUN", "--mount").expect("documented").url();
        assert_eq!(url, "https://docs.docker.com/reference/dockerfile/#run---mount");
    }
}
