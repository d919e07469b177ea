//! Of plainly safe chains, as `proof::plain` defines them, nearly all are merged whole.

use analysis::refactor::merge::{MergeGroups, groups};
use fastrand::Rng;
use proof::{analysed, merged, plain, typical};

const FILES: u64 = 1000;

/// Percent of the chains that must be merged.
const AIM: usize = 95;

fn is_whole(found: &MergeGroups, chain: &[usize]) -> bool {
    found.plans.iter().any(|plan| chain.iter().all(|index| plan.instructions.contains(index)))
}

#[test]
fn plainly_safe_chains_are_merged() {
    let mut left: Vec<String> = Vec::new();
    for seed in 0..FILES {
        let text = typical::random(&mut Rng::with_seed(seed));
        let (runs, chains, whole) = analysed(&text, |analysis| {
            let runs = text.matches("RUN ").count();
            let (chains, found) = (plain::chains(analysis), groups(analysis));
            (runs, chains.clone(), chains.iter().all(|chain| is_whole(&found, chain)))
        });
        assert!(
            matches!(chains.as_slice(), [only] if only.len() == runs),
            "no plain chain:\n{text}{chains:?}"
        );
        if !whole {
            left.push(format!("{:?}\n{text}", merged(&text).refusals));
        }
    }
    let merged = FILES as usize - left.len();
    println!("{merged} of {FILES} plainly safe chains merged whole");
    assert!(merged * 100 >= FILES as usize * AIM, "only {merged} of {FILES}:\n{}", left.join("\n"));
}

#[test]
fn what_is_not_plainly_safe_is_not_called_so() {
    for runs in [
        "RUN cd /x\nRUN make\n",
        "RUN a || b\nRUN c\n",
        "RUN a; b\nRUN c\n",
        "RUN a | b\nRUN c\n",
        "RUN a &\nRUN c\n",
        "RUN ! a\nRUN c\n",
        "RUN X=1\nRUN c\n",
        "RUN set -e && a\nRUN c\n",
        "RUN if a; then b; fi\nRUN c\n",
        "RUN a $(b)\nRUN c\n",
        "RUN a $?\nRUN c\n",
        "RUN [\"a\"]\nRUN c\n",
        "RUN <<E\na\nE\nRUN c\n",
        "RUN --network=none a\nRUN c\n",
        "RUN --mount=type=tmpfs,target=/t a\nRUN --mount=type=tmpfs,target=/t c\n",
        "RUN a\nENV X=1\nRUN c\n",
        "RUN a\nLABEL x=1\nRUN c\n",
        "SHELL [\"/bin/sh\", \"-ec\"]\nRUN a\nRUN c\n",
        "RUN a\n",
    ] {
        let found = analysed(&format!("FROM x\n{runs}"), plain::chains);
        assert!(found.is_empty(), "{runs}: {found:?}");
    }
}
