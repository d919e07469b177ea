//! Applies every merge of a file.

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::refactor::merge::groups;
use analysis::{Analysis, Inputs};
use syntax::{Source, TextEdit, edit};

/// A file after its merges.
#[derive(Debug, Clone)]
pub struct Merged {
    pub text: String,
    /// How many RUN instructions were in each merge.
    pub merges: Vec<usize>,
    /// Why neighbours were left apart.
    pub refusals: Vec<String>,
}

/// Plans and applies. Panics when the edits of different plans overlap, which they never may.
pub fn merged(text: &str) -> Merged {
    let source = Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let analysis = Analysis::new(&source, inputs);
    let found = groups(&analysis);
    let merges = found.plans.iter().map(|plan| plan.instructions.len()).collect();
    let edits: Vec<TextEdit> = found.plans.into_iter().flat_map(|plan| plan.edits).collect();
    let refusals = found.refusals.iter().map(|(_, refusal)| refusal.to_string()).collect();
    Merged { text: edit::apply(text, &edits).expect("plans do not overlap"), merges, refusals }
}
