//! The list for people.

use std::fmt::Write;

use super::Document;
use crate::cli::output::style::Style;
use crate::text::{counted, printable};

/// One line a tag.
pub fn table(document: &Document, style: Style) -> String {
    let width = document.tags.iter().map(|tag| tag.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for tag in &document.tags {
        let name = style.bold(&format!("{:<width$}", printable(&tag.name)));
        let line = format!("{name}  {}", printable(&tag.detail));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let (count, image) = (counted(document.tags.len(), "tag"), printable(&document.image));
    let age = document.as_of.as_deref().map_or_else(String::new, |day| format!(", as of {day}"));
    let _ = writeln!(text, "\n{count} of {image}; source: {}{age}", document.source);
    text
}
