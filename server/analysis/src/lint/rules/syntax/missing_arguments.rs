//! ## What it does
//! Finds instructions without the arguments that they need.
//!
//! ## Why it matters
//! BuildKit refuses the file: `requires at least one argument`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY app.py
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY app.py /app/
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::{keyword_range, rest_range};
use crate::lint::support::copy::copy_paths;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "missing-arguments",
    name: "Too few arguments",
    summary: "An instruction lacks arguments.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.is_trigger {
        return;
    }
    if let Some(problem) = problem(analysis, info) {
        findings.push(Finding::new(&META, keyword_range(info), problem));
    }
}

fn problem(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<String> {
    let keyword = info.kind().keyword();
    let is_empty = rest_range(info).is_empty();
    let is_empty_array = info.syntax.json_array().is_some_and(|array| {
        array.strings().is_empty()
            && analysis.source.slice(array.range()).trim_matches(['[', ']', ' ']).is_empty()
    });
    match info.kind() {
        InstructionKind::Copy | InstructionKind::Add => {
            let paths = copy_paths(&analysis.model, info);
            let given = paths.sources.len()
                + info.syntax.heredoc_redirects().len()
                + usize::from(paths.destination.is_some());
            (given < 2).then(|| format!("{keyword} needs a source and a destination; write both"))
        }
        InstructionKind::Env | InstructionKind::Label => {
            is_empty.then(|| format!("{keyword} is empty; write {keyword} NAME=value"))
        }
        InstructionKind::Arg => {
            is_empty.then(|| "ARG is empty; write ARG NAME or ARG NAME=default".to_owned())
        }
        InstructionKind::Expose => is_empty.then(|| "EXPOSE is empty; write a port such as 8080".to_owned()),
        InstructionKind::Healthcheck => info
            .syntax
            .healthcheck_type()
            .is_none()
            .then(|| "HEALTHCHECK is empty; write HEALTHCHECK CMD … or HEALTHCHECK NONE".to_owned()),
        InstructionKind::Shell | InstructionKind::Volume => {
            (is_empty || is_empty_array).then(|| format!("{keyword} is empty; write [\"…\"]"))
        }
        InstructionKind::Onbuild => {
            is_empty.then(|| "ONBUILD is empty; write the instruction that it triggers".to_owned())
        }
        InstructionKind::Maintainer
        | InstructionKind::Workdir
        | InstructionKind::User
        | InstructionKind::Stopsignal => is_empty.then(|| format!("{keyword} is empty; write its argument")),
        _ => None,
    }
}
