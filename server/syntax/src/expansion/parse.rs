//! The parser behind [`super::Template`]. Total: a broken word gives what can be read and an error.

use std::ops::Range;

use super::{ExpansionError, ExpansionErrorKind, Modifier, Operator, Segment, Template, Variable};

/// Nested braces deeper than this are read as text: the parser recurses once per level.
const MAX_DEPTH: usize = 64;

/// Parses a word (or any text with variables) whose escape character is `escape`.
pub fn parse(text: &str, escape: char) -> Template {
    Parser { text, at: 0, escape, has_quotes: true, depth: 0, error: None }.template()
}

/// Parses the body of a heredoc: quotes are text there, and `\` escapes whatever the escape directive says.
pub fn parse_body(text: &str) -> Template {
    Parser { text, at: 0, escape: '\\', has_quotes: false, depth: 0, error: None }.template()
}

/// Patterns keep their escape characters, all else loses them.
#[derive(Clone, Copy, PartialEq)]
enum Escapes {
    Processed,
    Kept,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    escape: char,
    has_quotes: bool,
    depth: usize,
    error: Option<ExpansionError>,
}

/// Segments under construction; neighbouring literals become one.
#[derive(Default)]
struct Builder {
    segments: Vec<Segment>,
    literal: String,
}

impl Builder {
    fn variable(&mut self, variable: Variable) {
        self.flush();
        self.segments.push(Segment::Variable(variable));
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.segments.push(Segment::Literal(std::mem::take(&mut self.literal)));
        }
    }

    fn finish(mut self) -> Template {
        self.flush();
        Template { segments: self.segments, error: None }
    }
}

impl<'t> Parser<'t> {
    fn template(mut self) -> Template {
        let mut template = self.until(None, Escapes::Processed);
        template.error = self.error;
        template
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn fail(&mut self, kind: ExpansionErrorKind, range: Range<usize>) {
        self.error.get_or_insert(ExpansionError { kind, range });
    }

    /// Reads up to `stop`, which is consumed, or to the end of the text.
    fn until(&mut self, stop: Option<char>, escapes: Escapes) -> Template {
        let mut builder = Builder::default();
        while let Some(next) = self.peek() {
            if Some(next) == stop {
                self.at += next.len_utf8();
                return builder.finish();
            }
            match next {
                '\'' if self.has_quotes => self.single_quoted(&mut builder),
                '"' if self.has_quotes => self.double_quoted(&mut builder),
                '$' => self.dollar(&mut builder),
                _ if next == self.escape => self.escaped(&mut builder, escapes),
                _ => {
                    builder.literal.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        if stop.is_some() {
            self.fail(ExpansionErrorKind::UnclosedBrace, self.at..self.at);
        }
        builder.finish()
    }

    fn escaped(&mut self, builder: &mut Builder, escapes: Escapes) {
        self.at += self.escape.len_utf8();
        if escapes == Escapes::Kept {
            builder.literal.push(self.escape);
        }
        // An escape character at the very end disappears, as in BuildKit.
        if let Some(next) = self.next() {
            builder.literal.push(next);
        }
    }

    fn single_quoted(&mut self, builder: &mut Builder) {
        let open = self.at;
        self.at += 1;
        match self.text[self.at..].find('\'') {
            Some(length) => {
                builder.literal.push_str(&self.text[self.at..self.at + length]);
                self.at += length + 1;
            }
            None => {
                builder.literal.push_str(&self.text[self.at..]);
                self.at = self.text.len();
                self.fail(ExpansionErrorKind::UnclosedSingleQuote, open..self.at);
            }
        }
    }

    fn double_quoted(&mut self, builder: &mut Builder) {
        let open = self.at;
        self.at += 1;
        while let Some(next) = self.peek() {
            match next {
                '"' => {
                    self.at += 1;
                    return;
                }
                '$' => self.dollar(builder),
                _ if next == self.escape => self.escaped_in_quotes(builder),
                _ => {
                    builder.literal.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        self.fail(ExpansionErrorKind::UnclosedDoubleQuote, open..self.at);
    }

    /// Between double quotes only `"`, `$` and the escape character can be escaped.
    fn escaped_in_quotes(&mut self, builder: &mut Builder) {
        self.at += self.escape.len_utf8();
        match self.next() {
            Some(next) if next == '"' || next == '$' || next == self.escape => builder.literal.push(next),
            Some(next) => {
                builder.literal.push(self.escape);
                builder.literal.push(next);
            }
            None => {}
        }
    }

    fn dollar(&mut self, builder: &mut Builder) {
        let start = self.at;
        self.at += 1;
        if self.peek() == Some('{') && self.depth < MAX_DEPTH {
            self.depth += 1;
            self.braced(start, builder);
            self.depth -= 1;
            return;
        }
        let name_range = self.name();
        if name_range.is_empty() {
            builder.literal.push('$');
        } else {
            builder.variable(self.variable(start, name_range, None));
        }
    }

    fn variable(&self, start: usize, name_range: Range<usize>, modifier: Option<Modifier>) -> Variable {
        let name = self.text[name_range.clone()].to_owned();
        Variable { range: start..self.at, name, name_range, modifier }
    }

    fn braced(&mut self, start: usize, builder: &mut Builder) {
        self.at += 1;
        match self.peek() {
            None => return self.fail(ExpansionErrorKind::UnclosedBrace, start..self.at),
            Some('{' | '}' | ':') => return self.bad_substitution(start, builder),
            Some(_) => {}
        }
        let name_range = self.name();
        let modifier = match self.next() {
            None => {
                self.fail(ExpansionErrorKind::UnclosedBrace, start..self.at);
                None
            }
            Some('}') => None,
            Some(operator) => self.modifier(operator, start),
        };
        let variable = self.variable(start, name_range, modifier);
        builder.variable(variable);
    }

    fn bad_substitution(&mut self, start: usize, builder: &mut Builder) {
        let end = self.text[self.at..].find('}').map_or(self.text.len(), |brace| self.at + brace + 1);
        self.at = end;
        builder.literal.push_str(&self.text[start..end]);
        self.fail(ExpansionErrorKind::BadSubstitution, start..end);
    }

    fn modifier(&mut self, first: char, start: usize) -> Option<Modifier> {
        let empty_is_unset = first == ':';
        let operator = if empty_is_unset { self.next() } else { Some(first) };
        match operator {
            Some('-') => Some(self.with_argument(Operator::Default, empty_is_unset)),
            Some('+') => Some(self.with_argument(Operator::Alternative, empty_is_unset)),
            Some('?') => Some(self.with_argument(Operator::Required, empty_is_unset)),
            Some('#') if !empty_is_unset => {
                let longest = self.eat('#');
                Some(self.pattern(Operator::RemovePrefix { longest }))
            }
            Some('%') if !empty_is_unset => {
                let longest = self.eat('%');
                Some(self.pattern(Operator::RemoveSuffix { longest }))
            }
            Some('/') if !empty_is_unset => Some(self.replacement()),
            other => {
                let written: String = empty_is_unset.then_some(':').into_iter().chain(other).collect();
                self.until(Some('}'), Escapes::Processed);
                self.fail_first(ExpansionErrorKind::UnsupportedModifier(written), start);
                None
            }
        }
    }

    /// Reports a fault of the whole substitution, rather than one found later inside it.
    fn fail_first(&mut self, kind: ExpansionErrorKind, start: usize) {
        if self.error.as_ref().is_none_or(|error| error.range.start >= start) {
            self.error = Some(ExpansionError { kind, range: start..self.at });
        }
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    fn with_argument(&mut self, operator: Operator, empty_is_unset: bool) -> Modifier {
        let argument = self.until(Some('}'), Escapes::Processed);
        Modifier { operator, empty_is_unset, argument, replacement: None }
    }

    fn pattern(&mut self, operator: Operator) -> Modifier {
        let argument = self.until(Some('}'), Escapes::Kept);
        Modifier { operator, empty_is_unset: false, argument, replacement: None }
    }

    fn replacement(&mut self) -> Modifier {
        let all = self.eat('/');
        let argument = self.until(Some('/'), Escapes::Kept);
        let replacement = Some(self.until(Some('}'), Escapes::Kept));
        Modifier { operator: Operator::Replace { all }, empty_is_unset: false, argument, replacement }
    }

    /// A name, a positional number or one special parameter; empty where none stands.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.text[start..];
        let length = match rest.chars().next() {
            Some(first) if first.is_numeric() => prefix_length(rest, char::is_numeric),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => prefix_length(rest, |c| c.is_alphanumeric() || c == '_'),
        };
        self.at += length;
        start..self.at
    }
}

fn prefix_length(text: &str, accept: impl Fn(char) -> bool) -> usize {
    text.find(|c| !accept(c)).unwrap_or(text.len())
}
