//! `layerwise facts`

use std::fmt::Write;
use std::time::SystemTime;

use ide::dates::age_of_date;
use knowledge::summary;

use super::output::style::Style;
use super::{Outcome, print};
use crate::failure::Failure;

/// Lists the embedded tables with their dates and how old those are.
pub fn run() -> Result<Outcome, Failure> {
    let tables: Vec<_> = summary().collect();
    let style = Style::of_stdout();
    let width = tables.iter().map(|table| table.name.len()).max().unwrap_or(0);
    let (mut text, now) = (String::new(), SystemTime::now());
    for table in &tables {
        let name = style.bold(&format!("{:<width$}", table.name));
        let age = age_of_date(table.as_of, now).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{name}  {:<10}  {age:>13}  {:>6} rows  {}",
            table.as_of, table.rows, table.source
        );
    }
    print(&text)?;
    Ok(Outcome::Success)
}
