//! `layerwise check`

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use analysis::facts::{FactStore, NoFacts};
use analysis::lint::hadolint::FailureThreshold;
use analysis::lint::{Severity, lint};
use analysis::options::Options;

use super::args::{CheckArguments, CheckFormat};
use super::input::{Input, gather};
use super::output::{github, json, report::FileReport, sarif, style::Style, text};
use super::project::{Project, check_rule_ids};
use super::{Outcome, complain, environments, parallel, print, print_json};
use crate::facts::{DocumentFacts, Facts};
use crate::failure::Failure;
use crate::settings::Settings;

/// A file that was read, and what is known about it so far.
struct Job {
    input: Input,
    text: String,
    settings: Arc<Settings>,
    options: Arc<Options>,
    /// The findings, and whether facts from outside went into them.
    result: Mutex<Option<(FileReport, bool)>>,
}

/// Lints what the arguments name. Files that cannot be read are told, the others still linted.
pub fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    check_rule_ids(arguments.select.iter().chain(&arguments.ignore))?;
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let (inputs, mut failures) = gather(paths);
    let project = Project::new(&arguments.network);
    let mut jobs = Vec::new();
    for job in parallel::map(&inputs, |input| prepare(input, &project, arguments)) {
        match job {
            Ok(job) => jobs.push(job),
            Err(failure) => failures.push(failure),
        }
    }
    if arguments.explain_env {
        explain_environments(&jobs)?;
        for failure in &failures {
            complain(failure);
        }
        return Ok(if failures.is_empty() { Outcome::Success } else { Outcome::Unusable });
    }
    let files = lint_all(&jobs, &project)?;
    let is_bad = match threshold(&jobs, arguments) {
        FailureThreshold::Never => false,
        FailureThreshold::From(least) => {
            files.iter().flat_map(|file| &file.diagnostics).any(|it| it.severity >= least)
        }
    };
    if !files.is_empty() || failures.is_empty() || arguments.format != CheckFormat::Text {
        show(&shown(files, arguments), arguments.format)?;
    }
    for failure in &failures {
        complain(failure);
    }
    Ok(match (failures.is_empty(), is_bad) {
        (false, _) => Outcome::Unusable,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Success,
    })
}

/// What fails the run: the flag, else what `.hadolint.yaml` says for the first file, else warnings.
fn threshold(jobs: &[Job], arguments: &CheckArguments) -> FailureThreshold {
    let of_project = jobs.first().and_then(|job| job.settings.hadolint.failure_threshold);
    let of_flag = arguments.fail_on.map(FailureThreshold::From);
    of_flag.or(of_project).unwrap_or(FailureThreshold::From(Severity::Warning))
}

fn prepare(input: &Input, project: &Project, arguments: &CheckArguments) -> Result<Job, Failure> {
    let text = input.read_dockerfile()?.content;
    let settings = project.settings(&input.folder())?;
    let mut options = settings.options();
    options.rules.select.clone_from(&arguments.select);
    options.rules.ignore.clone_from(&arguments.ignore);
    Ok(Job { input: input.clone(), text, settings, options: Arc::new(options), result: Mutex::default() })
}

/// Prints what the stages of each file hold; the embedded facts are enough for that.
fn explain_environments(jobs: &[Job]) -> Result<(), Failure> {
    for job in jobs {
        let subject = Project::subject(&job.input, &job.text, Arc::clone(&job.options), Arc::new(NoFacts));
        print(&subject.analyse(|analysis| environments::render(analysis, &job.input.shown)))?;
    }
    Ok(())
}

/// Lints every job, and those that asked for facts again when facts have arrived.
fn lint_all(jobs: &[Job], project: &Project) -> Result<Vec<FileReport>, Failure> {
    let Some(first) = jobs.first() else { return Ok(Vec::new()) };
    let settings = project.settings(&first.input.folder())?;
    let facts = Facts::new(&settings)?;
    let store = facts.store();
    facts.settle(|| {
        let open: Vec<&Job> = jobs.iter().filter(|job| job.is_open()).collect();
        parallel::map(&open, |job| job.lint(project.facts(&job.settings, Arc::clone(&store))));
    });
    Ok(jobs.iter().filter_map(Job::take).collect())
}

impl Job {
    /// Not linted yet, or facts may have changed the result.
    fn is_open(&self) -> bool {
        self.result().as_ref().is_none_or(|(_, asked)| *asked)
    }

    fn lint(&self, facts: DocumentFacts) {
        let facts = Arc::new(facts);
        let store: Arc<dyn FactStore> = Arc::<DocumentFacts>::clone(&facts);
        let subject = Project::subject(&self.input, &self.text, Arc::clone(&self.options), store);
        let findings = subject.analyse(lint);
        let report = FileReport::new(&self.input.shown, &subject.source, &findings);
        *self.result() = Some((report, facts.was_asked()));
    }

    fn take(&self) -> Option<FileReport> {
        self.result().take().map(|(report, _)| report)
    }

    fn result(&self) -> std::sync::MutexGuard<'_, Option<(FileReport, bool)>> {
        self.result.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The findings that are printed. Rules that were asked for by name are shown whatever they are.
fn shown(mut files: Vec<FileReport>, arguments: &CheckArguments) -> Vec<FileReport> {
    let default = if arguments.select.is_empty() { Severity::Info } else { Severity::Hint };
    let least = arguments.min_severity.unwrap_or(default);
    for file in &mut files {
        file.diagnostics.retain(|diagnostic| diagnostic.severity >= least);
    }
    files
}

fn show(files: &[FileReport], format: CheckFormat) -> Result<(), Failure> {
    match format {
        CheckFormat::Text => print(&text::render(files, Style::of_stdout())),
        CheckFormat::Json => print_json(&json::Document::new(files)),
        CheckFormat::Sarif => print_json(&sarif::render(files)),
        CheckFormat::Github => print(&github::render(files)),
    }
}
