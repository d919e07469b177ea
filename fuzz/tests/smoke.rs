//! Every target over its seeds and over random changes of them, the same ones each time.
//!
//! More of them: `LAYERWISE_FUZZ_RUNS=100000 cargo test -p layerwise-fuzz --release`; of one target
//! alone: with `LAYERWISE_FUZZ=edits`.

use std::path::Path;

use fastrand::Rng;
use fuzz::{TARGETS, Target};

/// Changed inputs of each target.
const RUNS: usize = 300;
/// Most changes of one input.
const CHANGES: usize = 6;

#[test]
fn every_target_holds_over_its_seeds_and_changes_of_them() {
    let runs = std::env::var("LAYERWISE_FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let only = std::env::var("LAYERWISE_FUZZ").ok();
    let chosen = TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| name == target.name));
    let failures: Vec<String> = chosen.filter_map(|target| failure(target, runs)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The first input that a target fails for.
fn failure(target: &Target, runs: usize) -> Option<String> {
    let seeds = seeds(target.seeds);
    assert!(!seeds.is_empty(), "no seeds in {}", target.seeds);
    let mut random = Rng::with_seed(0);
    let changes = (0..runs).map(|_| changed(&seeds, &mut random));
    let mut inputs = seeds.iter().cloned().chain(changes);
    let failing = inputs.find(|input| std::panic::catch_unwind(|| (target.run)(input)).is_err())?;
    Some(format!("{} fails for b\"{}\"", target.name, failing.escape_ascii()))
}

#[test]
fn every_folder_of_seeds_has_a_target() {
    for folder in folder().read_dir().expect("the seeds") {
        let name = folder.expect("a folder").file_name();
        assert!(TARGETS.iter().any(|target| name == target.seeds), "{name:?}");
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds"))
}

/// The seeds of a target, in the order of their names.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let files = folder().join(name).read_dir().expect("a folder of seeds");
    let mut paths: Vec<_> = files.map(|file| file.expect("a seed").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

/// A seed with bytes taken away, doubled, turned, cut off, or brought from another seed.
fn changed(seeds: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let mut input = seeds[random.usize(..seeds.len())].clone();
    for _ in 0..random.usize(1..=CHANGES) {
        let (start, end) = part(&input, random);
        match random.u8(..5) {
            0 => drop(input.drain(start..end)),
            1 => input.splice(start..start, input[start..end].to_vec()).for_each(drop),
            2 => input.truncate(start),
            3 => input[start..end].iter_mut().for_each(|byte| *byte = random.u8(..)),
            _ => {
                let other = &seeds[random.usize(..seeds.len())];
                let (from, to) = part(other, random);
                input.splice(start..end, other[from..to].to_vec());
            }
        }
    }
    input
}

/// A short stretch, mostly.
fn part(input: &[u8], random: &mut Rng) -> (usize, usize) {
    let start = random.usize(..=input.len());
    let longest = if random.u8(..8) == 0 { input.len() } else { 8 };
    (start, (start + random.usize(..=longest)).min(input.len()))
}
