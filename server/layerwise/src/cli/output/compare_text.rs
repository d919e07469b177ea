//! `size --against` for people: a row for each layer, with what it gained.

use std::fmt::Write;

use analysis::size::human;

use super::style::Style;
use crate::cli::compare::{Kind, Measured, Row, Side, rows, total_change};
use crate::text::printable;

/// Characters of an instruction that are shown.
const WIDTH: usize = 48;

/// The whole table.
pub fn render(file: &str, against: &str, before: &Measured, after: &Measured, style: Style) -> String {
    let rows = rows(before, after);
    let mut text = String::new();
    let (file, against) = (printable(file), printable(against));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{} against {against} for {}\n", style.bold(&file), after.report.platform);
    let _ = writeln!(text, "   line  {:>9}  {:>9}  {:>9}", "before", "after", "change");
    for row in &rows {
        let _ = writeln!(text, "{}", line(row));
    }
    let (was, is) = (before.report.bytes.to_string(), after.report.bytes.to_string());
    let total = format!("{was:>9}  {is:>9}  {:>9}", signed(total_change(&rows)));
    let _ = writeln!(text, "\n  image  {}", style.bold(&total));
    text
}

fn line(row: &Row<'_>) -> String {
    let mark = match row.kind() {
        Kind::Same => ' ',
        Kind::Changed => '~',
        Kind::Added => '+',
        Kind::Removed => '-',
    };
    let size = |side: Option<Side<'_>>| side.map_or(String::new(), |side| side.layer.bytes.to_string());
    let change = match row.change() {
        Some(0) => String::new(),
        change => signed(change),
    };
    let shown = row.after.or(row.before);
    let number = shown.map_or(0, |side| side.layer.line + 1);
    let (before, after) = (size(row.before), size(row.after));
    let text = shown.map_or(String::new(), |side| shortened(side.text));
    format!("{mark} {number:>5}  {before:>9}  {after:>9}  {change:>9}  {text}")
}

/// The first characters of the first line.
fn shortened(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let cut: String = first.chars().take(WIDTH).collect();
    let is_whole = cut.len() == text.len();
    printable(&if is_whole { cut } else { cut.trim_end_matches([' ', '\\']).to_owned() + "…" }).into()
}

/// `+20 MB`, `-1.3 GB`, `0 B`.
fn signed(change: Option<i64>) -> String {
    match change {
        None => "unknown".to_owned(),
        Some(bytes) if bytes > 0 => format!("+{}", human(bytes.unsigned_abs())),
        Some(bytes) if bytes < 0 => format!("-{}", human(bytes.unsigned_abs())),
        Some(_) => human(0),
    }
}
