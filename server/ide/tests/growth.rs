//! How the cost of requests grows with the file: the exponent of the curve, not a time.

use std::time::Duration;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use ide::code_actions::code_actions;
use ide::code_lens::code_lenses;
use ide::completion::complete;
use ide::definition::definition;
use ide::folding::folds;
use ide::format::{FormatStyle, format_document};
use ide::hover::hover;
use ide::inlay_hints::inlay_hints;
use ide::links::document_links;
use ide::references::{linked_ranges, references, rename};
use ide::selection::selection_ranges;
use ide::semantic_tokens::semantic_tokens;
use ide::signature_help::signature_help;
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
const LARGE: usize = 2_000;

const BASE: &str = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04 AS base\nWORKDIR /srv\nARG NAME=x\n";

/// A file of about so many instructions: variables, comments that switch rules off, findings of several
/// rules, and package lists.
fn dockerfile(instructions: usize) -> String {
    let block = |at: usize| {
        format!(
            "# what the next step needs\nENV STEP_{at}=$NAME LAST=$STEP_{}\nCOPY --chown=app file{at} /srv/\n\
             LABEL step{at}=\"$NAME\"\n# hadolint ignore=DL3003\nRUN cd /srv && make step{at}\n\
             RUN apt-get update && \\\n    apt-get install -y curl git && \\\n  pip install numpy\n",
            at.saturating_sub(1)
        )
    };
    BASE.to_owned() + &(0..instructions / 5).map(block).collect::<String>() + "CMD make run\n"
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

/// A file of about so many instructions, by its name.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 3] =
    [("chain", chain), ("beside each other", beside_each_other), ("installs", installs)];

/// Each run is a new version of the file with what the last one left, as after an edit.
fn fastest(text: &str, memo: &Memo, work: fn(&Analysis<'_>)) -> Duration {
    let options = Options::default();
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo };
    let source = Source::parse(text);
    let run = |_| {
        let start = processor_time();
        work(&Analysis::new(&source, inputs));
        processor_time() - start
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// The two files, and what their versions leave.
struct Files {
    texts: [String; 2],
    memos: [Memo; 2],
    large: usize,
}

impl Files {
    fn of(shape: fn(usize) -> String) -> Self {
        let large =
            std::env::var("LAYERWISE_GROWTH").ok().and_then(|size| size.parse().ok()).unwrap_or(LARGE);
        Self { texts: [SMALL, large].map(shape), memos: [Memo::default(), Memo::default()], large }
    }
}

/// Stages, each built FROM the one before it.
fn chain(instructions: usize) -> String {
    let stage = |at: usize| format!("FROM s{at} AS s{}\nENV STEP=$KIND:{at}\nRUN make step{at}\n", at + 1);
    "FROM debian:12 AS s0\nENV KIND=x\n".to_owned() + &(0..instructions / 3).map(stage).collect::<String>()
}

/// Stages, each with an image of its own, and the last of them copies from all.
fn beside_each_other(instructions: usize) -> String {
    let stage = |at: usize| format!("FROM debian:12 AS s{at}\nENV STEP={at}\nRUN make step{at}\n");
    let copy = |at: usize| format!("COPY --from=s{at} /out /out{at}\n");
    let stages = instructions / 4;
    let (stages, copies) = ((0..stages).map(stage), (0..stages).map(copy));
    stages.chain(["FROM debian:12\n".to_owned()]).chain(copies).collect()
}

/// Requirement files, each copied and installed.
fn installs(instructions: usize) -> String {
    let install =
        |at: usize| format!("COPY req{at}.txt dir{at} /app/\nRUN pip install -r /app/req{at}.txt\n");
    "FROM python:3.12\n".to_owned() + &(0..instructions / 2).map(install).collect::<String>()
}

/// The exponent of the growth between the two sizes.
fn exponent(files: &Files, work: fn(&Analysis<'_>)) -> f64 {
    let measure = |_| {
        let [small, large] = [0, 1].map(|at| fastest(&files.texts[at], &files.memos[at], work).as_secs_f64());
        (large / small).ln() / (files.large as f64 / SMALL as f64).ln()
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

/// Where ARG names its variable.
fn name() -> TextSize {
    syntax::offset(BASE.find("NAME").expect("it is there"))
}

/// A request by its name.
type Request = (&'static str, fn(&Analysis<'_>));

/// Every request of a new version of a file, its analysis included.
const REQUESTS: [Request; 20] = [
    ("findings", |analysis| assert!(!analysis.findings().is_empty())),
    ("sizes", |analysis| assert!(!size::layers(analysis).is_empty())),
    ("completion of tags", |analysis| assert!(!complete(analysis, at("FROM nvidia/cuda:")).items.is_empty())),
    ("completion of keywords", |analysis| assert!(!complete(analysis, at(BASE)).items.is_empty())),
    ("hover of the base", |analysis| assert!(hover(analysis, at("FROM nvidia")).is_some())),
    ("hover of an instruction", |analysis| {
        let last = TextSize::of(analysis.source.text()) - TextSize::of("D make run\n");
        assert!(hover(analysis, last).is_some());
    }),
    ("signature help", |analysis| assert!(signature_help(analysis, at("FROM ")).is_some())),
    ("definition", |analysis| assert!(definition(analysis, name()).is_some())),
    ("references", |analysis| assert!(references(analysis, name()).len() > 1)),
    ("rename", |analysis| assert!(rename(analysis, name(), "OTHER").is_ok_and(|edits| edits.len() > 1))),
    ("linked ranges", |analysis| assert!(linked_ranges(analysis, name()).is_some())),
    ("hints", |analysis| assert!(!inlay_hints(analysis, whole(analysis)).is_empty())),
    ("code lens", |analysis| drop(code_lenses(analysis))),
    ("code actions", |analysis| {
        let findings = analysis.findings();
        assert!(!code_actions(analysis, findings, TextRange::empty(findings[0].range.start())).is_empty());
    }),
    ("semantic tokens", |analysis| assert!(!semantic_tokens(analysis, whole(analysis)).is_empty())),
    ("symbols", |analysis| assert!(!document_symbols(analysis).is_empty())),
    ("folds", |analysis| assert!(!folds(analysis).is_empty())),
    ("links", |analysis| assert!(!document_links(analysis).is_empty())),
    ("selection", |analysis| assert!(!selection_ranges(analysis, at(BASE)).is_empty())),
    ("formatting", |analysis| {
        assert!(!format_document(analysis.source, &FormatStyle::default()).is_empty());
    }),
];

#[test]
fn requests_grow_in_step_with_the_file() {
    let files = Files::of(dockerfile);
    let steep: Vec<(&str, f64)> = REQUESTS
        .iter()
        .map(|&(name, work)| (name, exponent(&files, work)))
        .inspect(|(name, found)| println!("{name}: {found:.2}"))
        .filter(|(_, found)| *found >= STEEPEST)
        .collect();
    assert!(steep.is_empty(), "steeper than {STEEPEST}: {steep:.2?}");
}

#[test]
fn findings_grow_in_step_with_files_of_other_shapes() {
    for (name, shape) in SHAPES {
        let found = exponent(&Files::of(shape), |analysis| {
            std::hint::black_box(analysis.findings());
        });
        println!("{name}: {found:.2}");
        assert!(found < STEEPEST, "{name}: steeper than {STEEPEST}: {found:.2}");
    }
}
