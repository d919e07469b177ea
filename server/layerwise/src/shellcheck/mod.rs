//! shellcheck, where the settings ask for it: found, run apart from the workspace, its answers kept.
//!
//! Only called as a program, never linked. It runs in an empty folder of its own, reads the script from
//! its standard input and no configuration, and has a deadline and a limit to what it may say.

mod choice;
mod find;
mod output;
mod process;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use analysis::facts::{Fact, Known, Origin, ScriptComment, ShellScript, Unavailable};
use tempfile::TempDir;

pub use choice::Shellchecks;

/// Answers kept; the oldest are forgotten.
const CAPACITY: usize = 1024;
/// Scripts that wait in an editor's session. What is dropped is asked for again by the next analysis.
const MAX_WAITING: usize = 64;
/// How often an editor is told while many scripts wait.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// Called when answers that were pending are there.
pub type OnChange = Arc<dyn Fn() + Send + Sync>;

/// A shellcheck program with what it has said.
pub struct Shellcheck {
    shared: Arc<Shared>,
    /// `None` asks while the asker waits: the command line.
    on_change: Option<OnChange>,
}

struct Shared {
    program: PathBuf,
    folder: TempDir,
    state: Mutex<State>,
}

/// What the program said and when, or why it said nothing.
type Answer = Result<Known<[ScriptComment]>, String>;

#[derive(Default)]
struct State {
    answers: HashMap<ShellScript, Answer>,
    oldest: VecDeque<ShellScript>,
    /// The newest last: that is what somebody looks at.
    waiting: Vec<ShellScript>,
    is_working: bool,
}

impl Shellcheck {
    /// # Errors
    /// When there is no folder for temporary files.
    pub fn new(program: PathBuf, on_change: Option<OnChange>) -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("layerwise-").tempdir()?;
        Ok(Self { shared: Arc::new(Shared { program, folder, state: Mutex::default() }), on_change })
    }

    /// What shellcheck says about a script: at once on the command line, later in an editor.
    pub fn comments(&self, script: &ShellScript) -> Fact<[ScriptComment]> {
        if let Some(answer) = self.shared.lock().answers.get(script) {
            return fact(answer.clone());
        }
        match &self.on_change {
            None => fact(self.shared.ask(script)),
            Some(on_change) => {
                self.shared.enqueue(script, on_change);
                Fact::Pending
            }
        }
    }
}

fn fact(answer: Answer) -> Fact<[ScriptComment]> {
    answer.map_or_else(|why| Fact::Unavailable(Unavailable::Failed(why)), Fact::Known)
}

impl Shared {
    fn ask(&self, script: &ShellScript) -> Answer {
        let comments = process::run(&self.program, self.folder.path(), script);
        let as_of = SystemTime::now();
        let answer =
            comments.map(|comments| Known { value: Arc::from(comments), origin: Origin::Live, as_of });
        self.lock().remember(script.clone(), answer.clone());
        answer
    }

    /// Puts a script last in the queue, and begins to work where nobody does.
    fn enqueue(self: &Arc<Self>, script: &ShellScript, on_change: &OnChange) {
        let mut state = self.lock();
        state.waiting.retain(|waiting| waiting != script);
        if state.waiting.len() >= MAX_WAITING {
            state.waiting.remove(0);
        }
        state.waiting.push(script.clone());
        if !state.is_working {
            state.is_working = true;
            let (shared, on_change) = (Arc::clone(self), Arc::clone(on_change));
            thread::spawn(move || shared.work(&on_change));
        }
    }

    fn work(&self, on_change: &OnChange) {
        let mut told = Instant::now();
        while let Some(script) = self.next() {
            let _ = self.ask(&script); // kept for the next question
            if told.elapsed() > TELL_EVERY {
                on_change();
                told = Instant::now();
            }
        }
        on_change();
    }

    /// The next script; with none left, the worker is no longer one.
    fn next(&self) -> Option<ShellScript> {
        let mut state = self.lock();
        let next = state.waiting.pop();
        state.is_working = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn remember(&mut self, script: ShellScript, answer: Answer) {
        if self.answers.insert(script.clone(), answer).is_none() {
            self.oldest.push_back(script);
        }
        if self.oldest.len() > CAPACITY {
            self.oldest.pop_front().into_iter().for_each(|oldest| drop(self.answers.remove(&oldest)));
        }
    }
}

#[cfg(test)]
mod tests;
