//! How the cost of an analysis grows with the file: the exponent of the curve, not a time.

use std::time::{Duration, Instant};

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use syntax::Source;

/// Runs of which the fastest counts: what disturbs a measurement only ever adds to it.
const RUNS: usize = 3;
/// 1 is linear, 2 quadratic. What caches do between small and large files needs some room.
const STEEPEST: f64 = 1.4;
/// Instructions of the smallest and of the largest file.
const SIZES: [usize; 2] = [100, 1_000];

/// A file of about so many instructions: comments, variables, and findings of several rules.
fn dockerfile(instructions: usize) -> String {
    let block = |at: usize| {
        format!(
            "# hadolint ignore=DL3003\nRUN cd /srv && make step{at}\nENV STEP_{at}=$STEP_{}\nCOPY --chown=app file{at} /srv/\n\
             RUN apt-get update && \\\n    apt-get install -y curl git && \\\n    pip install numpy\n",
            at.saturating_sub(1)
        )
    };
    let blocks: String = (0..instructions / 4).map(block).collect();
    format!("FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nWORKDIR /srv\n{blocks}CMD make run\n")
}

fn fastest(source: &Source, work: fn(&Analysis<'_>)) -> Duration {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let run = |_| {
        let start = Instant::now();
        work(&Analysis::new(source, inputs));
        start.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// Measurements of which the best counts: a busy machine may spoil all runs of one of them.
const MEASUREMENTS: usize = 4;

/// The exponent of the growth between the two sizes.
fn exponent(work: fn(&Analysis<'_>)) -> f64 {
    let sources = SIZES.map(|size| Source::parse(&dockerfile(size)));
    let measure = |_| {
        let [small, large] = sources.each_ref().map(|source| fastest(source, work).as_secs_f64());
        (large / small).ln() / (SIZES[1] as f64 / SIZES[0] as f64).ln()
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

#[test]
fn linting_grows_in_step_with_the_file() {
    let found = exponent(|analysis| assert!(!lint(analysis).is_empty()));
    assert!(found < STEEPEST, "the exponent is {found:.2}");
}

#[test]
fn sizes_grow_in_step_with_the_file() {
    let found = exponent(|analysis| assert!(!size::layers(analysis).is_empty()));
    assert!(found < STEEPEST, "the exponent is {found:.2}");
}
