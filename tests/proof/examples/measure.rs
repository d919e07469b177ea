//! What the merge makes of real files: `cargo run -p layerwise-proof --example measure -- FOLDER`
//! prints how many RUN instructions are merged, why others are not, and each plainly safe chain that
//! is not merged whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use analysis::Analysis;
use analysis::model::InstructionIndex;
use analysis::refactor::merge::{MergeGroups, groups};
use proof::{analysed, plain};
use syntax::InstructionKind;

#[derive(Default)]
struct Tally {
    runs: usize,
    merges: usize,
    merged_runs: usize,
    chains: usize,
    whole_chains: usize,
    refusals: BTreeMap<String, usize>,
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut paths: Vec<_> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut tally = Tally::default();
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        analysed(&text, |analysis| tally.add(&path, analysis));
    }
    println!(
        "{} RUN instructions; {} merges take in {} of them",
        tally.runs, tally.merges, tally.merged_runs
    );
    println!("{} of {} plainly safe chains merged whole", tally.whole_chains, tally.chains);
    for (reason, count) in &tally.refusals {
        println!("{count:5} {reason}");
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, path: &Path, analysis: &Analysis<'_>) {
        let instructions = &analysis.model.instructions;
        self.runs += instructions.iter().filter(|info| info.kind() == InstructionKind::Run).count();
        let found = groups(analysis);
        self.merges += found.plans.len();
        self.merged_runs += found.plans.iter().map(|plan| plan.instructions.len()).sum::<usize>();
        for (index, refusal) in &found.refusals {
            *self.refusals.entry(refusal.to_string()).or_default() += 1;
            if std::env::var_os("SHOW")
                .is_some_and(|wanted| refusal.to_string().contains(&*wanted.to_string_lossy()))
            {
                println!("{}: {refusal}\n{}", path.display(), show(analysis, &[index - 1, *index]));
            }
        }
        for chain in plain::chains(analysis) {
            self.chains += 1;
            if is_whole(&found, &chain) {
                self.whole_chains += 1;
            } else {
                println!("{}: not merged whole\n{}", path.display(), show(analysis, &chain));
                found.refusals.iter().filter(|(index, _)| chain.contains(index)).for_each(
                    |(index, refusal)| {
                        println!("    instruction {index}: {refusal}");
                    },
                );
            }
        }
    }
}

fn is_whole(found: &MergeGroups, chain: &[InstructionIndex]) -> bool {
    found.plans.iter().any(|plan| chain.iter().all(|index| plan.instructions.contains(index)))
}

fn show(analysis: &Analysis<'_>, chain: &[InstructionIndex]) -> String {
    let lines = chain.iter().map(|&index| analysis.model.instructions[index].syntax.text());
    lines.map(|text| format!("    {text}\n")).collect()
}
