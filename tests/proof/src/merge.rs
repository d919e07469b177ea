//! Applies every merge of a file, and every refactoring that claims to keep the build.

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::refactor::merge::groups;
use analysis::refactor::refactorings;
use analysis::{Analysis, Inputs};
use syntax::{Applicability, Fix, InstructionKind, Source, TextEdit, TextRange, edit};

/// A file after its merges.
#[derive(Debug, Clone)]
pub struct Merged {
    pub text: String,
    /// How many RUN instructions were in each merge.
    pub merges: Vec<usize>,
    /// Why neighbours were left apart.
    pub refusals: Vec<String>,
}

/// What is found in a text without facts or build context.
pub fn analysed<R>(text: &str, find: impl FnOnce(&Analysis<'_>) -> R) -> R {
    let source = Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    find(&Analysis::new(&source, inputs))
}

/// Plans and applies. Panics when the edits of different plans overlap, which they never may.
pub fn merged(text: &str) -> Merged {
    let found = analysed(text, groups);
    let merges = found.plans.iter().map(|plan| plan.instructions.len()).collect();
    let edits: Vec<TextEdit> = found.plans.into_iter().flat_map(|plan| plan.edits).collect();
    let refusals = found.refusals.iter().map(|(_, refusal)| refusal.to_string()).collect();
    Merged { text: edit::apply(text, &edits).expect("plans do not overlap"), merges, refusals }
}

/// Title and result of each safe refactoring at the start of each command of each RUN.
pub fn refactored(text: &str) -> Vec<(String, String)> {
    let offers = analysed(text, offers);
    let mut results: Vec<(String, String)> = offers
        .into_iter()
        .filter(|fix| fix.applicability == Applicability::Safe)
        .map(|fix| (fix.title.clone(), edit::apply(text, fix.edits()).expect("the edits of a fix apply")))
        .collect();
    results.sort();
    results.dedup();
    results
}

/// What is offered at the start of each command of each RUN.
fn offers(analysis: &Analysis<'_>) -> Vec<Fix> {
    let runs = analysis.model.instructions.iter().filter(|info| info.kind() == InstructionKind::Run);
    let places =
        runs.flat_map(|info| info.commands().iter().map(|command| command.range.at(info.start()).start()));
    places.flat_map(|place| refactorings(analysis, TextRange::empty(place))).collect()
}
