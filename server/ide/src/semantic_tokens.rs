//! Semantic tokens: the Dockerfile's own words, and the shell inside RUN.

mod shell;
mod tree;

use analysis::Analysis;
use syntax::{TextRange, TextSize};

/// A coloured piece of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemanticToken {
    pub range: TextRange,
    pub kind: TokenKind,
    pub is_definition: bool,
}

/// What a token is. [`TokenKind::ALL`] gives the order of a legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Instructions, AS, words of the shell's grammar.
    Keyword,
    Comment,
    /// Parser directives, heredoc names.
    Macro,
    String,
    Number,
    Variable,
    /// Flags and options.
    Parameter,
    /// Mount options, labels.
    Property,
    /// Values out of a fixed set; tags.
    EnumMember,
    /// Images and stages.
    Namespace,
    /// Programs that a shell runs.
    Function,
    Operator,
}

impl TokenKind {
    pub const ALL: [TokenKind; 12] = [
        Self::Keyword,
        Self::Comment,
        Self::Macro,
        Self::String,
        Self::Number,
        Self::Variable,
        Self::Parameter,
        Self::Property,
        Self::EnumMember,
        Self::Namespace,
        Self::Function,
        Self::Operator,
    ];

    /// The name of the standard token type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Comment => "comment",
            Self::Macro => "macro",
            Self::String => "string",
            Self::Number => "number",
            Self::Variable => "variable",
            Self::Parameter => "parameter",
            Self::Property => "property",
            Self::EnumMember => "enumMember",
            Self::Namespace => "namespace",
            Self::Function => "function",
            Self::Operator => "operator",
        }
    }
}

/// Tokens in a range, in document order; none overlaps another, none spans lines.
pub fn semantic_tokens(analysis: &Analysis<'_>, range: TextRange) -> Vec<SemanticToken> {
    let mut painter = Painter { analysis, range, tokens: Vec::new() };
    tree::paint(&mut painter);
    shell::paint(&mut painter);
    painter.finish()
}

struct Painter<'m, 'a> {
    analysis: &'m Analysis<'a>,
    range: TextRange,
    tokens: Vec<SemanticToken>,
}

impl Painter<'_, '_> {
    fn reaches(&self, range: TextRange) -> bool {
        range.start() < self.range.end() && self.range.start() < range.end()
    }

    fn add(&mut self, range: TextRange, kind: TokenKind) {
        self.push(SemanticToken { range, kind, is_definition: false });
    }

    fn add_definition(&mut self, range: TextRange, kind: TokenKind) {
        self.push(SemanticToken { range, kind, is_definition: true });
    }

    /// Cuts at line breaks.
    fn push(&mut self, token: SemanticToken) {
        if token.range.is_empty() || !self.reaches(token.range) {
            return;
        }
        let text = self.analysis.source.slice(token.range);
        let mut start = token.range.start();
        for line in text.split_inclusive(['\n', '\r']) {
            let length = TextSize::of(line.trim_end_matches(['\n', '\r']));
            if length > TextSize::new(0) {
                self.tokens.push(SemanticToken { range: TextRange::at(start, length), ..token });
            }
            start += TextSize::of(line);
        }
    }

    /// Sorts; of overlapping tokens the one that begins first, then the longer one, keeps its place up to
    /// where the next begins.
    fn finish(mut self) -> Vec<SemanticToken> {
        self.tokens.sort_by_key(|token| (token.range.start(), token.range.len()));
        let mut tokens: Vec<SemanticToken> = Vec::with_capacity(self.tokens.len());
        let mut pending: Vec<SemanticToken> = Vec::new();
        for token in self.tokens {
            while let Some(outer) = pending.pop() {
                if outer.range.end() <= token.range.start() {
                    tokens.push(outer);
                    continue;
                }
                // The inner token splits the outer one.
                let before = TextRange::new(outer.range.start(), token.range.start());
                if !before.is_empty() {
                    tokens.push(SemanticToken { range: before, ..outer });
                }
                if token.range.end() < outer.range.end() {
                    let after = TextRange::new(token.range.end(), outer.range.end());
                    pending.push(SemanticToken { range: after, ..outer });
                }
                break;
            }
            pending.push(token);
        }
        tokens.extend(pending);
        tokens.sort_by_key(|token| token.range.start());
        tokens.retain(|token| !token.range.is_empty());
        // Whatever still overlaps would break the editor's delta coding.
        let mut end = TextSize::new(0);
        tokens.retain(|token| {
            let free = token.range.start() >= end;
            end = if free { token.range.end() } else { end };
            free
        });
        tokens
    }
}

#[cfg(test)]
mod tests;
