//! ## What it does
//! Finds flags without `=value` that need one, and switches with another value than `true` or `false`.
//!
//! ## Why it matters
//! BuildKit refuses the file: `missing a value on flag`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chown app:app /app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chown=app:app . /app
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "flag-value",
    name: "Flag without a proper value",
    summary: "A flag lacks its value, or has one where it takes true or false.",
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
    for flag in info.syntax.flags() {
        let Some(name) = flag.name else { continue };
        let Some(wanted) = flag_value(table, name.text) else { continue };
        let value = flag.raw_value().map(|value| value.text().trim_matches(['"', '\'']));
        if let Some(problem) = problem(name.text, wanted, value) {
            findings.push(Finding::new(&META, flag.range(), problem));
        }
    }
}

fn problem(name: &str, wanted: FlagValue, value: Option<&str>) -> Option<String> {
    match (wanted, value) {
        (FlagValue::Switch, Some("")) => Some(format!("--{name}= has no value; write --{name} alone")),
        (FlagValue::Switch, Some(value))
            if !["true", "false"].contains(&value.to_ascii_lowercase().as_str()) =>
        {
            Some(format!("--{name} is a switch; write --{name}=true or --{name}=false"))
        }
        (FlagValue::Switch, _) | (_, Some(_)) => None,
        (FlagValue::Text | FlagValue::Texts, None) => {
            Some(format!("--{name} lacks its value; write --{name}=…"))
        }
    }
}
