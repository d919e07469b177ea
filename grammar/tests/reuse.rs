//! An edit looks at few tokens again, wherever it is: the runtime takes up the rest of the tree.

#[path = "support/speed.rs"]
mod speed;
mod support;

use std::cell::Cell;
use std::rc::Rc;

use tree_sitter::{InputEdit, Parser, Point, Tree};

const LINES: usize = 2_000;
/// Characters typed at each place: what follows a line decides where sections end, so that some of them move one.
const TYPED: usize = 30;
/// Tokens of a few sections.
const MOST: usize = 600;

/// Types a character and parses again; how many tokens were read.
fn typed(parser: &mut Parser, text: &mut String, tree: &mut Tree, at: usize) -> usize {
    text.insert(at, 'x');
    let before = &text[..at];
    let row = before.matches('\n').count();
    let column = at - before.rfind('\n').map_or(0, |newline| newline + 1);
    tree.edit(&InputEdit {
        start_byte: at,
        old_end_byte: at,
        new_end_byte: at + 1,
        start_position: Point::new(row, column),
        old_end_position: Point::new(row, column),
        new_end_position: Point::new(row, column + 1),
    });
    let read = Rc::new(Cell::new(0));
    let counted = Rc::clone(&read);
    parser.set_logger(Some(Box::new(move |_, message| {
        counted.set(counted.get() + usize::from(message.starts_with("lexed_lookahead")));
    })));
    *tree = parser.parse(text.as_bytes(), Some(tree)).expect("no time limit");
    parser.set_logger(None);
    read.get()
}

fn expect_few(text: &str, places: &[usize]) {
    let mut parser = support::parser();
    for &place in places {
        let mut text = text.to_owned();
        let mut tree = parser.parse(text.as_bytes(), None).expect("no time limit");
        let counts: Vec<usize> =
            (0..TYPED).map(|step| typed(&mut parser, &mut text, &mut tree, place + step)).collect();
        let line = text[..place].matches('\n').count() + 1;
        assert!(counts.iter().all(|&count| count <= MOST), "line {line}: {counts:?}");
    }
}

/// Ends of the words that match.
fn behind(text: &str, wanted: &str, least: usize) -> Vec<usize> {
    let found: Vec<usize> = text.match_indices(wanted).map(|(at, _)| at + wanted.len()).collect();
    let step = (found.len() / least).max(1);
    found.into_iter().step_by(step).collect()
}

#[test]
fn one_long_stage() {
    let block = |number: usize| {
        format!(
            "# what comes next\nENV STEP{number}=value\nRUN apt-get update && \\\n    apt-get install -y curl{number}\n"
        )
    };
    let text = format!("FROM python:3.12\nWORKDIR /app\n{}", (0..LINES / 4).map(block).collect::<String>());
    let first = [text.find("/app"), text.find("python")].map(|at| at.expect("there"));
    expect_few(&text, &first);
    for wanted in ["\nENV S", "# what", "\n    apt-get", "\nRUN "] {
        expect_few(&text, &behind(&text, wanted, 6));
    }
}

#[test]
fn many_stages() {
    let text = speed::file(LINES);
    for wanted in ["\nFROM ", "\nWORKDIR ", "\n# ", "\nRUN ", "\nCOPY"] {
        expect_few(&text, &behind(&text, wanted, 6));
    }
}
