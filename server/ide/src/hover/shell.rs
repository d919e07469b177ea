//! Shell commands: packages, options, assignments.

use analysis::Analysis;
use analysis::install::{Requirement, RequirementOrigin, apt_install, conda_install, pip_install};
use analysis::model::InstructionInfo;
use knowledge::cuda_images::{self, TagParts, cuda_in_name, nvidia_packages};
use syntax::TextSize;
use syntax::shell::{Command, Invocation, ShellWord};

use super::{Hover, value, variable};
use crate::describe;
use crate::markdown::code;
use crate::vocabulary;

pub(super) fn hover(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let script = info.script();
    let start = info.start();
    let hit = |command: &&Command| command.range.at(start).contains_inclusive(offset);
    // The innermost command: substitutions come after their host.
    let command = script.commands.iter().rfind(hit)?;
    if let Some(assignment) =
        command.assignments.iter().find(|one| one.range.at(start).contains_inclusive(offset))
    {
        let text = analysis.source.slice(assignment.range.at(start));
        let given = text.split_once('=').and_then(|(name, value)| {
            let at = usize::from(offset - assignment.range.at(start).start());
            value::describe(name, value, at.checked_sub(name.len() + 1)?)
        });
        let about = given.unwrap_or_else(|| variable::about(&assignment.name));
        return (!about.is_empty())
            .then(|| Hover::new(assignment.range.at(start), format!("**{}**\n\n{about}", assignment.name)));
    }
    let invocation = command.invocation()?;
    let word = invocation.args.iter().find(|word| word.range.at(start).contains_inclusive(offset))?;
    let text = package(analysis, info, &invocation, word)
        .or_else(|| describe::torch_index(&word.value))
        .or_else(|| option(&invocation, word))?;
    Some(Hover::new(word.range.at(start), text))
}

fn package(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    invocation: &Invocation<'_>,
    word: &ShellWord,
) -> Option<String> {
    if let Some(install) = pip_install(invocation) {
        let same =
            |requirement: &&Requirement| requirement.origin == RequirementOrigin::CommandLine(word.range);
        let requirement = install.requirements.iter().find(same)?;
        let version =
            requirement.specifier.strip_prefix("==").filter(|version| !version.contains([',', '*']));
        return describe::package(requirement.name.as_deref()?, version);
    }
    if let Some(install) = conda_install(invocation) {
        let request = install.requests.iter().find(|request| request.range == word.range)?;
        let name = if request.name == "pytorch" { "torch" } else { request.name.as_str() };
        return describe::package(name, request.exact_version());
    }
    let install = apt_install(invocation)?;
    let request = install.requests.iter().find(|request| request.range == word.range)?;
    nvidia(analysis, info, &request.name).or_else(|| apt(&request.name))
}

/// A package of NVIDIA's archive, and whether the base image holds it.
fn nvidia(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, name: &str) -> Option<String> {
    let stage = analysis.model.stage_of(info)?;
    let image = analysis.model.root_base(stage).image();
    let tag = image.filter(|image| crate::tags::is_cuda(&image.repository.familiar_with_registry()));
    let base = tag.and_then(|image| TagParts::parse(image.tag.as_deref()?));
    let own = cuda_in_name(name).or_else(|| base.map(|parts| parts.cuda));
    let cuda = own.or_else(|| cuda_images::all_newest_first().first().map(|tag| tag.cuda))?;
    let package = nvidia_packages().find(|package| package.is_called(name, cuda))?;
    let is_there = base.is_some_and(|parts| parts.cuda.same_minor(cuda) && package.is_in(&parts));
    let flavor = match (is_there, package.flavor) {
        (true, _) => "The base image holds it already.".to_owned(),
        (false, Some("cudnn")) => "Images of nvidia/cuda with cuDNN hold it.".to_owned(),
        (false, Some("cudnn-devel")) => "Devel images of nvidia/cuda with cuDNN hold it.".to_owned(),
        (false, Some(flavor)) => format!("Images of nvidia/cuda hold it from the {flavor} flavour on."),
        (false, None) => String::new(),
    };
    Some(describe::paragraphs([format!("**{name}** {}.", package.about), flavor]))
}

/// A Debian package where the tables know it.
fn apt(name: &str) -> Option<String> {
    let row = knowledge::apt::common_names().find(|row| row.name == name)?;
    Some(format!(
        "**{name}**\n\nPackage of Debian and Ubuntu; {} of a thousand public Dockerfiles install it.",
        row.dockerfiles
    ))
}

fn option(invocation: &Invocation<'_>, word: &ShellWord) -> Option<String> {
    if !word.value.starts_with('-') {
        return None;
    }
    if let Some(option) = vocabulary::option(invocation.program, &word.value) {
        return Some(option.markdown());
    }
    let cluster = vocabulary::cluster(invocation.program, &word.value);
    if cluster.is_empty() {
        return None;
    }
    let lines: Vec<String> =
        cluster.iter().map(|option| format!("- {} {}", code(option.name), option.about)).collect();
    Some(lines.join("\n"))
}
