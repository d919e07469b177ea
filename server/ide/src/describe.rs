//! Texts about images, packages and rules, shared by hovers and the documentation of completions.

mod config;
mod cuda;
mod image;
mod package;
mod platforms;
mod size;

pub(crate) use image::{image, is_awaited, repository};
pub(crate) use package::{package, torch_index};

use analysis::lint::{Rule, rule_url};

use crate::markdown;

/// A rule: what it says, how severe it is, under which names others know it.
pub(crate) fn rule(rule: &Rule) -> String {
    let meta = rule.meta;
    let mut text =
        format!("**{}** ({}, {})\n\n{}", meta.code, meta.category.name(), meta.severity, meta.summary);
    if !meta.aliases.is_empty() {
        let aliases: Vec<String> = meta.aliases.iter().map(|alias| markdown::code(alias)).collect();
        text.push_str(&format!("\n\nAlso known as {}.", markdown::join_words(&aliases)));
    }
    text.push_str(&format!("\n\n[Rule]({})", rule_url(meta.code)));
    text
}

/// A list of facts as Markdown: `- **Label** text`.
#[derive(Default)]
pub(crate) struct Facts(Vec<String>);

impl Facts {
    pub fn add(&mut self, label: &str, text: impl AsRef<str>) {
        self.0.push(format!("- **{label}** {}", text.as_ref()));
    }

    pub fn add_known(&mut self, label: &str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.add(label, text);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn markdown(&self) -> String {
        self.0.join("\n")
    }
}

/// Paragraphs, with an empty line between them.
pub(crate) fn paragraphs(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests;
