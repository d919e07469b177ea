//! Findings for people, with the line that they are about.

use std::fmt::Write;

use analysis::lint::Severity;

use super::report::{Diagnostic, Excerpt, FileReport};
use super::style::Style;
use crate::text::{counted, printable};

/// Characters of a line that are shown around a finding.
const WIDTH: usize = 110;
/// Characters before the finding that are kept when a line is cut.
const LEAD: usize = 30;

/// Every finding, then a summary.
pub fn render(files: &[FileReport], style: Style) -> String {
    let mut text = String::new();
    for file in files {
        for diagnostic in &file.diagnostics {
            render_one(&mut text, &file.path, diagnostic, style);
        }
    }
    text + &summary(files, style)
}

fn render_one(text: &mut String, path: &str, diagnostic: &Diagnostic, style: Style) {
    let start = diagnostic.range.start;
    let number = (start.line + 1).to_string();
    let gutter = " ".repeat(number.len());
    let severity =
        style.severity(diagnostic.severity, &format!("{}[{}]", diagnostic.severity, diagnostic.code));
    let message = style.bold(&printable(&diagnostic.message));
    let (arrow, bar) = (style.frame("-->"), style.frame("|"));
    let excerpt = cut(&diagnostic.excerpt);
    let line = excerpt.line.replace('\t', " ");
    let carets = style.severity(diagnostic.severity, &"^".repeat(excerpt.length));
    let indent = " ".repeat(excerpt.start);
    let place = format!("{}:{}:{}", printable(path), start.line + 1, start.character + 1);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{severity}: {message}\n{gutter}{arrow} {place}\n{gutter} {bar}");
    let _ = writeln!(text, "{} {bar} {}", style.frame(&number), printable(&line));
    let _ = writeln!(text, "{gutter} {bar} {indent}{carets}");
    for fix in &diagnostic.fixes {
        let note = if fix.applicability == "safe" { "fix" } else { "fix (look at it first)" };
        let _ = writeln!(text, "{gutter} {} {note}: {}", style.frame("="), printable(&fix.title));
    }
    text.push('\n');
}

/// Keeps long lines on one line of the terminal.
fn cut(excerpt: &Excerpt) -> Excerpt {
    let total = excerpt.line.chars().count();
    if total <= WIDTH {
        return excerpt.clone();
    }
    let first = if excerpt.start > WIDTH - LEAD { excerpt.start - LEAD } else { 0 };
    let mut line: String = excerpt.line.chars().skip(first).take(WIDTH).collect();
    if first > 0 {
        line.replace_range(..line.chars().next().map_or(0, char::len_utf8), "…");
    }
    if first + WIDTH < total {
        line.push('…');
    }
    let start = excerpt.start - first;
    Excerpt { line, start, length: excerpt.length.min(WIDTH.saturating_sub(start).max(1)) }
}

fn summary(files: &[FileReport], style: Style) -> String {
    let all = || files.iter().flat_map(|file| &file.diagnostics);
    let places = counted(files.len(), "file");
    if all().next().is_none() {
        return format!("no problems in {places}\n");
    }
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .filter_map(|severity| {
            let count = all().filter(|it| it.severity == severity).count();
            (count > 0).then(|| style.severity(severity, &name_of(severity, count)))
        })
        .collect();
    let fixable = all().filter(|it| it.fixes.first().is_some_and(|fix| fix.applicability == "safe")).count();
    let how =
        if fixable > 0 { format!("; `layerwise fix` mends {fixable} of them safely") } else { String::new() };
    format!("{} in {places}{how}\n", parts.join(", "))
}

fn name_of(severity: Severity, count: usize) -> String {
    match severity {
        Severity::Info => format!("{count} info"),
        other => counted(count, other.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_finding() {
        let line = "x".repeat(300);
        let excerpt = cut(&Excerpt { line, start: 200, length: 500 });
        assert_eq!((excerpt.start, excerpt.line.chars().count()), (LEAD, WIDTH + 1));
        assert!(excerpt.line.starts_with('…') && excerpt.line.ends_with('…'));
        assert_eq!(excerpt.length, WIDTH - LEAD);
    }
}
