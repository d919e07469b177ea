//! `check`: what a refactoring makes of a text with `<CURSOR>`, or with a selection between two.

use syntax::{Fix, Source, TextRange, edit};

use super::{Refactoring, Refused};
use crate::context::NoContext;
use crate::facts::NoFacts;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};

const CURSOR: &str = "<CURSOR>";

/// Calls `look` with the analysis of a fixture and the range that it marks.
fn at_cursor<T>(fixture: &str, look: impl FnOnce(&Analysis<'_>, TextRange) -> T) -> T {
    let start = fixture.find(CURSOR).expect("the fixture has a cursor");
    let text = fixture.replacen(CURSOR, "", 1);
    let end = text.find(CURSOR).unwrap_or(start);
    let text = text.replacen(CURSOR, "", 1);
    let source = Source::parse(&text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    look(&Analysis::new(&source, inputs), syntax::range(start, end))
}

/// Title and resulting text of every offer.
pub(super) fn offers(offer: Refactoring, fixture: &str) -> Vec<(String, String)> {
    at_cursor(fixture, |analysis, range| {
        let text = analysis.source.text();
        let apply = |fix: Fix| {
            let fixed = edit::apply(text, fix.edits()).expect("the edits apply");
            assert!(!Source::parse(&fixed).root().has_error(), "{fixed}");
            (fix.title, fixed)
        };
        offer(analysis, range).into_iter().map(apply).collect()
    })
}

/// What is not offered, and why.
pub(super) fn refusals(fixture: &str) -> Vec<Refused> {
    at_cursor(fixture, super::refusals)
}

/// The only offer makes `expected`.
pub(super) fn check(offer: Refactoring, fixture: &str, expected: &str) {
    let found = offers(offer, fixture);
    let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, [expected], "{fixture}\n{:?}", refusals(fixture));
}

/// Nothing is offered.
pub(super) fn check_none(offer: Refactoring, fixture: &str) {
    let found = offers(offer, fixture);
    assert!(found.is_empty(), "{fixture}\n{found:?}");
}
