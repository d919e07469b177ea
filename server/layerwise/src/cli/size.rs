//! `layerwise size`

use std::sync::Arc;

use analysis::model::Stage;
use analysis::size::{LayerEstimate, SizeReport, report};

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
use crate::workspace::Subject;

/// Estimates the layers of one target, or of the same target in two files.
pub fn run(arguments: &SizeArguments) -> Result<Outcome, Failure> {
    if arguments.against.is_some() && arguments.format == SizeFormat::Html {
        return Err(Failure::general("a comparison has no page", "take --format text or json"));
    }
    let input = Input::new(&arguments.file);
    let project = Project::new(&arguments.network);
    let settings = project.settings(&input.folder())?;
    let facts = Facts::new(&settings)?;
    let subject = prepare(&input, &input, arguments, &settings, &facts)?;
    let Some(against) = &arguments.against else {
        let sizes = measure(&input, &subject, arguments, &facts)?;
        show(&input.shown, &sizes.report, arguments.format)?;
        return Ok(Outcome::Success);
    };
    let other = Input::new(against);
    let other_subject = prepare(&other, &input, arguments, &settings, &facts)?;
    let before = measure(&other, &other_subject, arguments, &facts)?;
    let after = measure(&input, &subject, arguments, &facts)?;
    show_comparison([&input.shown, &other.shown], &before, &after, arguments.format)?;
    Ok(Outcome::Success)
}

/// Reads a file. The build context is that of `main` for both files of a comparison.
fn prepare(
    input: &Input,
    main: &Input,
    arguments: &SizeArguments,
    settings: &Settings,
    facts: &Facts,
) -> Result<Subject, Failure> {
    let text = input.read_dockerfile()?;
    let context = arguments.context.clone().unwrap_or_else(|| main.folder());
    if !context.is_dir() {
        return Err(Failure::new(context.display(), "is no folder", "name the build context's folder"));
    }
    let mut options = settings.options();
    options.target.clone_from(&arguments.target);
    options.build_args.extend(arguments.build_args.iter().cloned());
    Ok(Project::subject_in(&context, input, &text.content, Arc::new(options), facts.store()))
}

fn measure(
    input: &Input,
    subject: &Subject,
    arguments: &SizeArguments,
    facts: &Facts,
) -> Result<Measured, Failure> {
    let mut sizes = None;
    facts.settle(|| sizes = subject.analyse(|analysis| report(analysis, None)));
    let report = sizes.ok_or_else(|| no_stage(input, arguments, subject))?;
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
