//! The bash parser, bounded in size, depth and steps.

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, Parser, Tree};

use super::depth::is_deep;

/// Longer shell texts are not read.
const MAX_BYTES: usize = 1 << 18;

/// Bytes that a text must have for each time that the parser reports, which is every hundred steps. Over 6,600
/// real bodies it reports once in 70 bytes or more; what the grammar is lost in, it reports more often.
const BYTES_PER_REPORT: usize = 16;
/// Reports that a short text may take as well.
const REPORTS: usize = 16;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(bash_parser());
}

fn bash_parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
    Some(parser)
}

/// Parses a shell text with the bash grammar. `None` for a text beyond the bounds.
pub fn parse_tree(text: &str) -> Option<Tree> {
    if text.len() > MAX_BYTES || is_deep(text) {
        return None;
    }
    PARSER.with_borrow_mut(|parser| {
        let parser = parser.as_mut()?;
        parser.reset();
        let mut left = REPORTS + text.len() / BYTES_PER_REPORT;
        let mut give_up = |_: &tree_sitter::ParseState| match left.checked_sub(1) {
            Some(rest) => {
                left = rest;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        };
        let options = ParseOptions::new().progress_callback(&mut give_up);
        let bytes = text.as_bytes();
        parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
    })
}
