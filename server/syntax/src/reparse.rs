//! The one place that runs the Dockerfile parser.

use std::cell::RefCell;

use ropey::Rope;
use tree_sitter::{InputEdit, Parser, Point, Tree};

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(dockerfile_parser());
}

fn dockerfile_parser() -> Parser {
    let mut parser = Parser::new();
    // The grammar is compiled into this binary with an ABI that its runtime accepts.
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the built-in grammar loads");
    parser
}

/// Parses `text`, reusing what `old` has outside of the edits that it was told of.
pub(crate) fn parse(text: &str, old: Option<&Tree>) -> Tree {
    PARSER.with_borrow_mut(|parser| {
        // Without a time limit and with a language set, tree-sitter always returns a tree.
        parser.parse(text, old).expect("parsing was neither cancelled nor left without a language")
    })
}

/// Describes the replacement of the bytes `start..old_end` of `old` by `inserted`.
pub(crate) fn input_edit(old: &Rope, start: usize, old_end: usize, inserted: &str) -> InputEdit {
    let start_position = advance(Point::new(0, 0), old.byte_slice(..start).chunks());
    InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: start + inserted.len(),
        start_position,
        old_end_position: advance(start_position, old.byte_slice(start..old_end).chunks()),
        new_end_position: advance(start_position, std::iter::once(inserted)),
    }
}

/// tree-sitter counts lines by `\n` alone and columns in bytes.
fn advance<'t>(from: Point, pieces: impl Iterator<Item = &'t str>) -> Point {
    pieces.fold(from, |point, piece| match memchr::memrchr(b'\n', piece.as_bytes()) {
        None => Point::new(point.row, point.column + piece.len()),
        Some(last) => {
            let rows = memchr::memchr_iter(b'\n', piece.as_bytes()).count();
            Point::new(point.row + rows, piece.len() - last - 1)
        }
    })
}
