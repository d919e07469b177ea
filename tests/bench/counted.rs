//! One kind of work, some times over, to be counted by `tests/bench/instructions.py`.
//!
//!     counted WORK LINES ROUNDS

mod dockerfile;

use std::hint::black_box;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs};
use dockerfile::{BASE, dockerfile};
use ide::completion::complete;
use ide::hover::hover;
use ide::inlay_hints::inlay_hints;
use ide::semantic_tokens::semantic_tokens;
use syntax::{Document, TextRange, TextSize};

/// What a request costs after an edit, the analysis of the new version included.
fn work(name: &str, analysis: &Analysis<'_>) -> usize {
    let at = |text: &str| TextSize::of(text);
    let whole = TextRange::up_to(TextSize::of(analysis.source.text()));
    match name {
        "findings" => analysis.findings().len(),
        "completion" => complete(analysis, at("FROM nvidia/cuda:")).items.len(),
        "hover" => hover(analysis, at("FROM nvidia")).map_or(0, |hover| hover.markdown.len()),
        "hints" => inlay_hints(analysis, whole).len(),
        "tokens" => semantic_tokens(analysis, whole).len(),
        "model" => analysis.model.instructions.len(),
        other => panic!("no work is called {other}; see tests/bench/instructions.py"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, lines, rounds] = arguments.as_slice() else { panic!("counted WORK LINES ROUNDS") };
    let (lines, rounds): (usize, usize) =
        (lines.parse().expect("a number of lines"), rounds.parse().expect("a number of rounds"));
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let mut document = Document::new(&dockerfile(lines), 1);
    let end = TextSize::of(BASE) - TextSize::from(1);
    for _ in 0..rounds {
        document.edit(TextRange::empty(end), "x");
        black_box(work(name, &Analysis::new(&document.snapshot(), inputs)));
    }
}
