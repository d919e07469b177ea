//! Moves an installation of system packages above the COPY before it: packages change rarely, files
//! often, and each change of a file would install the packages again.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::model::InstructionInfo;

/// Programs that install from archives and read nothing of the build context.
const INDEPENDENT: [&str; 9] =
    ["apt-get", "apt", "apk", "dnf", "microdnf", "yum", "rm", "mkdir", "apt-cache"];

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    hoist(analysis, info).into_iter().collect()
}

fn hoist(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let is_independent = !info.commands().is_empty()
        && info.commands().iter().all(|command| {
            command.invocation().is_some_and(|found| INDEPENDENT.contains(&found.program))
                && command.args.iter().all(|word| word.is_literal && !word.value.ends_with(".deb"))
        });
    let installs = info.commands().iter().any(|command| {
        command
            .invocation()
            .and_then(|found| found.subcommand())
            .is_some_and(|word| matches!(word.value.as_str(), "install" | "add"))
    });
    if !is_independent || !installs || !info.syntax.flags().is_empty() {
        return None;
    }
    let copies =
        analysis.model.instructions[..info.index].iter().rev().take_while(|other| copies_from_context(other));
    let first = copies.last()?;
    let text = format!("{}{}", info.syntax.text(), analysis.source.line_break());
    let edits = vec![
        TextEdit::insert(first.start(), text),
        TextEdit::delete(super::with_line_break(analysis, info.syntax.range())),
    ];
    // A copied file may configure the package manager.
    Fix::new(
        "Install the packages above COPY, so that a changed file does not install them again",
        Applicability::Unsafe,
        edits,
    )
}

fn copies_from_context(info: &InstructionInfo<'_>) -> bool {
    matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add) && info.syntax.flag("from").is_none()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn packages_move_above_the_files() {
        check(
            offer,
            "FROM x\nENV A=1\nCOPY a /a\nCOPY . .\nRUN <CURSOR>apt-get update && \\\n    apt-get install -y git\nCMD [\"x\"]\n",
            "FROM x\nENV A=1\nRUN apt-get update && \\\n    apt-get install -y git\nCOPY a /a\nCOPY . .\nCMD [\"x\"]\n",
        );
        check_none(offer, "FROM x\nCOPY . .\nRUN <CURSOR>apt-get install -y git && make\n");
        check_none(offer, "FROM x\nCOPY . .\nRUN <CURSOR>apt-get install -y ./x.deb\n");
        check_none(offer, "FROM x\nRUN <CURSOR>apt-get install -y git\n");
        check_none(offer, "FROM x\nCOPY . .\nRUN <CURSOR>rm -rf /x\n");
    }
}
