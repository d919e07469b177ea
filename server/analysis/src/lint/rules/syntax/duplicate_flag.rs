//! ## What it does
//! Finds flags that stand twice and may not.
//!
//! ## Why it matters
//! BuildKit refuses the file: `duplicate flag specified`. Only `--mount`, `--device` and `--exclude`
//! may be repeated.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chown=1 --chown=2 . /app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chown=2 . /app
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;
use syntax::ast::Flag;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "duplicate-flag",
    name: "Flag given twice",
    summary: "A flag stands twice on one instruction.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

use crate::lint::support::flags::{FlagValue, flag_table, flag_value};

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.is_trigger {
        return;
    }
    let Some(table) = flag_table(info) else { return };
    let flags = info.syntax.flags();
    for (at, flag) in flags.iter().enumerate() {
        let Some(name) = flag.name else { continue };
        let may_repeat = matches!(flag_value(table, name.text), None | Some(FlagValue::Texts));
        let is_same = |other: &Flag<'_>| other.name.is_some_and(|other| other.text == name.text);
        if !may_repeat && flags[..at].iter().any(is_same) {
            let message = format!("--{} stands twice; keep one of them", name.text);
            findings.push(Finding::new(&META, flag.range(), message));
        }
    }
}
