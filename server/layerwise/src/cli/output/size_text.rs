//! `size` for people: a table with a bar for each layer.

use std::fmt::Write;

use analysis::size::{Estimate, LayerEstimate, Part, SizeReport, human};

use super::style::Style;
use crate::text::printable;

/// Characters of the longest bar.
const WIDTH: usize = 32;
/// Parts that are listed below a layer.
const PARTS: usize = 5;
/// Eighths of a character, from none to seven.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The whole report.
pub fn render(file: &str, report: &SizeReport, style: Style) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{} for {}\n", style.bold(&printable(file)), report.platform);
    let _ = writeln!(text, "{:>5}  {:<8} {:>9}  {:>10}", "line", "", "on disk", "compressed");
    let largest = report.layers.iter().filter_map(|layer| layer.bytes.best).max().unwrap_or(0);
    for layer in &report.layers {
        render_layer(&mut text, layer, largest, style);
    }
    let total =
        style.bold(&format!("{:>9}  {:>10}", report.bytes.to_string(), report.compressed.to_string()));
    let _ = writeln!(text, "\n{:>5}  {:<8} {total}{}", "", "image", range(report.bytes));
    for note in &report.notes {
        let _ = writeln!(text, "note: {}", printable(note));
    }
    text
}

fn render_layer(text: &mut String, layer: &LayerEstimate, largest: u64, style: Style) {
    let (on_disk, compressed) = (layer.bytes.to_string(), layer.compressed.to_string());
    let bar = style.frame(&bar(layer.bytes.best.unwrap_or(0), largest));
    let line = layer.line + 1;
    // Writing to a String cannot fail.
    let row = format!("{line:>5}  {:<8} {on_disk:>9}  {compressed:>10}  {bar}", layer.keyword);
    let _ = writeln!(text, "{}", row.trim_end());
    for part in layer.parts.iter().take(PARTS) {
        let _ = writeln!(text, "{:>5}  {:<8} {}", "", "", describe(part));
    }
    if layer.parts.len() > PARTS {
        let _ = writeln!(text, "{:>5}  {:<8} and {} more", "", "", layer.parts.len() - PARTS);
    }
    for note in &layer.notes {
        let _ = writeln!(text, "{:>5}  {:<8} note: {}", "", "", printable(note));
    }
}

fn describe(part: &Part) -> String {
    let size = match part.bytes {
        Some(bytes) if bytes < 0 => format!("-{}", human(bytes.unsigned_abs())),
        Some(bytes) => human(bytes.unsigned_abs()),
        None => "unknown".to_owned(),
    };
    format!("{size:>9}  {} ({})", printable(&part.what), printable(&part.source))
}

/// The bounds, where they say more than the figure.
fn range(estimate: Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if low != high => format!("  (between {} and {})", human(low), human(high)),
        _ => String::new(),
    }
}

/// A bar in proportion, to an eighth of a character; something is at least visible.
fn bar(bytes: u64, largest: u64) -> String {
    if bytes == 0 || largest == 0 {
        return String::new();
    }
    let eighths = (bytes as f64 / largest as f64 * (WIDTH * 8) as f64).round().max(1.0) as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(1, 1_000_000), "▏");
        assert_eq!(bar(10, 10).chars().count(), WIDTH);
        assert_eq!(bar(5, 10), "█".repeat(WIDTH / 2));
    }
}
