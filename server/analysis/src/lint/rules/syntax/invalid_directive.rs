//! ## What it does
//! Finds directives that stand twice, `# escape=` with another character than a backslash or a
//! backtick, and `# check=` with an unknown option.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! # escape=/
//! FROM alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! # escape=`
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! None.

use syntax::ast::{Directive, directives};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "invalid-directive",
    name: "Parser directive that BuildKit refuses",
    summary: "A directive at the top of the file stands twice or has a value that it cannot have.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let all = directives(analysis.source);
    for (at, directive) in all.iter().enumerate() {
        let name = directive.name.text.to_ascii_lowercase();
        let value = directive.value.text.trim();
        let is_same = |other: &Directive<'_>| other.name.text.eq_ignore_ascii_case(&name);
        if all[..at].iter().any(is_same) {
            let message = format!("{name} stands twice; keep one of them");
            findings.push(Finding::new(&META, directive.range, message));
            continue;
        }
        let message = match name.as_str() {
            "escape" if !matches!(value, "\\" | "`") => {
                format!("{value} cannot be the escape character; write \\ or `")
            }
            "check" => match check_problem(value) {
                Some(problem) => problem,
                None => continue,
            },
            _ => continue,
        };
        findings.push(Finding::new(&META, directive.value.range, message));
    }
}

/// The first option that BuildKit does not know. What follows a blank is not read.
fn check_problem(value: &str) -> Option<String> {
    let value = value.split(' ').next().unwrap_or(value);
    value.splitn(3, ';').find_map(|option| {
        match option.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("skip" | "experimental", _)) => None,
            Some((
                "error",
                "true" | "false" | "1" | "0" | "t" | "f" | "T" | "F" | "TRUE" | "FALSE" | "True" | "False",
            )) => None,
            Some(("error", other)) => Some(format!("error={other} is no choice; write error=true")),
            _ => Some(format!("{option} is no check option; write skip=…, error=true or experimental=…")),
        }
    })
}
