//! How the cost of requests grows with the file: the exponent of the curve, not a time.

use std::time::Duration;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs};
use ide::completion::complete;
use ide::folding::folds;
use ide::hover::hover;
use ide::inlay_hints::inlay_hints;
use ide::links::document_links;
use ide::references::references;
use ide::selection::selection_ranges;
use ide::semantic_tokens::semantic_tokens;
use ide::symbols::document_symbols;
use syntax::{Source, TextRange, TextSize};

/// Runs of which the fastest counts: what disturbs a measurement only ever adds to it.
const RUNS: usize = 3;
/// Measurements of which the best counts: a busy machine may spoil all runs of one of them.
const MEASUREMENTS: usize = 4;
/// 1 is linear, 2 quadratic. What caches do between small and large files needs some room.
const STEEPEST: f64 = 1.4;
/// Instructions of the small and of the large file; another large one by `LAYERWISE_GROWTH`.
const SMALL: usize = 100;
const LARGE: usize = 1_000;

const BASE: &str = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04 AS base\nWORKDIR /srv\nARG NAME=x\n";

/// A file of about so many instructions.
fn dockerfile(instructions: usize) -> String {
    let block = |at: usize| {
        format!(
            "# what the next step needs\nENV STEP_{at}=$NAME\nCOPY file{at} /srv/\nLABEL step{at}=\"$NAME\"\n\
             RUN apt-get update && \\\n    apt-get install -y curl git && \\\n    pip install numpy\n"
        )
    };
    BASE.to_owned() + &(0..instructions / 4).map(block).collect::<String>() + "CMD make run\n"
}

/// Of this thread: what other processes do to the clock does not count.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn fastest(text: &str, work: fn(&Analysis<'_>)) -> Duration {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let source = Source::parse(text);
    let run = |_| {
        let start = processor_time();
        work(&Analysis::new(&source, inputs));
        processor_time() - start
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// The exponent of the growth between the two sizes.
fn exponent(work: fn(&Analysis<'_>)) -> f64 {
    let large = std::env::var("LAYERWISE_GROWTH").ok().and_then(|size| size.parse().ok()).unwrap_or(LARGE);
    let texts = [SMALL, large].map(dockerfile);
    let measure = |_| {
        let [small, large_time] = texts.each_ref().map(|text| fastest(text, work).as_secs_f64());
        (large_time / small).ln() / (large as f64 / SMALL as f64).ln()
    };
    let mut best = f64::INFINITY;
    for found in (0..MEASUREMENTS).map(measure) {
        best = best.min(found);
        if best < STEEPEST {
            break;
        }
    }
    best
}

fn whole(analysis: &Analysis<'_>) -> TextRange {
    TextRange::up_to(TextSize::of(analysis.source.text()))
}

fn at(before: &str) -> TextSize {
    TextSize::of(before)
}

/// A request by its name.
type Request = (&'static str, fn(&Analysis<'_>));

/// Every request of a new version of a file, its analysis included.
const REQUESTS: [Request; 9] = [
    ("completion of tags", |analysis| {
        assert!(!complete(analysis, at("FROM nvidia/cuda:")).items.is_empty());
    }),
    ("hover of the base", |analysis| assert!(hover(analysis, at("FROM nvidia")).is_some())),
    ("hints", |analysis| assert!(!inlay_hints(analysis, whole(analysis)).is_empty())),
    ("semantic tokens", |analysis| assert!(!semantic_tokens(analysis, whole(analysis)).is_empty())),
    ("symbols", |analysis| assert!(!document_symbols(analysis).is_empty())),
    ("folds", |analysis| assert!(!folds(analysis).is_empty())),
    ("links", |analysis| assert!(!document_links(analysis).is_empty())),
    ("selection", |analysis| assert!(!selection_ranges(analysis, at(BASE)).is_empty())),
    ("references", |analysis| {
        let name = BASE.find("NAME").expect("it is there");
        assert!(references(analysis, syntax::offset(name)).len() > 1);
    }),
];

#[test]
fn requests_grow_in_step_with_the_file() {
    let steep: Vec<(&str, f64)> = REQUESTS
        .iter()
        .map(|&(name, work)| (name, exponent(work)))
        .inspect(|(name, found)| println!("{name}: {found:.2}"))
        .filter(|(_, found)| *found >= STEEPEST)
        .collect();
    assert!(steep.is_empty(), "steeper than {STEEPEST}: {steep:.2?}");
}
