//! Annotations of GitHub Actions: `::warning file=…,line=…::message`.

use std::fmt::Write;

use analysis::lint::Severity;

use super::report::{Diagnostic, FileReport};
use crate::text::printable;

/// One line for each finding.
pub fn render(files: &[FileReport]) -> String {
    let mut text = String::new();
    for file in files {
        for diagnostic in &file.diagnostics {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", annotation(&file.path, diagnostic));
        }
    }
    text
}

fn annotation(path: &str, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    };
    let (start, end) = (diagnostic.range.start, diagnostic.range.end);
    // GitHub finds the file by its path in the repository.
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut place = format!("file={},line={}", property(path), start.line + 1);
    if end.line == start.line {
        // Columns mean something only within one line.
        let _ = write!(place, ",col={},endColumn={}", start.character + 1, end.character + 1);
    } else {
        let _ = write!(place, ",endLine={}", end.line + 1);
    }
    format!("::{level} {place},title={}::{}", property(diagnostic.code), data(&diagnostic.message))
}

/// Escapes the message.
fn data(text: &str) -> String {
    printable(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// Escapes a property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_messages_are_escaped() {
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(data("50% of: a,b\u{1b}"), "50%25 of: a,b\u{fffd}");
    }
}
