//! What one RUN does to the environment, kept from one version of a file to the next.

use std::sync::Arc;

use super::walk::Walk;
use super::{CommandState, Environment, PythonInstall};
use crate::model::{Kept, Lookups, Rests, noting};

/// A RUN that was followed through.
pub(super) struct Step {
    before: Arc<Environment>,
    /// What else it looked at.
    rests: Rests,
    /// Before each command.
    commands: Vec<Arc<Environment>>,
    installs: Vec<PythonInstall>,
    after: Arc<Environment>,
}

pub(super) type Steps = Kept<Step>;

impl Walk<'_, '_> {
    /// Takes the RUN as it is known, or follows its commands.
    pub fn step(&mut self, steps: &mut Steps) {
        let model = &self.analysis.model;
        let key = self.info.content.key;
        let fits = |step: &Step| {
            Environment::same(&step.before, &self.environment) && step.rests.hold(model, self.info)
        };
        if let Some(known) = steps.recall(key, fits) {
            return self.take(&known);
        }
        let before = Arc::clone(&self.environment);
        let (commands, installs) = (self.commands.len(), self.installs.len());
        let ((), lookups) = noting(|| self.run());
        // So that what follows meets the very same environment where nothing came of the RUN.
        if before == self.environment {
            self.environment = Arc::clone(&before);
        }
        if !lookups.all {
            steps.keep(key, self.since(before, &lookups, commands, installs));
        }
    }

    fn since(&self, before: Arc<Environment>, lookups: &Lookups, commands: usize, installs: usize) -> Step {
        let states = self.commands[commands..].iter();
        Step {
            before,
            rests: Rests::of(lookups, &self.analysis.model, self.info),
            commands: states.map(|state| Arc::clone(&state.environment)).collect(),
            installs: self.installs[installs..].to_vec(),
            after: Arc::clone(&self.environment),
        }
    }

    /// What is known of an equal RUN, where this one stands.
    fn take(&mut self, known: &Step) {
        let instruction = self.info.index;
        let states = known.commands.iter().enumerate();
        self.commands.extend(states.map(|(command, environment)| CommandState {
            instruction,
            command,
            environment: Arc::clone(environment),
        }));
        let start = self.info.start();
        let installs = known.installs.iter().cloned();
        self.installs.extend(installs.map(|install| PythonInstall { instruction, start, ..install }));
        self.environment = Arc::clone(&known.after);
    }
}
