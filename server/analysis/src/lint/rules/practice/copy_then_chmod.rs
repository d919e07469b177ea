//! ## What it does
//! Finds a RUN that does nothing but `chmod` what the COPY or ADD right before it copied.
//!
//! ## Why it matters
//! A change of mode copies the whole file into the new layer. `COPY --chmod` sets it while it copies.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! COPY entrypoint.sh /entrypoint.sh
//! RUN chmod 755 /entrypoint.sh
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! COPY --chmod=755 entrypoint.sh /entrypoint.sh
//! ```
//!
//! ## Fix
//! Safe where the build context shows one plain file and the mode is a number; else unsafe, since
//! --chmod also reaches what lies in a folder.

use syntax::shell::ShellWord;
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::support::copy::copy_paths;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};

pub const META: Meta = Meta {
    code: "copy-then-chmod",
    name: "Copied, then chmod",
    summary: "A RUN changes the mode of what COPY just brought, so that the layer is stored twice.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

use crate::context::EntryKind;

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for pair in analysis.model.stage_instructions(stage).windows(2) {
        let [copy, run] = pair else { continue };
        if !matches!(copy.kind(), InstructionKind::Copy | InstructionKind::Add)
            || run.kind() != InstructionKind::Run
            || copy.syntax.flag("chmod").is_some()
        {
            continue;
        }
        let [command] = run.commands() else { continue };
        let Some(found) = command.invocation().filter(|found| found.program == "chmod") else { continue };
        let paths = copy_paths(&analysis.model, copy);
        let (Some(destination), [source]) = (&paths.destination, paths.sources.as_slice()) else { continue };
        let operands: Vec<&ShellWord> =
            found.args.iter().filter(|word| !word.value.starts_with('-') || word.value == "-x").collect();
        let [mode, target] = operands.as_slice() else { continue };
        if !is_same_path(&destination.text, &source.text, &target.value, copy.workdir()) {
            continue;
        }
        let message = format!("{} is stored in two layers; copy it with --chmod", target.value);
        let finding = Finding::new(&META, command.range.at(run.start()), message);
        findings.push(finding.with_fixes(fix(analysis, copy, run, &mode.value, &source.text)));
    }
}

/// The path that chmod names is what the copy made.
fn is_same_path(destination: &str, source: &str, target: &str, workdir: Option<&str>) -> bool {
    let file = source.rsplit('/').next().unwrap_or(source);
    let full = if destination.ends_with('/') || matches!(destination, "." | "./") {
        format!("{}/{file}", destination.trim_end_matches(['/', '.']))
    } else {
        destination.to_owned()
    };
    let absolute = |path: &str| match workdir {
        Some(workdir) if !path.starts_with('/') => {
            format!("{}/{}", workdir.trim_end_matches('/'), path.trim_start_matches("./"))
        }
        _ => path.to_owned(),
    };
    !source.contains(['*', '?', '$'])
        && absolute(full.trim_start_matches("./").trim_start_matches(if destination.starts_with('/') {
            ""
        } else {
            "/"
        })) == absolute(target)
}

fn fix(
    analysis: &Analysis<'_>,
    copy: &InstructionInfo<'_>,
    run: &InstructionInfo<'_>,
    mode: &str,
    source: &str,
) -> Option<Fix> {
    let is_octal = mode.bytes().all(|b| b.is_ascii_digit());
    let mode = if is_octal {
        mode
    } else {
        Some("755").filter(|_| matches!(mode, "+x" | "a+x" | "u+x" | "ugo+x"))?
    };
    let has_flags = !run.syntax.flags().is_empty() || run.syntax.json_array().is_some();
    if has_flags {
        return None;
    }
    let listing = analysis.inputs.context.listing();
    let is_file =
        listing.value().and_then(|listing| listing.get(source).map(|entry| entry.kind == EntryKind::File));
    let is_exact = is_octal && is_file == Some(true) && copy.syntax.flag("from").is_none();
    let applicability = if is_exact { Applicability::Safe } else { Applicability::Unsafe };
    let keyword = copy.syntax.keyword()?;
    let gap = TextRange::new(copy.syntax.range().end(), run.syntax.range().end());
    // A comment in between would go with the RUN.
    let between = analysis.source.slice(TextRange::new(copy.syntax.range().end(), run.start()));
    if !between.trim().is_empty() {
        return None;
    }
    let edits =
        vec![TextEdit::insert(keyword.range.end(), format!(" --chmod={mode}")), TextEdit::delete(gap)];
    Fix::new(format!("Copy with --chmod={mode}"), applicability, edits)
}
