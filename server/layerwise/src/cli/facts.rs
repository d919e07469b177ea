//! `layerwise facts`

use std::fmt::Write;

use knowledge::summary;

use super::output::style::Style;
use super::{Outcome, print};
use crate::failure::Failure;

/// Lists the embedded tables with their dates.
pub fn run() -> Result<Outcome, Failure> {
    let tables: Vec<_> = summary().collect();
    let style = Style::of_stdout();
    let width = tables.iter().map(|table| table.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for table in &tables {
        let name = style.bold(&format!("{:<width$}", table.name));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}  {:<10}  {:>6} rows  {}", table.as_of, table.rows, table.source);
    }
    print(&text)?;
    Ok(Outcome::Success)
}
