//! `layerwise size`

use std::sync::Arc;

use analysis::model::Stage;
use analysis::size::{SizeReport, report};

use super::args::{SizeArguments, SizeFormat};
use super::input::Input;
use super::output::style::Style;
use super::output::{size_html, size_json, size_text};
use super::project::Project;
use super::{Outcome, print, print_json};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::workspace::Subject;

/// Estimates the layers of one target.
pub fn run(arguments: &SizeArguments) -> Result<Outcome, Failure> {
    let input = Input::new(&arguments.file);
    let text = input.read_dockerfile()?;
    let project = Project::new(&arguments.network);
    let settings = project.settings(&input.folder())?;
    let context = arguments.context.clone().unwrap_or_else(|| input.folder());
    if !context.is_dir() {
        return Err(Failure::new(context.display(), "is no folder", "name the build context's folder"));
    }
    let mut options = settings.options();
    options.target.clone_from(&arguments.target);
    options.build_args = arguments.build_args.iter().cloned().collect();
    let facts = Facts::new(&settings)?;
    let subject = Project::subject_in(&context, &input, &text.content, Arc::new(options), facts.store());
    let mut sizes = None;
    facts.settle(|| sizes = subject.analyse(|analysis| report(analysis, None)));
    let sizes = sizes.ok_or_else(|| no_stage(&input, arguments, &subject))?;
    show(&input.shown, &sizes, arguments.format)?;
    Ok(Outcome::Success)
}

fn show(file: &str, sizes: &SizeReport, format: SizeFormat) -> Result<(), Failure> {
    match format {
        SizeFormat::Text => print(&size_text::render(file, sizes, Style::of_stdout())),
        SizeFormat::Json => print_json(&size_json::Document::new(file, sizes)),
        SizeFormat::Html => print(&size_html::render(file, sizes)?),
    }
}

fn no_stage(input: &Input, arguments: &SizeArguments, subject: &Subject) -> Failure {
    let stages: Vec<String> =
        subject.analyse(|analysis| analysis.model.stages.iter().map(Stage::label).collect());
    match &arguments.target {
        _ if stages.is_empty() => Failure::new(&input.shown, "has no stage", "begin it with FROM"),
        Some(target) => {
            let advice = format!("its stages are {}", stages.join(", "));
            Failure::new(&input.shown, format!("has no stage `{target}`"), advice)
        }
        None => Failure::new(&input.shown, "has no stage to measure", "name one with --target"),
    }
}
