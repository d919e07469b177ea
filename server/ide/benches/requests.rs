//! What a key press and the requests after it cost, without the protocol: `cargo bench -p layerwise-ide`.

use std::hint::black_box;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use criterion::{Criterion, criterion_group, criterion_main};
use ide::completion::complete;
use ide::hover::hover;
use ide::semantic_tokens::semantic_tokens;
use syntax::{Document, TextRange, TextSize};

const LINES: [usize; 3] = [60, 500, 10_000];
const BASE: &str = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nWORKDIR /app\n";

/// A file of about so many lines.
fn dockerfile(lines: usize) -> String {
    let block = |at: usize| {
        format!(
            "# what the next step needs\nENV STEP_{at}=value\nCOPY file{at}.txt /app/\nRUN apt-get update && \\\n    \
             apt-get install -y --no-install-recommends curl && \\\n    rm -rf /var/lib/apt/lists/*\n"
        )
    };
    BASE.to_owned() + &(0..(lines - 3) / 6).map(block).collect::<String>() + "CMD true\n"
}

/// Benches `work` over the analysis of an open document at every size.
fn over_analyses<R>(criterion: &mut Criterion, name: &str, work: impl Fn(&Analysis<'_>) -> R) {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    for lines in LINES {
        let source = Document::new(&dockerfile(lines), 1).snapshot();
        criterion.bench_function(&format!("{name}, {lines} lines"), |bencher| {
            bencher.iter(|| black_box(work(&Analysis::new(&source, inputs))));
        });
    }
}

fn offset(text: &str) -> TextSize {
    TextSize::of(text)
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
    over_analyses(criterion, "completion of tags", |analysis| complete(analysis, after_name));
    over_analyses(criterion, "hover of the base", |analysis| hover(analysis, in_name));
    over_analyses(criterion, "semantic tokens", |analysis| {
        semantic_tokens(analysis, TextRange::up_to(offset(analysis.source.text())))
    });
}

criterion_group!(benches, edits, requests);
criterion_main!(benches);
