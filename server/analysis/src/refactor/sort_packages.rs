//! Sorts the packages of an install command, where every word between the first and the last is one.

use syntax::shell::{Command, ShellWord};
use syntax::{Applicability, Fix, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::model::InstructionInfo;

/// Package managers and the subcommand that installs.
const INSTALLERS: [(&str, &str); 8] = [
    ("apt-get", "install"),
    ("apt", "install"),
    ("apk", "add"),
    ("dnf", "install"),
    ("microdnf", "install"),
    ("yum", "install"),
    ("zypper", "install"),
    ("conda", "install"),
];

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let commands = infos.iter().flat_map(|info| info.commands().iter().map(move |command| (*info, command)));
    let mut here =
        commands.filter(|(info, command)| command.range.at(info.start()).intersect(range).is_some());
    here.find_map(|(info, command)| sort(analysis, info, command)).into_iter().collect()
}

fn sort(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, command: &Command) -> Option<Fix> {
    let invocation = command.invocation()?;
    let (_, subcommand) = INSTALLERS.iter().find(|(program, _)| *program == invocation.program)?;
    let at = invocation.args.iter().position(|word| word.value == *subcommand)?;
    let packages = packages(&invocation.args[at + 1..])?;
    let place = |word: &ShellWord| word.range.at(info.start());
    let text = |word: &ShellWord| analysis.source.slice(place(word)).to_owned();
    let span = TextRange::new(place(packages.first()?).start(), place(packages.last()?).end());
    // Comments belong to the package below them and would not move along.
    if packages.len() < 2 || analysis.source.slice(span).contains('#') {
        return None;
    }
    let mut sorted: Vec<String> = packages.iter().map(|word| text(word)).collect();
    sorted.sort();
    let edits: Vec<TextEdit> = packages
        .iter()
        .zip(sorted)
        .filter(|(word, new)| text(word) != *new)
        .map(|(word, new)| TextEdit::replace(place(word), new))
        .collect();
    // The order may decide between alternatives, so the result is not always the same.
    if edits.is_empty() { None } else { Fix::new("Sort the packages", Applicability::Unsafe, edits) }
}

/// The operands, when they stand together and none is expanded.
fn packages(args: &[ShellWord]) -> Option<Vec<&ShellWord>> {
    let first = args.iter().position(|word| !word.value.starts_with('-'))?;
    let packages: Vec<&ShellWord> =
        args[first..].iter().take_while(|word| !word.value.starts_with('-')).collect();
    packages.iter().all(|word| word.is_literal).then_some(packages)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn packages_are_sorted_in_place() {
        check(
            offer,
            "FROM x\nRUN apt-get update && apt-get install -y \\\n    wget=1.* \\\n    <CURSOR>curl \\\n    git && ls\n",
            "FROM x\nRUN apt-get update && apt-get install -y \\\n    curl \\\n    git \\\n    wget=1.* && ls\n",
        );
        check_none(offer, "FROM x\nRUN apt-get install -y <CURSOR>a b\n");
        check_none(offer, "FROM x\nRUN apt-get install -y <CURSOR>b $A a\n");
        check_none(offer, "FROM x\nRUN apt-get install -y <CURSOR>b \\\n  # why\n  a\n");
    }
}
