//! ## What it does
//! Finds STOPSIGNAL with a word that is neither a number nor a signal of Linux.
//!
//! ## Why it matters
//! BuildKit refuses the file: `invalid signal`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! STOPSIGNAL SIGTREM
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! STOPSIGNAL SIGTERM
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is. Offered where a signal is spelled nearly so.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::{refusal, rest, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "invalid-stop-signal",
    name: "Stop signal that does not exist",
    summary: "STOPSIGNAL names no signal.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Stopsignal], check);

const SIGNALS: [&str; 37] = [
    "SIGABRT",
    "SIGALRM",
    "SIGBUS",
    "SIGCHLD",
    "SIGCLD",
    "SIGCONT",
    "SIGFPE",
    "SIGHUP",
    "SIGILL",
    "SIGINT",
    "SIGIO",
    "SIGIOT",
    "SIGKILL",
    "SIGPIPE",
    "SIGPOLL",
    "SIGPROF",
    "SIGPWR",
    "SIGQUIT",
    "SIGSEGV",
    "SIGSTKFLT",
    "SIGSTOP",
    "SIGSYS",
    "SIGTERM",
    "SIGTRAP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGUSR1",
    "SIGUSR2",
    "SIGVTALRM",
    "SIGWINCH",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGRTMIN",
    "SIGRTMAX",
    "SIGUNUSED",
];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let escape = analysis.model.escape;
    let template = syntax::expansion::parse(rest(info, escape).text(), escape);
    let value = |name: &str| analysis.model.binding(name, info).and_then(|binding| binding.value);
    let expanded = syntax::expansion::expand(&template, &value);
    let text = expanded.text.trim();
    if text.is_empty() || !expanded.unset.is_empty() || is_signal(text) {
        return;
    }
    let upper = text.to_ascii_uppercase();
    let wanted = if upper.starts_with("SIG") { upper } else { format!("SIG{upper}") };
    let similar = nearest(&wanted, SIGNALS);
    let message = match similar {
        Some(similar) => format!("{text} is no signal; did you mean {similar}?"),
        None => format!("{text} is no signal; write one such as SIGTERM or a number"),
    };
    let range = rest_range(info);
    let fix = similar.map(|similar| {
        Fix::single(format!("Change to {similar}"), Applicability::Safe, TextEdit::replace(range, similar))
    });
    findings.push(Finding::new(&META, range, message).with_severity(refusal(info)).with_fixes(fix));
}

fn is_signal(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let is_real_time = |prefix: &str, limit: u8| {
        name.strip_prefix(prefix)
            .and_then(|rest| rest.parse::<u8>().ok())
            .is_some_and(|offset| (1..=limit).contains(&offset))
    };
    SIGNALS.iter().any(|known| &known[3..] == name && *known != "SIGUNUSED")
        || is_real_time("RTMIN+", 15)
        || is_real_time("RTMAX-", 14)
}
