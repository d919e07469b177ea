//! `layerwise size`

use std::sync::Arc;

use analysis::model::Stage;
use analysis::options::Options;
use analysis::size::{LayerEstimate, SizeReport, report};

use super::against;
use super::args::{SizeArguments, SizeFormat};
use super::compare::Measured;
use super::input::Input;
use super::output::style::Style;
use super::output::{compare_json, compare_text, size_html, size_json, size_text};
use super::project::Project;
use super::{Outcome, print, print_json};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::workspace::{DiskContext, Subject, Surroundings};

/// Estimates the layers of one target, or of the same target in two files.
pub fn run(arguments: &SizeArguments) -> Result<Outcome, Failure> {
    if arguments.against.is_some() && arguments.format == SizeFormat::Html {
        return Err(Failure::general("a comparison has no page", "take --format text or json"));
    }
    let input = Input::new(&arguments.file);
    let project = Project::new(&arguments.network);
    let settings = project.settings(&input.folder())?;
    let facts = Facts::new(&settings)?;
    let around = surroundings(&input, arguments)?;
    let options = Arc::new(options(arguments, &settings));
    let text = input.read_dockerfile()?.content;
    let context = Arc::new(DiskContext::blocking(around.clone(), input.path.as_deref()));
    let subject = Project::subject_in(context, &text, Arc::clone(&options), facts.store());
    let Some(against) = &arguments.against else {
        let sizes = measure(&input.shown, &subject, arguments, &facts)?;
        show(&input.shown, &sizes.report, arguments.format)?;
        return Ok(Outcome::Success);
    };
    let other = against::find(against, &input, around)?;
    let other_subject = Project::subject_in(other.context, &other.text, options, facts.store());
    let before = measure(&other.shown, &other_subject, arguments, &facts)?;
    let after = measure(&input.shown, &subject, arguments, &facts)?;
    show_comparison([&input.shown, &other.shown], &before, &after, arguments.format)?;
    Ok(Outcome::Success)
}

/// What lies around the first file, which holds for both sides of a comparison.
fn surroundings(input: &Input, arguments: &SizeArguments) -> Result<Surroundings, Failure> {
    let mut around = Project::surroundings(input);
    if let Some(context) = &arguments.context {
        around.root.clone_from(context);
    }
    if around.root.is_dir() {
        return Ok(around);
    }
    Err(Failure::new(around.root.display(), "is no folder", "name the build context's folder"))
}

fn options(arguments: &SizeArguments, settings: &Settings) -> Options {
    let mut options = settings.options();
    options.target.clone_from(&arguments.target);
    options.build_args.extend(arguments.build_args.iter().cloned());
    options
}

fn measure(
    shown: &str,
    subject: &Subject,
    arguments: &SizeArguments,
    facts: &Facts,
) -> Result<Measured, Failure> {
    let mut sizes = None;
    facts.settle(|| sizes = subject.analyse(|analysis| report(analysis, None)));
    let report = sizes.ok_or_else(|| no_stage(shown, arguments, subject))?;
    let texts = subject.analyse(|analysis| {
        let instructions = &analysis.model.instructions;
        let text = |layer: &LayerEstimate| instructions[layer.instruction].syntax.text().to_owned();
        report.layers.iter().map(text).collect()
    });
    Ok(Measured { report, texts })
}

fn show_comparison(
    [file, against]: [&str; 2],
    before: &Measured,
    after: &Measured,
    format: SizeFormat,
) -> Result<(), Failure> {
    if format == SizeFormat::Json {
        return print_json(&compare_json::Document::new(file, against, before, after));
    }
    print(&compare_text::render(file, against, before, after, Style::of_stdout()))
}

fn show(file: &str, sizes: &SizeReport, format: SizeFormat) -> Result<(), Failure> {
    match format {
        SizeFormat::Text => print(&size_text::render(file, sizes, Style::of_stdout())),
        SizeFormat::Json => print_json(&size_json::Document::new(file, sizes)),
        SizeFormat::Html => print(&size_html::render(file, sizes)?),
    }
}

fn no_stage(shown: &str, arguments: &SizeArguments, subject: &Subject) -> Failure {
    let stages: Vec<String> =
        subject.analyse(|analysis| analysis.model.stages.iter().map(Stage::label).collect());
    match &arguments.target {
        _ if stages.is_empty() => Failure::new(shown, "has no stage", "begin it with FROM"),
        Some(target) => {
            let advice = format!("its stages are {}", stages.join(", "));
            Failure::new(shown, format!("has no stage `{target}`"), advice)
        }
        None => Failure::new(shown, "has no stage to measure", "name one with --target"),
    }
}
