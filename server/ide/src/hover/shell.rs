//! Shell commands: packages, options, assignments.

use analysis::Analysis;
use analysis::install::{Requirement, RequirementOrigin, apt_install, pip_install};
use analysis::model::InstructionInfo;
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
    let text = package(analysis, &invocation, word).or_else(|| option(&invocation, word))?;
    Some(Hover::new(word.range.at(start), text))
}

fn package(analysis: &Analysis<'_>, invocation: &Invocation<'_>, word: &ShellWord) -> Option<String> {
    if let Some(install) = pip_install(invocation) {
        let same =
            |requirement: &&Requirement| requirement.origin == RequirementOrigin::CommandLine(word.range);
        let requirement = install.requirements.iter().find(same)?;
        let version =
            requirement.specifier.strip_prefix("==").filter(|version| !version.contains([',', '*']));
        return describe::package(requirement.name.as_deref()?, version);
    }
    let install = apt_install(invocation)?;
    let request = install.requests.iter().find(|request| request.range == word.range)?;
    apt(analysis, &request.name)
}

/// Size of a Debian package where the tables know it.
fn apt(_: &Analysis<'_>, name: &str) -> Option<String> {
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
