//! The first answer of a new process whose disk cache is full: `cargo bench -p layerwise-external`.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, SystemTime};

use analysis::facts::{Fact, FactStore, Platform, Tag, TagList, TagPlatform};
use analysis::reference::{Repository, parse_repository};
use criterion::{Criterion, criterion_group, criterion_main};
use external::cache::{Content, DiskCache, Entry};
use external::{Config, Store};
use sha2::{Digest, Sha256};

const REPOSITORIES: usize = 400;
const TAGS: usize = 3_000;

fn repository(at: usize) -> Repository {
    parse_repository(&format!("registry.example/team/image{at}")).expect("a valid name")
}

/// A list as Docker Hub gives it: digests, sizes and dates, two platforms a tag.
fn list(seed: usize) -> TagList {
    let digest = |text: String| {
        let bytes = Sha256::digest(text.as_bytes());
        format!("sha256:{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    };
    let platform = |at: usize, name: &str| TagPlatform {
        platform: Platform::parse(name).expect("a platform"),
        bytes_compressed: Some((at * 1_013) as u64),
        digest: Some(digest(format!("{seed} {at} {name}"))),
    };
    let tag = |at: usize| Tag {
        name: format!("{}.{}.{}-runtime-ubuntu22.04", at / 300, at / 10 % 30, at % 10),
        platforms: vec![platform(at, "linux/amd64"), platform(at, "linux/arm64")],
        pushed: Some(format!("2026-01-02T03:04:{:02}.{at:06}Z", at % 60)),
        digest: Some(digest(format!("{seed} {at}"))),
    };
    TagList { tags: (0..TAGS).map(tag).collect(), complete: true }
}

fn fill(folder: &Path) {
    let disk = DiskCache::new(folder, u64::MAX);
    let one = list(0);
    for at in 0..REPOSITORIES {
        let entry = Entry { as_of: SystemTime::now(), content: Content::Value(&one) };
        disk.write("tags", &repository(at).to_string(), &entry);
    }
}

fn first_answer(folder: &Path, runtime: &tokio::runtime::Runtime) -> usize {
    let config = Config { cache_dir: Some(folder.to_owned()), offline: true, ..Config::default() };
    let store = Store::new(config, runtime.handle().clone());
    let wanted = repository(REPOSITORIES / 2);
    loop {
        match store.tags(&wanted) {
            Fact::Known(known) => return known.value.tags.len(),
            // A large file is read behind the question.
            _ => drop(runtime.block_on(store.fetch_wanted(Duration::from_secs(5)))),
        }
    }
}

fn cold_start(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let name = format!("first answer, {REPOSITORIES} repositories of {TAGS} tags on disk");
    criterion.bench_function(&name, |bencher| {
        bencher.iter(|| assert_eq!(black_box(first_answer(folder.path(), &runtime)), TAGS));
    });
}

criterion_group!(benches, cold_start);
criterion_main!(benches);
