//! ## What it does
//! Finds stages in which RUN uses both wget and curl.
//!
//! ## Why it matters
//! One of them is enough, and the other need not be installed.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN wget -q https://example.org/a
//! RUN curl -fsSLO https://example.org/b
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN curl -fsSLO https://example.org/a
//! RUN curl -fsSLO https://example.org/b
//! ```
//!
//! ## Fix
//! None.

use syntax::TextRange;
use syntax::shell::Command;

use crate::Analysis;
use crate::lint::support::marks::Mark;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "wget-and-curl",
    name: "wget and curl for the same job",
    summary: "A stage uses both wget and curl.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL4001"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let mut first: Option<(&str, TextRange)> = None;
    for info in analysis.model.stage_instructions(stage).iter().filter(|info| info.has(Mark::Downloads)) {
        for found in info.commands().iter().filter_map(Command::invocation) {
            if !matches!(found.program, "wget" | "curl") {
                continue;
            }
            let range = found.word.range.at(info.start());
            match first {
                None => first = Some((found.program, range)),
                Some((program, earlier)) if program != found.program => {
                    let message =
                        format!("{} does what {program} does above; use one of them", found.program);
                    findings.push(Finding::new(&META, range, message).with_related(earlier, "the other one"));
                    return;
                }
                Some(_) => {}
            }
        }
    }
}
