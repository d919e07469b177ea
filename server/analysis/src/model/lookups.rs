//! Which variables an answer rests on, so that it can be kept until one of them changes.

use std::cell::RefCell;

/// What was looked up, each once.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    /// Names of variables.
    pub names: Vec<String>,
    pub states: Vec<State>,
    /// Somebody asked for every name in sight.
    pub all: bool,
}

/// State that earlier instructions leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    User,
    Workdir,
}

thread_local! {
    static NOTED: RefCell<Option<Lookups>> = const { RefCell::new(None) };
}

/// Runs `work` and says what it looked up in the model, on this thread.
pub(crate) fn noting<R>(work: impl FnOnce() -> R) -> (R, Lookups) {
    NOTED.set(Some(Lookups::default()));
    let result = work();
    (result, NOTED.take().unwrap_or_default())
}

pub(super) fn note(name: &str) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.as_mut().filter(|noted| !noted.names.iter().any(|it| it == name)) {
            noted.names.push(name.to_owned());
        }
    });
}

pub(super) fn note_state(state: State) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted.as_mut().filter(|noted| !noted.states.contains(&state)) {
            noted.states.push(state);
        }
    });
}

pub(super) fn note_all() {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.all = true;
        }
    });
}
