//! Moves a RUN that only cleans up into the RUN whose layer holds what it deletes.

use syntax::shell::{Command, Connector};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::{chain, commands};
use crate::model::InstructionInfo;

/// What a cleanup deletes, and which commands make it.
struct Mess {
    name: &'static str,
    makers: &'static [&'static str],
    is_removed_by: fn(&Command) -> bool,
}

const MESSES: [Mess; 3] = [
    Mess {
        name: "package lists",
        makers: &["apt-get", "apt", "aptitude"],
        is_removed_by: |command| {
            commands::removes(command, "/var/lib/apt/lists")
                || commands::runs(command, &["apt-get", "apt"], &["clean", "autoclean"])
        },
    },
    Mess {
        name: "package cache",
        makers: &["dnf", "yum", "microdnf"],
        is_removed_by: |command| commands::runs(command, &["dnf", "yum", "microdnf"], &["clean"]),
    },
    Mess {
        name: "package cache",
        makers: &["conda", "mamba", "micromamba"],
        is_removed_by: |command| commands::runs(command, &["conda", "mamba", "micromamba"], &["clean"]),
    },
];

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    MESSES.iter().find_map(|mess| move_up(analysis, info, mess)).into_iter().collect()
}

fn move_up(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, mess: &Mess) -> Option<Fix> {
    let cleans_only = !info.commands().is_empty() && info.commands().iter().all(mess.is_removed_by);
    let is_chain =
        info.commands().iter().all(|command| matches!(command.after, Connector::Start | Connector::And));
    if !cleans_only || !is_chain {
        return None;
    }
    let stage = analysis.model.stage_of(info)?;
    let earlier =
        analysis.model.stage_instructions(stage).iter().rev().filter(|other| other.index < info.index);
    let maker = earlier.filter(|other| other.kind() == InstructionKind::Run).find(|other| {
        other
            .commands()
            .iter()
            .filter_map(Command::invocation)
            .any(|found| mess.makers.contains(&found.program))
    })?;
    let statements = info.script().structure.statements?;
    let edits = vec![
        chain::append(maker, analysis.source.slice(statements.at(info.start())))?,
        TextEdit::delete(super::with_line_break(analysis, info.syntax.range())),
    ];
    // What stands between may need what is deleted.
    Fix::new(format!("Delete the {} in the RUN that fetched them", mess.name), Applicability::Unsafe, edits)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn a_lone_cleanup_moves_to_what_made_the_mess() {
        check(
            offer,
            "FROM x\nRUN apt-get update && apt-get install -y curl\nENV A=1\nRUN <CURSOR>apt-get clean && rm -rf /var/lib/apt/lists/*\nCMD [\"x\"]\n",
            "FROM x\nRUN apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*\nENV A=1\nCMD [\"x\"]\n",
        );
        check_none(
            offer,
            "FROM x\nRUN apt-get update\nENV A=1\nRUN <CURSOR>rm -rf /var/lib/apt/lists/* && make\n",
        );
        check_none(offer, "FROM x\nRUN make\nRUN <CURSOR>rm -rf /var/lib/apt/lists/*\n");
        check_none(offer, "FROM x\nRUN apt-get update || true\nRUN <CURSOR>rm -rf /var/lib/apt/lists/*\n");
    }
}
