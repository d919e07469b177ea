//! References written with variables: `nvidia/cuda:${CUDA}-base-…`.
//!
//! The cursor stands in a piece of plain text, the hole; what stands before and behind it stays as it is
//! written. A candidate fits when the values of those pieces stand at its two ends; what is left between
//! is offered for the hole. A variable without a value may be anything: a version, a flavour.

use std::ops::Range;

use analysis::model::InstructionInfo;
use syntax::expansion::{Segment, Template, expand, parse};

use crate::context::Site;

/// A word with variables, cut at the cursor's piece.
pub(super) struct Composed {
    before: Vec<Piece>,
    after: Vec<Piece>,
    /// The cursor's piece, in bytes of the word.
    pub hole: Range<usize>,
    /// What is typed of it up to the cursor.
    typed: String,
}

enum Piece {
    Text(String),
    /// A variable without a value: one character or more.
    Any,
}

impl Composed {
    /// Cuts `written` at `cursor`. `None` where it has no variable, or the cursor stands inside of one.
    pub fn new(site: &Site<'_, '_>, written: &str, cursor: usize) -> Option<Self> {
        let template = parse(written, site.analysis.model.escape);
        let variables: Vec<Range<usize>> = ranges(&template).collect();
        let first_behind =
            variables.iter().position(|range| cursor <= range.start).unwrap_or(variables.len());
        let start = variables[..first_behind].last().map_or(0, |range| range.end);
        let end = variables.get(first_behind).map_or(written.len(), |range| range.start);
        let typed = written.get(start..cursor)?; // `None` where the cursor is inside of a variable
        (!variables.is_empty()).then(|| Self {
            before: pieces(site, &written[..start]),
            after: pieces(site, &written[end..]),
            hole: start..end,
            typed: typed.to_owned(),
        })
    }

    /// Every variable has a value: a candidate fills the hole in one way only.
    pub fn is_settled(&self) -> bool {
        self.before.iter().chain(&self.after).all(|piece| matches!(piece, Piece::Text(_)))
    }

    /// A variable without a value stands at the word's beginning, and what is typed goes on with a slash: it
    /// is a registry.
    pub fn is_behind_registry(&self) -> bool {
        matches!(self.before.as_slice(), [Piece::Any]) && self.typed.starts_with('/')
    }

    /// A text that every candidate holds: what is known to stand before the hole, with what is typed.
    pub fn searched(&self) -> String {
        match self.before.as_slice() {
            [Piece::Text(text)] => format!("{text}{}", self.typed),
            _ => self.typed.trim_matches(SEPARATORS).to_owned(),
        }
    }

    /// What a candidate puts into the hole; `None` where it does not fit.
    pub fn fill<'c>(&self, candidate: &'c str) -> Option<&'c str> {
        let (start, begins_open) = self.start(candidate)?;
        let (end, ends_open) = self.end(candidate)?;
        let rest = candidate.get(start..end)?;
        let rest = if begins_open { &rest[self.open_start(rest)?..] } else { rest };
        Some(if ends_open { &rest[..open_end(rest)?] } else { rest })
    }

    /// Where the hole may begin, and whether an open variable stands right before it.
    fn start(&self, candidate: &str) -> Option<(usize, bool)> {
        let (mut at, mut is_open) = (0, false);
        for piece in &self.before {
            match piece {
                Piece::Any => is_open = true,
                Piece::Text(text) if is_open => {
                    // At least one character is the variable's.
                    at += 1 + candidate.get(at + 1..)?.find(text)? + text.len();
                    is_open = false;
                }
                Piece::Text(text) => {
                    candidate.get(at..)?.strip_prefix(text.as_str())?;
                    at += text.len();
                }
            }
        }
        Some((at, is_open))
    }

    /// The same from the end.
    fn end(&self, candidate: &str) -> Option<(usize, bool)> {
        let (mut at, mut is_open) = (candidate.len(), false);
        for piece in self.after.iter().rev() {
            match piece {
                Piece::Any => is_open = true,
                Piece::Text(text) if is_open => {
                    at = candidate.get(..at.checked_sub(1)?)?.rfind(text)?;
                    is_open = false;
                }
                Piece::Text(text) => at = candidate.get(..at)?.strip_suffix(text.as_str())?.len(),
            }
        }
        Some((at, is_open))
    }

    /// Where an open variable ends and what is typed begins: at the first separator where that stands.
    fn open_start(&self, rest: &str) -> Option<usize> {
        let fits = |at: usize| rest[at..].starts_with(self.typed.as_str());
        let (separator, end) = (rest.match_indices(SEPARATORS).map(|(at, _)| at), rest.len());
        separator.chain([end]).find(|&at| at > 0 && fits(at))
    }
}

/// What stands between the words of a tag.
const SEPARATORS: [char; 2] = ['-', '_'];

/// Where an open variable begins behind the hole: after the last separator.
fn open_end(rest: &str) -> Option<usize> {
    let at = rest.rfind(SEPARATORS).map_or(0, |at| at + 1);
    (at < rest.len()).then_some(at)
}

fn ranges(template: &Template) -> impl Iterator<Item = Range<usize>> {
    template.segments.iter().filter_map(|segment| match segment {
        Segment::Variable(variable) => Some(variable.range.clone()),
        Segment::Literal(_) => None,
    })
}

/// A part of the word as values. Neighbouring texts are joined, so that each match is one search.
fn pieces(site: &Site<'_, '_>, written: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for segment in parse(written, site.analysis.model.escape).segments {
        let value = match segment {
            Segment::Literal(text) => Some(text),
            variable => value(site, variable),
        };
        match (found.last_mut(), value) {
            (Some(Piece::Text(text)), Some(value)) => text.push_str(&value),
            (_, Some(value)) => found.push(Piece::Text(value)),
            (Some(Piece::Any), None) => {}
            (_, None) => found.push(Piece::Any),
        }
    }
    found
}

fn value(site: &Site<'_, '_>, variable: Segment) -> Option<String> {
    let template = Template { segments: vec![variable], error: None };
    let expanded = expand(&template, &|name| lookup(site, site.info?, name));
    expanded.unset.is_empty().then_some(expanded.text)
}

/// The value of a variable where the cursor's instruction uses it: a build argument, else the default.
pub(super) fn lookup(site: &Site<'_, '_>, info: &InstructionInfo<'_>, name: &str) -> Option<String> {
    site.analysis.model.binding(name, info)?.value
}
