//! Random RUN sequences: whatever is merged leaves the same behind.
//!
//! `LAYERWISE_PROOF_CASES` sets how many are tried, `LAYERWISE_PROOF_SEED` where they begin.

use std::sync::Mutex;

use fastrand::Rng;
use proof::generate::Case;
use proof::{Lab, Outcome, build, merged, tree};

/// Cases of a default run, some ten seconds; CI asks for thousands.
const DEFAULT_CASES: u64 = 300;

#[derive(Default)]
struct Tally {
    merged: usize,
    built: usize,
    failures: Vec<String>,
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn random_sequences_leave_the_same_behind() {
    let lab = match Lab::open() {
        Ok(lab) => lab,
        Err(missing) => return println!("skipped: {missing}"),
    };
    let (cases, seed) = (setting("LAYERWISE_PROOF_CASES", DEFAULT_CASES), setting("LAYERWISE_PROOF_SEED", 1));
    let tally = Mutex::new(Tally::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (lab, tally) = (&lab, &tally);
            scope.spawn(move || {
                for number in (worker..cases).step_by(workers as usize) {
                    try_case(lab, &Case::random(&mut Rng::with_seed(seed + number)), tally);
                }
            });
        }
    });
    let tally = tally.into_inner().expect("no worker panicked");
    println!("{cases} cases, {} with a merge, {} of them built", tally.merged, tally.built);
    assert!(
        tally.failures.is_empty(),
        "{} changed builds:\n{}",
        tally.failures.len(),
        tally.failures.join("\n")
    );
    assert!(tally.merged * 10 >= cases as usize, "hardly anything was merged, so hardly anything was tested");
    assert!(
        tally.built * 4 >= tally.merged,
        "hardly any merged build succeeds, so trees are hardly compared"
    );
}

fn try_case(lab: &Lab, case: &Case, tally: &Mutex<Tally>) {
    let outcome = changed(lab, case);
    let mut tally = tally.lock().expect("no worker panicked");
    match outcome {
        None => return,
        Some(Verdict::Same { built }) => tally.built += usize::from(built),
        Some(Verdict::Changed(_)) => {}
    }
    tally.merged += 1;
    if let Some(Verdict::Changed(_)) = outcome {
        drop_into(&mut tally, lab, case);
    }
}

fn drop_into(tally: &mut Tally, lab: &Lab, case: &Case) {
    let (smallest, difference) = shrink(lab, case.clone());
    let text = smallest.dockerfile();
    tally.failures.push(format!("{text}--- merged\n{}--- difference\n{difference}", merged(&text).text));
}

enum Verdict {
    Same { built: bool },
    Changed(String),
}

/// `None` where nothing is merged.
fn changed(lab: &Lab, case: &Case) -> Option<Verdict> {
    let text = case.dockerfile();
    let result = merged(&text);
    if result.merges.is_empty() {
        return None;
    }
    let before = build(lab, &text).expect("the lab works");
    let after = build(lab, &result.text).expect("the lab works");
    Some(match (&before, &after) {
        (Outcome::Failed, Outcome::Failed) => Verdict::Same { built: false },
        (Outcome::Built(before), Outcome::Built(after)) if before == after => Verdict::Same { built: true },
        (Outcome::Built(before), Outcome::Built(after)) => Verdict::Changed(tree::difference(before, after)),
        (Outcome::Failed, _) => Verdict::Changed("failed before, builds after".to_owned()),
        (_, Outcome::Failed) => Verdict::Changed("built before, fails after".to_owned()),
    })
}

/// The smallest case that still changes, by taking away one thing at a time.
fn shrink(lab: &Lab, case: Case) -> (Case, String) {
    let mut current = case;
    loop {
        let next = current
            .smaller()
            .into_iter()
            .find(|smaller| matches!(changed(lab, smaller), Some(Verdict::Changed(_))));
        match next {
            Some(smaller) => current = smaller,
            None => break,
        }
    }
    let difference = match changed(lab, &current) {
        Some(Verdict::Changed(difference)) => difference,
        _ => "not the same at every run".to_owned(),
    };
    (current, difference)
}
