//! `$NAME` and `${NAME…}` as BuildKit expands them outside of RUN, CMD and ENTRYPOINT.
//!
//! One parser serves both questions: which variables a word uses, and what it comes to.

mod evaluate;
mod parse;

use std::fmt;
use std::ops::Range;

pub use evaluate::{Expanded, MAX_VALUE_BYTES, expand};
pub use parse::{parse, parse_body};

/// A word taken apart. Ranges are bytes of the parsed text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    pub segments: Vec<Segment>,
    /// The first thing that BuildKit would refuse.
    pub error: Option<ExpansionError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text with its quotes and escapes taken off.
    Literal(String),
    Variable(Variable),
}

/// One use of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// From `$` to the closing brace.
    pub range: Range<usize>,
    pub name: String,
    pub name_range: Range<usize>,
    pub modifier: Option<Modifier>,
}

/// What follows the name inside the braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    pub operator: Operator,
    /// `:` stands before the operator: an empty value counts as unset.
    pub empty_is_unset: bool,
    /// Default, alternative, message or pattern.
    pub argument: Template,
    /// The second argument of a replacement.
    pub replacement: Option<Template>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `-`
    Default,
    /// `+`
    Alternative,
    /// `?`
    Required,
    /// `#` and `##`
    RemovePrefix { longest: bool },
    /// `%` and `%%`
    RemoveSuffix { longest: bool },
    /// `/` and `//`
    Replace { all: bool },
}

/// What BuildKit refuses in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpansionError {
    pub kind: ExpansionErrorKind,
    pub range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpansionErrorKind {
    UnclosedSingleQuote,
    UnclosedDoubleQuote,
    UnclosedBrace,
    /// `${}`, `${:x}`, `${{`
    BadSubstitution,
    /// The modifier as written.
    UnsupportedModifier(String),
}

impl fmt::Display for ExpansionErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnclosedSingleQuote => f.write_str("single quote is not closed; add '"),
            Self::UnclosedDoubleQuote => f.write_str("double quote is not closed; add \""),
            Self::UnclosedBrace => f.write_str("substitution is not closed; add }"),
            Self::BadSubstitution => f.write_str("bad substitution; write ${NAME}"),
            Self::UnsupportedModifier(modifier) => {
                write!(f, "modifier {modifier:?} is not supported; use one of :- :+ :? # % /")
            }
        }
    }
}

impl Template {
    /// Every variable that the text names, nested defaults included, in order of appearance.
    pub fn variables(&self) -> Vec<&Variable> {
        let mut found = Vec::new();
        self.collect_variables(&mut found);
        found
    }

    /// The text, where it uses no variable.
    pub fn as_literal(&self) -> Option<String> {
        self.segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => Some(text.as_str()),
                Segment::Variable(_) => None,
            })
            .collect()
    }

    fn collect_variables<'t>(&'t self, found: &mut Vec<&'t Variable>) {
        for segment in &self.segments {
            let Segment::Variable(variable) = segment else { continue };
            found.push(variable);
            if let Some(modifier) = &variable.modifier {
                modifier.argument.collect_variables(found);
                if let Some(replacement) = &modifier.replacement {
                    replacement.collect_variables(found);
                }
            }
        }
    }
}
