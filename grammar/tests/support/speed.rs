//! Timing of edits and whole parses, for the bench and for the test of its curve.
#![allow(dead_code, reason = "the test uses a part of it")]

use std::time::{Duration, Instant};

use tree_sitter::{InputEdit, Parser, Point, Tree};

/// A file of about `lines` lines, in stages of sixty.
pub fn file(lines: usize) -> String {
    let stage = include_str!("../fixtures/training.Dockerfile");
    let mut text = String::new();
    while text.lines().count() < lines {
        text.push_str(stage);
    }
    text.lines().take(lines).map(|line| format!("{line}\n")).collect()
}

/// The least time that one character typed and removed again takes to parse, near the middle.
pub fn edit_time(parser: &mut Parser, text: &str, rounds: usize) -> Duration {
    let mut bytes = text.as_bytes().to_vec();
    let middle = text[..text.len() / 2].rfind("\nWORKDIR ").map_or(4, |at| at + "\nWORKDIR ".len());
    let row = text[..middle].matches('\n').count();
    let column = middle - text[..middle].rfind('\n').map_or(0, |at| at + 1);
    let mut tree = parser.parse(&bytes, None).expect("no time limit");
    let mut least = Duration::MAX;
    for round in 0..rounds {
        let (old, new) = if round % 2 == 0 { (0, 1) } else { (1, 0) };
        if new == 1 {
            bytes.insert(middle, b'x');
        } else {
            bytes.remove(middle);
        }
        let edit = InputEdit {
            start_byte: middle,
            old_end_byte: middle + old,
            new_end_byte: middle + new,
            start_position: Point::new(row, column),
            old_end_position: Point::new(row, column + old),
            new_end_position: Point::new(row, column + new),
        };
        let start = Instant::now();
        tree.edit(&edit);
        let next = parser.parse(&bytes, Some(&tree)).expect("no time limit");
        least = least.min(start.elapsed());
        tree = next;
    }
    least
}

/// The least time of a whole parse, and its tree.
pub fn parse_time(parser: &mut Parser, text: &str, rounds: usize) -> (Duration, Tree) {
    let mut least = Duration::MAX;
    let mut tree = parser.parse(text, None).expect("no time limit");
    for _ in 0..rounds {
        let start = Instant::now();
        tree = parser.parse(text, None).expect("no time limit");
        least = least.min(start.elapsed());
    }
    (least, tree)
}

/// The least time in which every file is parsed once, one after the other. Trees are dropped outside
/// of it.
pub fn corpus_time(parser: &mut Parser, texts: &[Vec<u8>], rounds: usize) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..rounds {
        let mut sum = Duration::ZERO;
        for text in texts {
            let start = Instant::now();
            let tree = parser.parse(text, None).expect("no time limit");
            sum += start.elapsed();
            drop(tree);
        }
        least = least.min(sum);
    }
    least
}
