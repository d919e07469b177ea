//! The findings of one file, away from its tree: what every output format starts from.

use analysis::lint::{Finding, Severity};
use serde::Serialize;
use syntax::position::PositionEncoding;
use syntax::{Applicability, Fix, Position, Source, TextRange};

/// One file's findings.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// As given on the command line.
    pub path: String,
    pub diagnostics: Vec<Diagnostic>,
}

/// A finding with positions instead of offsets. Serialises as the contract says.
#[derive(Debug, Clone, Serialize)]
pub struct Diagnostic {
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub url: String,
    pub range: Range,
    pub fixes: Vec<FixReport>,
    #[serde(skip)]
    pub excerpt: Excerpt,
}

/// Zero-based lines and UTF-16 characters, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    pub start: Place,
    pub end: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    pub line: u32,
    pub character: u32,
}

#[derive(Debug, Clone, Serialize)]
pub struct FixReport {
    pub title: String,
    pub applicability: &'static str,
    pub edits: Vec<Edit>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    pub range: Range,
    pub new_text: String,
}

/// The line that a finding begins on, and which characters of it are meant.
#[derive(Debug, Clone, Default)]
pub struct Excerpt {
    pub line: String,
    /// In characters.
    pub start: usize,
    pub length: usize,
}

impl FileReport {
    pub fn new(path: &str, source: &Source, findings: &[Finding]) -> Self {
        let diagnostics = findings.iter().map(|finding| Diagnostic::new(source, finding)).collect();
        Self { path: path.to_owned(), diagnostics }
    }
}

impl Diagnostic {
    fn new(source: &Source, finding: &Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            message: finding.message.clone(),
            url: finding.url(),
            range: range_of(source, finding.range),
            fixes: finding.fixes.iter().map(|fix| FixReport::new(source, fix)).collect(),
            excerpt: Excerpt::new(source, finding.range),
        }
    }
}

impl FixReport {
    fn new(source: &Source, fix: &Fix) -> Self {
        let edits = fix
            .edits()
            .iter()
            .map(|edit| Edit { range: range_of(source, edit.range), new_text: edit.new_text.clone() })
            .collect();
        Self { title: fix.title.clone(), applicability: applicability_name(fix.applicability), edits }
    }
}

impl Excerpt {
    fn new(source: &Source, range: TextRange) -> Self {
        let start = source.position(range.start(), PositionEncoding::Utf32);
        let end = source.position(range.end(), PositionEncoding::Utf32);
        let line = source.slice(source.line_range(start.line)).trim_end_matches(['\n', '\r']).to_owned();
        let line_end = line.chars().count();
        let start_at = start.character as usize;
        let end_at = if end.line == start.line { end.character as usize } else { line_end };
        Self { line, start: start_at, length: end_at.saturating_sub(start_at).max(1) }
    }
}

/// Name of an applicability in JSON.
pub fn applicability_name(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::Display => "display",
    }
}

fn range_of(source: &Source, range: TextRange) -> Range {
    let range = source.position_range(range, PositionEncoding::Utf16);
    Range { start: place(range.start), end: place(range.end) }
}

fn place(position: Position) -> Place {
    Place { line: position.line, character: position.character }
}
