//! `docs/rules/` holds one page for every rule and a list of them, made from the rules themselves.
//! `UPDATE=1 cargo test -p layerwise-analysis` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use super::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

/// Name and text of every page.
fn pages() -> BTreeMap<String, String> {
    let pages = all_rules().iter().map(|rule| (format!("{}.md", rule.meta.code), page(rule)));
    pages.chain(std::iter::once(("README.md".to_owned(), list()))).collect()
}

fn page(rule: &Rule) -> String {
    let Meta { code, name, summary, category, severity, on_by_default, aliases, fix } = *rule.meta;
    let default = if on_by_default { severity.name() } else { "off" };
    let mut text = format!("# {name} (`{code}`)\n\n{summary}\n\n");
    let _ =
        writeln!(text, "| | |\n| --- | --- |\n| Category | {} |\n| Default | {default} |", category.name());
    if !aliases.is_empty() {
        let _ = writeln!(text, "| Also known as | {} |", aliases.join(", "));
    }
    let _ = writeln!(text, "| Fix | {} |\n\n{}", fix_name(fix), rule.docs.trim_end());
    let _ = write!(
        text,
        "\n## Switch it off\nFor one instruction, with a comment above it: `# layerwise ignore={code}`. \
         For a project, in `layerwise.toml`:\n```toml\n[rules]\n\"{code}\" = \"off\"\n```\n"
    );
    text
}

fn fix_name(fix: Option<Applicability>) -> &'static str {
    match fix {
        Some(Applicability::Safe) => "safe",
        Some(Applicability::Unsafe) => "unsafe",
        Some(Applicability::Display) | None => "none",
    }
}

fn list() -> String {
    let mut text = "# Rules\n".to_owned();
    for category in Category::ALL {
        let rules: Vec<&Rule> = all_rules().iter().filter(|rule| rule.meta.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {}\n\n| Rule | What | Default | Fix | Also known as |\n| --- | --- | --- | --- | --- |",
            category.name()
        );
        for Rule { meta, .. } in rules {
            let default = if meta.on_by_default { meta.severity.name() } else { "off" };
            let (code, summary, aliases) = (meta.code, meta.summary, meta.aliases.join(", "));
            let _ = writeln!(
                text,
                "| [{code}]({code}.md) | {summary} | {default} | {} | {aliases} |",
                fix_name(meta.fix)
            );
        }
    }
    text
}

#[test]
fn pages_are_fresh() {
    let (folder, pages) = (folder(), pages());
    if env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("docs/rules can be made");
        for (name, text) in &pages {
            fs::write(folder.join(name), text).expect("a page can be written");
        }
    }
    for (name, text) in &pages {
        let found = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(found == *text, "docs/rules/{name} is stale; run UPDATE=1 cargo test -p layerwise-analysis");
    }
    let stored = fs::read_dir(&folder).map(Iterator::count).unwrap_or_default();
    assert_eq!(stored, pages.len(), "docs/rules holds pages of rules that are gone");
}
