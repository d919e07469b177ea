//! `size` for people: a table with a bar for each layer.

use std::fmt::Write;

use analysis::size::{Estimate, LayerEstimate, Part, SizeReport, human};

use super::style::Style;
use crate::text::printable;

/// Characters of the longest bar where the output is no terminal, and the most and fewest on one.
const WIDTH: usize = 32;
const WIDEST: usize = 64;
const NARROWEST: usize = 8;
/// Characters before a bar, and before what a line below a layer says.
const BEFORE_BAR: usize = 40;
const INDENT: usize = 16;
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
    let longest =
        style.columns.map_or(WIDTH, |columns| columns.saturating_sub(BEFORE_BAR).clamp(NARROWEST, WIDEST));
    for layer in &report.layers {
        render_layer(&mut text, layer, &Scale { largest, longest }, style);
    }
    let total =
        style.bold(&format!("{:>9}  {:>10}", report.bytes.to_string(), report.compressed.to_string()));
    let _ = writeln!(text, "\n{:>5}  {:<8} {total}{}", "", "image", range(report.bytes));
    for note in &report.notes {
        let _ = writeln!(text, "note: {}", printable(note));
    }
    text
}

/// What the longest bar stands for, and its characters.
struct Scale {
    largest: u64,
    longest: usize,
}

fn render_layer(text: &mut String, layer: &LayerEstimate, scale: &Scale, style: Style) {
    let (on_disk, compressed) = (layer.bytes.to_string(), layer.compressed.to_string());
    let bar = style.frame(&bar(layer.bytes.best.unwrap_or(0), scale));
    let line = layer.line + 1;
    // Writing to a String cannot fail.
    let row = format!("{line:>5}  {:<8} {on_disk:>9}  {compressed:>10}  {bar}", layer.keyword);
    let _ = writeln!(text, "{}", row.trim_end());
    for part in layer.parts.iter().take(PARTS) {
        let _ = writeln!(text, "{:>5}  {:<8} {}", "", "", shortened(describe(part), style));
    }
    if layer.parts.len() > PARTS {
        let _ = writeln!(text, "{:>5}  {:<8} and {} more", "", "", layer.parts.len() - PARTS);
    }
    for note in &layer.notes {
        let _ = writeln!(text, "{:>5}  {:<8} note: {}", "", "", printable(note));
    }
}

/// As much as fits in a line of the terminal: a name and its source may be long.
fn shortened(text: String, style: Style) -> String {
    let room = style.columns.map_or(usize::MAX, |columns| columns.saturating_sub(INDENT).max(INDENT));
    if text.chars().count() <= room {
        return text;
    }
    text.chars().take(room - 1).collect::<String>().trim_end().to_owned() + "…"
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
fn bar(bytes: u64, scale: &Scale) -> String {
    if bytes == 0 || scale.largest == 0 {
        return String::new();
    }
    let eighths =
        (bytes as f64 / scale.largest as f64 * (scale.longest * 8) as f64).round().max(1.0) as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion() {
        let of = |bytes, largest| bar(bytes, &Scale { largest, longest: WIDTH });
        assert_eq!(of(0, 10), "");
        assert_eq!(of(1, 1_000_000), "▏");
        assert_eq!(of(10, 10).chars().count(), WIDTH);
        assert_eq!(of(5, 10), "█".repeat(WIDTH / 2));
    }

    /// A terminal's lines hold the bars and the parts; a pipe gets all of the text.
    #[test]
    fn the_table_fits_the_terminal() {
        let source = "a source whose name goes on and on ".repeat(4);
        let part = Part { what: "package".to_owned(), bytes: Some(9_000_000), source };
        let bytes = Estimate::exact(9_000_000);
        let layer = LayerEstimate {
            instruction: 0,
            line: 0,
            keyword: "RUN",
            stage: "0".to_owned(),
            bytes,
            compressed: bytes,
            parts: vec![part],
            notes: Vec::new(),
        };
        let report = SizeReport {
            platform: "linux/amd64".to_owned(),
            target: "0".to_owned(),
            bytes,
            compressed: bytes,
            layers: vec![layer],
            notes: Vec::new(),
        };
        let widest = |columns| {
            let text = render("Dockerfile", &report, Style::plain(columns));
            text.lines().map(|line| line.chars().count()).max().unwrap_or_default()
        };
        for columns in [60, 80, 100] {
            // A blank before the sign of omission is left out.
            assert!((columns - 1..=columns).contains(&widest(Some(columns))), "{columns}");
        }
        assert_eq!(widest(Some(200)), 16 + 9 + 2 + "package ()".len() + 35 * 4);
        assert_eq!(widest(None), widest(Some(200)));
    }
}
