//! ## What it does
//! Finds labels that a later LABEL of the same stage sets again.
//!
//! ## Why it matters
//! Only the last value counts.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1"
//! LABEL version="2"
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="2"
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;
use syntax::ast::Pair;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, FindingTag, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "duplicate-label",
    name: "Label set twice",
    summary: "A later LABEL of the same stage replaces this one.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let labels =
        analysis.model.stage_instructions(stage).iter().filter(|info| info.kind() == InstructionKind::Label);
    let mut seen: Vec<Pair<'_>> = Vec::new();
    for pair in labels.flat_map(|info| info.syntax.pairs()) {
        let name = |pair: &Pair<'_>| pair.key.text().trim_matches(['"', '\'']).to_owned();
        if let Some(earlier) = seen.iter_mut().find(|earlier| name(earlier) == name(&pair)) {
            let message = format!("{} is set again below; remove this one", name(&pair));
            let finding = Finding::new(&META, earlier.key.range(), message);
            findings.push(
                finding
                    .with_related(pair.key.range(), "the value that counts")
                    .with_tag(FindingTag::Unnecessary),
            );
            *earlier = pair;
        } else {
            seen.push(pair);
        }
    }
}
