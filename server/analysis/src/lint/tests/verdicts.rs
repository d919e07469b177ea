//! What is kept by instruction (findings, definitions, environments) is what a fresh look gives, whatever was
//! edited.

use syntax::Source;

use super::*;

/// Edits of one file for which nothing may be kept that does not hold.
const ROUNDS: usize = 30;
/// Rounds from one look at the model and the environments to the next.
const MEANING: usize = 3;

/// Texts that lie some edits of whole instructions and of single words away, one after the other.
struct Session {
    text: String,
    random: fastrand::Rng,
}

impl Session {
    fn new(text: &str, seed: u64) -> Self {
        Self { text: text.to_owned(), random: fastrand::Rng::with_seed(seed) }
    }

    /// Removes, doubles or swaps instructions, or changes a word; now and then goes back to the start.
    fn edit(&mut self, original: &str) {
        if self.random.u8(..8) == 0 {
            return original.clone_into(&mut self.text);
        }
        let mut pieces = pieces(&self.text);
        if pieces.is_empty() {
            return original.clone_into(&mut self.text);
        }
        let (at, other) = (self.random.usize(..pieces.len()), self.random.usize(..pieces.len()));
        match self.random.u8(..5) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[other].clone()),
            2 => pieces.swap(at, other),
            3 => pieces.insert(at, "# a comment\n".to_owned()),
            _ => pieces[at] = self.another_word(&pieces[at]),
        }
        self.text = pieces.concat();
    }

    fn another_word(&mut self, piece: &str) -> String {
        let words: Vec<&str> = piece.split_inclusive(' ').collect();
        let at = self.random.usize(..words.len().max(1));
        let with = *self.random.choice(&["", "x ", "/srv ", "$NAME ", "builder ", "USER "]).unwrap_or(&"");
        let changed = words.iter().enumerate().map(|(index, word)| if index == at { with } else { word });
        let changed: String = changed.collect();
        if changed.ends_with('\n') { changed } else { changed + "\n" }
    }
}

/// The text from one instruction to the next.
fn pieces(text: &str) -> Vec<String> {
    let source = Source::parse(text);
    let mut starts: Vec<usize> =
        source.instructions().iter().map(|it| usize::from(it.range().start())).collect();
    starts.retain(|&start| start > 0);
    let ends = starts.iter().copied().chain([text.len()]);
    let starts = std::iter::once(0).chain(starts.iter().copied());
    starts.zip(ends).map(|(start, end)| text[start..end].to_owned()).collect()
}

fn hold_through_edits(text: &str, only: Option<&str>, seed: u64) {
    let memo = Memo::default();
    let mut session = Session::new(text, seed);
    for round in 0..ROUNDS {
        let (kept, fresh) = (findings_with(&memo, &session.text, only), findings_of(&session.text, only));
        assert_eq!(kept, fresh, "{only:?} in\n{}", session.text);
        if round % MEANING == 0 {
            let (kept, fresh) = (meaning(&memo, &session.text), meaning(&Memo::default(), &session.text));
            assert_eq!(kept, fresh, "{}", session.text);
        }
        session.edit(text);
    }
}

/// The model and what the stages hold, as text.
fn meaning(memo: &Memo, text: &str) -> String {
    let (source, options) = (Source::parse(text), Options::default());
    let inputs = Inputs { facts: &World, context: &World, options: &options, memo };
    let analysis = Analysis::new(&source, inputs);
    let instructions = analysis.model.instructions.iter();
    let states: Vec<_> = instructions
        .map(|info| (info.start(), info.stage, info.shell.clone(), info.user(), info.workdir()))
        .collect();
    format!("{states:?}\n{:?}\n{:?}", analysis.model.definitions(), analysis.environments())
}

/// An example that is about its size says nothing more when it is edited, and takes long.
const LARGEST: usize = 100 << 10;

#[test]
fn what_is_kept_holds_through_edits_of_every_example() {
    for (seed, rule) in all_rules().iter().enumerate() {
        let whole = examples(rule.docs).concat();
        if whole.len() > LARGEST {
            continue;
        }
        hold_through_edits(&whole, Some(rule.meta.code), seed as u64);
    }
}

#[test]
fn what_is_kept_holds_through_edits_of_fixtures() {
    for (seed, text) in fixtures::ALL.iter().enumerate() {
        hold_through_edits(text, None, seed as u64);
    }
}
