//! `--format=json1`: lines and columns from one, a tab is one column.

use std::ops::Range;

use analysis::facts::{ScriptComment, ScriptLevel};
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
struct Comment {
    #[serde(flatten)]
    span: Span,
    level: Level,
    code: u32,
    message: String,
    fix: Option<Rewrite>,
}

#[derive(Deserialize)]
struct Rewrite {
    replacements: Vec<Replacement>,
}

#[derive(Deserialize)]
struct Replacement {
    #[serde(flatten)]
    span: Span,
    replacement: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
    Info,
    Style,
}

/// The remarks, with ranges in bytes of the script.
///
/// # Errors
/// One clause, where it is not the JSON that shellcheck writes.
pub fn parse(json: &[u8], script: &str) -> Result<Vec<ScriptComment>, String> {
    let answer: Answer =
        serde_json::from_slice(json).map_err(|error| format!("its answer is not understood ({error})"))?;
    let lines = Lines::of(script);
    Ok(answer.comments.into_iter().map(|comment| comment.read(&lines)).collect())
}

impl Comment {
    fn read(self, lines: &Lines<'_>) -> ScriptComment {
        let replacements = self.fix.map_or(Vec::new(), |fix| fix.replacements);
        ScriptComment {
            code: self.code,
            level: match self.level {
                Level::Error => ScriptLevel::Error,
                Level::Warning => ScriptLevel::Warning,
                Level::Info => ScriptLevel::Info,
                Level::Style => ScriptLevel::Style,
            },
            message: self.message,
            range: lines.range(&self.span),
            replacements: replacements
                .into_iter()
                .map(|it| (lines.range(&it.span), it.replacement))
                .collect(),
        }
    }
}

/// The script with the starts of its lines.
struct Lines<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    fn of(text: &'s str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let start = self.offset(span.line, span.column);
        start..self.offset(span.end_line, span.end_column).max(start)
    }

    /// What lies outside the text is its end.
    fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.starts.get(line.saturating_sub(1)) else { return self.text.len() };
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        let at = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        start + at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let script = "export A\n\té $A\n";
        let json = br#"{"comments":[{"file":"-","line":2,"endLine":2,"column":4,"endColumn":6,"level":"info",
            "code":2086,"message":"Quote","fix":{"replacements":[{"column":4,"endColumn":4,"endLine":2,
            "insertionPoint":"afterEnd","line":2,"precedence":7,"replacement":"\""}]}},
            {"file":"-","line":9,"endLine":9,"column":1,"endColumn":1,"level":"error","code":1072,
            "message":"Odd","fix":null}]}"#;
        let comments = parse(json, script).expect("it is shellcheck's");
        assert_eq!(&script[comments[0].range.clone()], "$A");
        assert_eq!(
            comments[0].replacements,
            [(comments[0].range.start..comments[0].range.start, "\"".to_owned())]
        );
        assert_eq!(comments[1].range, script.len()..script.len());
        assert!(parse(b"Usage: shellcheck", script).is_err());
    }
}
