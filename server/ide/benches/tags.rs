//! Completion and hover where a registry's list of 2,500 tags is in memory:
//! `cargo bench -p layerwise-ide --bench tags`.

use std::hint::black_box;
use std::sync::Arc;
use std::time::SystemTime;

use analysis::context::NoContext;
use analysis::facts::*;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::reference::Repository;
use analysis::{Analysis, Inputs};
use criterion::{Criterion, criterion_group, criterion_main};
use ide::completion::complete;
use ide::hover::hover;
use syntax::{Source, TextSize};

const TAGS: usize = 2_500;

/// One list for every repository, as the store of facts keeps it.
struct InMemory(Known<TagList>);

impl InMemory {
    fn new() -> Self {
        let platform = TagPlatform {
            platform: Platform::default(),
            bytes_compressed: Some(1_000_000),
            digest: Some("sha256:00".into()),
        };
        let tag = |at: usize| Tag {
            name: format!("{}.{}.{}-cudnn-devel-ubuntu22.04", at / 250, at / 10 % 25, at % 10),
            platforms: vec![platform.clone(); 2],
            pushed: Some("2026-01-02T03:04:05Z".into()),
            digest: Some("sha256:00".into()),
        };
        let value = Arc::new(TagList { tags: (0..TAGS).map(tag).collect(), complete: true });
        Self(Known { value, origin: Origin::Live, as_of: SystemTime::now() })
    }
}

impl FactStore for InMemory {
    fn tags(&self, _: &Repository) -> Fact<TagList> {
        Fact::Known(self.0.clone())
    }
    fn known_tags(&self, _: &Repository) -> Option<Known<TagList>> {
        Some(self.0.clone())
    }
}

fn tags(criterion: &mut Criterion) {
    let (facts, options, memo) = (InMemory::new(), Options::default(), Memo::default());
    let inputs = Inputs { facts: &facts, context: &NoContext, options: &options, memo: &memo };
    for (name, text, column) in [
        ("a name of no table", "FROM registry.example/a/b:", 26_u32),
        ("a typed prefix", "FROM registry.example/a/b:9.1", 29),
        ("nvidia/cuda, merged with the table", "FROM nvidia/cuda:", 17),
        ("a variable without a value", "ARG V\nFROM registry.example/a/b:${V}-cu", 41),
    ] {
        let source = Source::parse(text);
        let analysis = Analysis::new(&source, inputs);
        let offset = TextSize::from(column);
        criterion.bench_function(&format!("completion of {TAGS} tags: {name}"), |bencher| {
            bencher.iter(|| black_box(complete(&analysis, offset)));
        });
    }
    let source = Source::parse("FROM registry.example/a/b:9.1.1-cudnn-devel-ubuntu22.04\n");
    let analysis = Analysis::new(&source, inputs);
    criterion.bench_function(&format!("hover of one among {TAGS} tags"), |bencher| {
        bencher.iter(|| black_box(hover(&analysis, TextSize::from(10))));
    });
}

criterion_group!(benches, tags);
criterion_main!(benches);
