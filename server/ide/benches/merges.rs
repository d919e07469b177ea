//! What a merge costs in files of RUN instructions: `cargo bench -p layerwise-ide --bench merges`.

use std::hint::black_box;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::refactor::merge::{group_of, groups};
use analysis::{Analysis, Inputs};
use criterion::{Criterion, criterion_group, criterion_main};
use ide::code_actions::code_actions;
use syntax::{Source, TextRange};

const LINES: [usize; 2] = [500, 10_000];

/// Groups of three RUN instructions, about so many lines in all.
fn dockerfile(lines: usize) -> String {
    let block = |at: usize| {
        format!(
            "ENV STEP_{at}=value\n# packages\nRUN apt-get update && \\\n    \
             apt-get install -y --no-install-recommends package{at}\n\
             RUN cd /opt && make step{at}\nRUN rm -rf /var/lib/apt/lists/* || true\n"
        )
    };
    "FROM debian:12\n".to_owned() + &(0..lines / 6).map(block).collect::<String>()
}

fn merges(criterion: &mut Criterion) {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    for lines in LINES {
        let source = Source::parse(&dockerfile(lines));
        let analysis = Analysis::new(&source, inputs);
        let findings = lint(&analysis);
        let middle = analysis.model.instructions.len() / 2;
        let cursor = TextRange::empty(analysis.model.instructions[middle].start());
        let whole = TextRange::up_to(syntax::offset(source.text().len()));
        let mut bench = |name: &str, work: &dyn Fn() -> usize| {
            criterion.bench_function(&format!("{name}, {lines} lines"), |bencher| {
                bencher.iter(|| black_box(work()));
            });
        };
        bench("merge at the cursor", &|| group_of(&analysis, middle).map_or(0, |plan| plan.edits.len()));
        bench("every merge of the file", &|| groups(&analysis).plans.len());
        bench("code actions at the cursor", &|| code_actions(&analysis, &findings, cursor).len());
        bench("code actions for the whole file", &|| code_actions(&analysis, &findings, whole).len());
        bench("analysis, findings and code actions at the cursor", &|| {
            let analysis = Analysis::new(&source, inputs);
            code_actions(&analysis, &lint(&analysis), cursor).len()
        });
    }
}

criterion_group!(benches, merges);
criterion_main!(benches);
