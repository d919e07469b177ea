//! ## What it does
//! Finds `cd` in RUN outside of a subshell.
//!
//! ## Why it matters
//! WORKDIR says the same for all that follows, and creates the folder. A `cd` for one command is fine;
//! switch the rule off if you like it.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN cd /src && make
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! WORKDIR /src
//! RUN make
//! ```
//!
//! ## Fix
//! Safe where the build stays the same: a `cd` that begins a chain of `&&` into the folder that WORKDIR has set
//! already is removed, and one into an absolute path becomes a WORKDIR where the next WORKDIR comes before
//! anything that depends on the folder.

use syntax::shell::Command;
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::support::arguments::rest;
use crate::lint::support::chain::is_plain_chain;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};
use crate::model::note_all;

pub const META: Meta = Meta {
    code: "cd-instead-of-workdir",
    name: "cd instead of WORKDIR",
    summary: "cd holds only until the RUN ends.",
    category: Category::Shell,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3003"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["cd"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let nesting = site.command.nesting;
    if nesting.subshell || nesting.substitution || nesting.function {
        return;
    }
    let message = "cd is forgotten when the RUN ends; use WORKDIR if more follows in that folder";
    let finding = Finding::new(&META, site.command_range(), message);
    findings.push(finding.with_fixes(fix(analysis, site)));
}

/// Takes the `cd` away that begins a chain, where the rest runs in the same folder and nothing else does.
fn fix(analysis: &Analysis<'_>, site: &CommandSite<'_>) -> Option<Fix> {
    let path = plain_folder(site)?;
    let removal = removal(site)?;
    if site.instruction.workdir().is_some_and(|workdir| same_folder(workdir, path)) {
        let title = format!("Remove cd {path}: it is the working folder already");
        return Some(Fix::single(title, Applicability::Safe, removal));
    }
    // A mount may bring a folder that WORKDIR would make in the image.
    let is_plain = path.starts_with('/') && site.instruction.syntax.flags().is_empty();
    if site.instruction.is_trigger || !is_plain || !workdir_follows(analysis, site) {
        return None;
    }
    let line = format!("WORKDIR {path}{}", analysis.source.line_break());
    let edits = vec![TextEdit::insert(site.instruction.start(), line), removal];
    Fix::new(format!("Set WORKDIR {path} instead of cd"), Applicability::Safe, edits)
}

/// The only argument, where neither the shell nor WORKDIR would read more into it.
fn plain_folder<'a>(site: &CommandSite<'a>) -> Option<&'a str> {
    let [path] = site.invocation.args else { return None };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    let value = path.value.as_str();
    let alone = site.command.assignments.is_empty() && site.command.redirects.is_empty();
    (alone && path.is_literal && !value.starts_with('-') && value.chars().all(is_plain)).then_some(value)
}

/// Deletes the `cd` up to the next command of a plain chain that does not ask where it came from.
fn removal(site: &CommandSite<'_>) -> Option<TextEdit> {
    let next = site.following().first()?;
    let goes_back = |command: &Command| {
        let is_cd = command.name.as_ref().is_some_and(|name| name.value == "cd");
        is_cd && command.args.first().is_some_and(|argument| argument.value == "-")
    };
    let fits = site.index == 0
        && is_plain_chain(site.instruction)
        && !site.following().iter().any(goes_back)
        && !site.instruction.syntax.text().contains("OLDPWD");
    let range = TextRange::new(site.command_range().start(), site.range(next.range).start());
    fits.then(|| TextEdit::delete(range))
}

fn same_folder(one: &str, other: &str) -> bool {
    let bare = |path: &str| path.trim_end_matches('/').to_owned();
    bare(one) == bare(other)
}

/// The stage sets another absolute folder before an instruction depends on the one in force.
fn workdir_follows(analysis: &Analysis<'_>, site: &CommandSite<'_>) -> bool {
    note_all();
    let model = &analysis.model;
    let Some(stage) = model.stage_of(site.instruction) else { return false };
    let below = model.stage_instructions(stage).iter().filter(|info| info.index > site.instruction.index);
    let next = below.clone().find(|info| !FOLDER_BLIND.contains(&info.kind()));
    next.is_some_and(|info| {
        info.kind() == InstructionKind::Workdir && rest(info, model.escape).text().starts_with('/')
    })
}

/// Instructions to which the working folder of the moment makes no difference.
const FOLDER_BLIND: [InstructionKind; 9] = [
    InstructionKind::Arg,
    InstructionKind::Cmd,
    InstructionKind::Entrypoint,
    InstructionKind::Env,
    InstructionKind::Expose,
    InstructionKind::Healthcheck,
    InstructionKind::Label,
    InstructionKind::Shell,
    InstructionKind::User,
];

#[cfg(test)]
mod tests {
    use crate::lint::tests::fixed_with;

    #[test]
    fn cd_goes_where_the_build_stays_the_same() {
        for (before, after) in [
            (
                "WORKDIR /app\nRUN cd /app/ && make && make install\n",
                Some("WORKDIR /app\nRUN make && make install\n"),
            ),
            (
                "RUN cd /src && \\\n    make\nENV A=b\nWORKDIR /app\n",
                Some("WORKDIR /src\nRUN make\nENV A=b\nWORKDIR /app\n"),
            ),
            ("RUN cd /src && make\nCOPY a b\nWORKDIR /app\n", None),
            ("RUN cd /src && make\nWORKDIR app\n", None),
            ("RUN cd /src; make\nWORKDIR /app\n", None),
            ("RUN cd /src && make && cd -\nWORKDIR /app\n", None),
            ("RUN cd $SRC && make\nWORKDIR /app\n", None),
            ("RUN --mount=target=/src cd /src && make\nWORKDIR /app\n", None),
            ("RUN make && cd /src && make\nWORKDIR /app\n", None),
        ] {
            let base = "FROM debian:bookworm\n";
            let fixed = fixed_with(&format!("{base}{before}"), "cd-instead-of-workdir");
            assert_eq!(fixed, after.map(|after| format!("{base}{after}")), "{before}");
        }
    }
}
