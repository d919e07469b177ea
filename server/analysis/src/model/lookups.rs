//! What an answer rests on, so that it can be kept until some of it changes.

use std::borrow::Cow;
use std::cell::RefCell;

use syntax::PositionEncoding;

use super::hash::hashed;
use super::{InstructionInfo, Model};

/// What was looked up, each once.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    /// Names of variables.
    pub names: Vec<String>,
    pub states: Vec<State>,
    /// Commands of the instruction before which somebody asked what the stage holds.
    pub environments: Vec<usize>,
    /// Somebody asked for what cannot be told in few words.
    pub all: bool,
}

/// State in which an instruction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    User,
    Workdir,
    /// Whether an earlier instruction sets a WORKDIR.
    HasWorkdir,
    /// What all stages are called and rest on, and which of them are empty.
    Stages,
    /// The number of its line.
    Line,
}

impl State {
    /// What it is at an instruction, to be compared; not noted.
    pub(super) fn at<'m>(self, model: &'m Model<'_>, info: &'m InstructionInfo<'_>) -> Option<Cow<'m, str>> {
        match self {
            State::User => info.user.as_deref().map(Cow::from),
            State::Workdir => info.workdir.as_deref().map(Cow::from),
            State::HasWorkdir => model.has_workdir_before(info).then_some("yes".into()),
            State::Stages => Some(model.summary.get_or_init(|| summary(model)).as_str().into()),
            State::Line => {
                let line = model.source.position(info.start(), PositionEncoding::Utf8).line;
                Some(line.to_string().into())
            }
        }
    }
}

/// A hash of what others may ask of all stages: names, bases, and whether they hold anything. The text would
/// be kept by each instruction that asks.
fn summary(model: &Model<'_>) -> String {
    let one = |stage: &super::Stage<'_>| {
        let instructions = model.stage_instructions(stage);
        let holds_something = instructions.iter().any(|info| info.kind().makes_layer());
        let from = model.instructions.get(stage.from).map(|from| from.syntax.text());
        format!("{:?} {:?} {holds_something} {from:?}\n", stage.name.map(|name| name.text), stage.base)
    };
    format!("{:x}", hashed(model.stages.iter().map(one).collect::<Vec<_>>()))
}

thread_local! {
    static NOTED: RefCell<Option<Lookups>> = const { RefCell::new(None) };
}

/// Runs `work` and says what it looked up, on this thread. What it looks up is not part of what somebody
/// around it looks up.
pub(crate) fn noting<R>(work: impl FnOnce() -> R) -> (R, Lookups) {
    let around = NOTED.replace(Some(Lookups::default()));
    let result = work();
    (result, NOTED.replace(around).unwrap_or_default())
}

pub(super) fn note(name: &str) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.as_mut().filter(|noted| !noted.names.iter().any(|it| it == name)) {
            noted.names.push(name.to_owned());
        }
    });
}

pub(crate) fn note_state(state: State) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.as_mut().filter(|noted| !noted.states.contains(&state)) {
            noted.states.push(state);
        }
    });
}

pub(crate) fn note_environment(command: usize) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.as_mut().filter(|noted| !noted.environments.contains(&command)) {
            noted.environments.push(command);
        }
    });
}

pub(crate) fn note_all() {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.all = true;
        }
    });
}
