//! The list for people.

use std::fmt::Write;

use analysis::size::human;

use super::{Document, Entry};
use crate::cli::output::style::Style;
use crate::text::{counted, printable};

/// One line a tag, with the first note.
pub fn table(document: &Document, style: Style) -> String {
    let width = document.tags.iter().map(|tag| tag.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for tag in &document.tags {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line(tag, width, style).trim_end());
    }
    let count = counted(document.tags.len(), "tag");
    let about = printable(&document.image);
    let _ = writeln!(text, "\n{count} of {about}; source: {}, as of {}", document.source, document.as_of);
    text
}

fn line(tag: &Entry, width: usize, style: Style) -> String {
    let name = style.bold(&format!("{:<width$}", printable(&tag.name)));
    let size = tag.bytes_compressed.map_or_else(String::new, human);
    let note = tag.notes.first().map_or("", String::as_str);
    format!("{name}  {size:>7}  {}", printable(note))
}
