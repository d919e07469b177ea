//! The bash parser, bounded in size and time.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, Parser, Tree};

/// Longer shell texts are not read.
const MAX_BYTES: usize = 1 << 20;

/// A text that takes longer is given up; real bodies take well under a millisecond.
const DEADLINE: Duration = Duration::from_millis(250);

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
    if text.len() > MAX_BYTES {
        return None;
    }
    PARSER.with_borrow_mut(|parser| {
        let parser = parser.as_mut()?;
        parser.reset();
        let started = Instant::now();
        let mut give_up = |_: &tree_sitter::ParseState| match started.elapsed() > DEADLINE {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let options = ParseOptions::new().progress_callback(&mut give_up);
        let bytes = text.as_bytes();
        parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
    })
}
