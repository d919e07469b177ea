//! What a key press and the requests after it cost, without the protocol: `cargo bench -p layerwise-ide`.

#[path = "../../../tests/bench/dockerfile.rs"]
mod dockerfile;

use std::hint::black_box;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use criterion::{Criterion, criterion_group, criterion_main};
use dockerfile::{BASE, dockerfile};
use ide::completion::complete;
use ide::folding::folds;
use ide::format::{FormatStyle, format_document};
use ide::hover::hover;
use ide::semantic_tokens::semantic_tokens;
use ide::symbols::document_symbols;
use syntax::{Document, Source, TextRange, TextSize};

const LINES: [usize; 3] = [60, 500, 10_000];

/// Benches `work` over the analysis of an open document at every size.
fn over_analyses<R>(criterion: &mut Criterion, name: &str, work: impl Fn(&Analysis<'_>) -> R) {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    for lines in LINES {
        let source = Source::parse(&dockerfile(lines));
        criterion.bench_function(&format!("{name}, {lines} lines"), |bencher| {
            bencher.iter(|| black_box(work(&Analysis::new(&source, inputs))));
        });
    }
}

fn offset(text: &str) -> TextSize {
    TextSize::of(text)
}

fn texts(criterion: &mut Criterion) {
    for lines in LINES {
        let text = dockerfile(lines);
        criterion.bench_function(&format!("parse, {lines} lines"), |bencher| {
            bencher.iter(|| black_box(Source::parse(&text)));
        });
        let mut document = Document::new(&text, 1);
        let end = offset(BASE) - TextSize::from(1);
        criterion.bench_function(&format!("edit and parse again, {lines} lines"), |bencher| {
            bencher.iter(|| {
                document.edit(TextRange::empty(end), "x");
                black_box(document.snapshot());
                document.edit(TextRange::at(end, TextSize::from(1)), "");
            });
        });
        let source = Source::parse(&text);
        criterion.bench_function(&format!("formatting, {lines} lines"), |bencher| {
            bencher.iter(|| black_box(format_document(&source, &FormatStyle::default())));
        });
    }
}

fn edits(criterion: &mut Criterion) {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    for lines in LINES {
        let mut document = Document::new(&dockerfile(lines), 1);
        let end = offset(BASE) - TextSize::from(1);
        criterion.bench_function(&format!("edit to findings, {lines} lines"), |bencher| {
            bencher.iter(|| {
                document.edit(TextRange::empty(end), "x");
                black_box(lint(&Analysis::new(&document.snapshot(), inputs)));
                document.edit(TextRange::at(end, TextSize::from(1)), "");
            });
        });
    }
}

fn requests(criterion: &mut Criterion) {
    let (after_name, in_name) = (offset("FROM nvidia/cuda:"), offset("FROM nvidia"));
    over_analyses(criterion, "model", |analysis| analysis.model.instructions.len());
    over_analyses(criterion, "lint", lint);
    over_analyses(criterion, "sizes", size::layers);
    over_analyses(criterion, "symbols", document_symbols);
    over_analyses(criterion, "folding", folds);
    over_analyses(criterion, "completion of tags", |analysis| complete(analysis, after_name));
    over_analyses(criterion, "hover of the base", |analysis| hover(analysis, in_name));
    over_analyses(criterion, "semantic tokens", |analysis| {
        semantic_tokens(analysis, TextRange::up_to(offset(analysis.source.text())))
    });
}

criterion_group!(benches, texts, edits, requests);
criterion_main!(benches);
