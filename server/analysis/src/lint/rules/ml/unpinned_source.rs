//! ## What it does
//! Finds git clone without a branch, tag or later checkout, and pip install of git repositories
//! without a reference.
//!
//! ## Why it matters
//! The same file builds another image tomorrow, and the layer cache decides which. Research code
//! changes its interfaces without notice.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install git+https://github.com/huggingface/peft.git
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install git+https://github.com/huggingface/peft.git@v0.12.0
//! ```

use crate::Analysis;
use syntax::shell::Command;

use crate::install::{RequirementOrigin, RequirementSource};
use crate::lint::support::marks::Mark;
use crate::lint::support::python_installs::installs;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "unpinned-source",
    name: "Source that moves",
    summary: "git clone or pip takes whatever a repository holds on the day of the build.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["ML32"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        for requirement in &install.requirements {
            let RequirementSource::Url(url) = &requirement.source else { continue };
            let is_own = matches!(requirement.origin, RequirementOrigin::CommandLine(_));
            if is_own && url.starts_with("git+") && !is_pinned(url) {
                let message = "this installs whatever the repository holds today; add @ and a tag or commit";
                findings.push(
                    Finding::new(&META, install.range_of(requirement), message).with_severity(Severity::Info),
                );
            }
        }
    }
    for info in analysis.model.stage_instructions(stage).iter().filter(|info| info.has(Mark::Git)) {
        let commands = info.commands();
        for (index, command) in commands.iter().enumerate() {
            let Some(found) = command.invocation().filter(|found| found.program == "git") else { continue };
            let clones = found.subcommand().is_some_and(|word| word.value == "clone");
            let chooses = found.has_option(&["-b", "--branch", "--revision"])
                || is_chosen_later(analysis, stage, info.index, index);
            if clones && !chooses {
                let message = "this clones whatever the repository holds today; check out a tag or commit";
                findings.push(Finding::new(&META, command.range.at(info.start()), message));
            }
        }
    }
}

/// `…@ref` behind the path, the user of `git+ssh://git@host` left aside.
fn is_pinned(url: &str) -> bool {
    let path = url.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
    path.split('#').next().unwrap_or(path).contains(['@', '$'])
}

/// A later command of the stage checks out something of its own choice.
fn is_chosen_later(analysis: &Analysis<'_>, stage: &Stage<'_>, instruction: usize, command: usize) -> bool {
    const CHOICES: [&str; 3] = ["checkout", "reset", "switch"];
    let chooses = |later: &Command| {
        let found = later.invocation().filter(|found| found.program == "git");
        found.is_some_and(|found| found.args.iter().any(|word| CHOICES.contains(&word.value.as_str())))
    };
    analysis.model.stage_instructions(stage).iter().filter(|info| info.index >= instruction).any(|info| {
        let skipped = if info.index == instruction { command + 1 } else { 0 };
        info.commands().iter().skip(skipped).any(chooses)
    })
}
