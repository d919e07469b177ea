//! Settings by folder, and the surroundings that each file is analysed in.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use analysis::context::BuildContext;
use analysis::facts::FactStore;
use analysis::lint::{Category, all_rules, rules_called};
use analysis::model::Memo;
use analysis::options::Options;
use analysis::spelling::nearest;
use syntax::Source;

use super::args::NetworkArguments;
use super::input::Input;
use crate::facts::DocumentFacts;
use crate::failure::Failure;
use crate::settings::{self, ProblemKind, Settings};
use crate::shellcheck::Shellchecks;
use crate::workspace::{DiskContext, Subject, Surroundings};

/// The settings of this run. Flags win over files.
pub struct Project {
    flags: NetworkArguments,
    loaded: Mutex<Loaded>,
    shellchecks: Shellchecks,
}

#[derive(Default)]
struct Loaded {
    by_folder: HashMap<PathBuf, Arc<Settings>>,
    /// Settings files whose problems were told.
    told: HashSet<PathBuf>,
}

impl Project {
    pub fn new(flags: &NetworkArguments) -> Self {
        Self { flags: flags.clone(), loaded: Mutex::default(), shellchecks: Shellchecks::default() }
    }

    /// The store as the files of a folder see it. A shellcheck that is wanted and missing is told once.
    pub fn facts(&self, settings: &Settings, store: Arc<dyn FactStore>) -> DocumentFacts {
        let shellcheck = self.shellchecks.get(&settings.shellcheck, || None).unwrap_or_else(|failure| {
            super::warn(failure);
            None
        });
        DocumentFacts::new(store, shellcheck)
    }

    /// The settings for files in a folder. Unknown keys are told once for each settings file.
    ///
    /// # Errors
    /// When the settings file cannot be read, or has a value that its key does not take.
    pub fn settings(&self, folder: &Path) -> Result<Arc<Settings>, Failure> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.by_folder.get(folder) {
            return Ok(Arc::clone(known));
        }
        let settings = Arc::new(self.load(folder, &mut loaded.told)?);
        loaded.by_folder.insert(folder.to_owned(), Arc::clone(&settings));
        Ok(settings)
    }

    fn load(&self, folder: &Path, told: &mut HashSet<PathBuf>) -> Result<Settings, Failure> {
        let file = settings::load_for(folder)?;
        let (mut settings, mut problems) = Settings::from_value(file.value);
        problems.extend(file.refused);
        let path = file.path.unwrap_or_default();
        if let Some(bad) = problems.iter().find(|it| matches!(it.kind, ProblemKind::Invalid { .. })) {
            return Err(Failure::new(path.display(), bad.to_string(), "correct the file"));
        }
        if told.insert(path.clone()) {
            for problem in &problems {
                super::warn(crate::text::printable(&format!("layerwise: {}: {problem}", path.display())));
            }
        }
        // What another tool's file says is of use, but no reason to stop.
        match settings::hadolint_for(folder) {
            Ok(hadolint) => settings.hadolint = hadolint,
            Err(failure) => super::warn(failure),
        }
        settings.offline |= self.flags.offline;
        if let Some(platform) = &self.flags.platform {
            settings.platform = platform.to_string();
        }
        Ok(settings)
    }

    /// A file with its surroundings; the build context is what compose and bake files say, else its folder.
    pub fn subject(input: &Input, text: &str, options: Arc<Options>, facts: Arc<dyn FactStore>) -> Subject {
        let context = DiskContext::blocking(Self::surroundings(input), input.path.as_deref());
        Self::subject_in(Arc::new(context), text, options, facts)
    }

    /// What lies around a file.
    pub fn surroundings(input: &Input) -> Surroundings {
        let around = |path: &PathBuf| Surroundings::of(path);
        input.path.as_ref().map_or_else(|| Surroundings::folder(&input.folder()), around)
    }

    /// A text with its surroundings, for a build context of its own.
    pub fn subject_in(
        context: Arc<dyn BuildContext>,
        text: &str,
        options: Arc<Options>,
        facts: Arc<dyn FactStore>,
    ) -> Subject {
        Subject { source: Source::parse(text), options, context, facts, memo: Arc::new(Memo::default()) }
    }
}

/// Refuses ids that no rule or category has.
pub fn check_rule_ids<'i>(ids: impl IntoIterator<Item = &'i String>) -> Result<(), Failure> {
    let is_category = |id: &str| Category::ALL.iter().any(|it| it.name().eq_ignore_ascii_case(id));
    match ids.into_iter().find(|id| rules_called(id).is_empty() && !is_category(id)) {
        Some(unknown) => Err(unknown_rule(unknown)),
        None => Ok(()),
    }
}

/// What to say to an id that no rule has.
pub fn unknown_rule(id: &str) -> Failure {
    let known = all_rules().iter().flat_map(|rule| std::iter::once(&rule.meta.code).chain(rule.meta.aliases));
    let advice = match nearest(id, known.copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "see `layerwise rules`".to_owned(),
    };
    Failure::new(id, "no rule has this code", advice)
}
