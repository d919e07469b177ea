//! ## What it does
//! Finds `--interval`, `--timeout`, `--start-period` and `--start-interval` that are no duration such
//! as `30s` or `1m30s`, and `--retries` that is no number.
//!
//! ## Why it matters
//! BuildKit refuses the file: `missing unit in duration`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! HEALTHCHECK --interval=30 CMD true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! HEALTHCHECK --interval=30s CMD true
//! ```
//!
//! ## Fix
//! Safe: a plain number becomes seconds.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "healthcheck-duration",
    name: "Time of HEALTHCHECK that BuildKit refuses",
    summary: "A time of HEALTHCHECK has no unit, or is no time at all.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Healthcheck], check);

/// Units of a duration, with what they are in nanoseconds; longer names first.
const UNITS: [(&str, f64); 8] =
    [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12)];

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.syntax.healthcheck_type().is_none_or(|kind| kind.text.eq_ignore_ascii_case("none")) {
        return;
    }
    for flag in info.syntax.flags() {
        let (Some(name), Some(value)) = (flag.name, flag.value) else { continue };
        let text = value.text().trim_matches(['"', '\'']);
        let problem = match name.text {
            "retries" => (!text.is_empty() && text.parse::<u32>().is_err())
                .then(|| format!("{text:?} is no number of tries; write one such as 3")),
            "interval" | "timeout" | "start-period" | "start-interval" => duration_problem(text),
            _ => None,
        };
        let Some(problem) = problem else { continue };
        let is_number = name.text != "retries" && text.parse::<u32>().is_ok();
        let fix = is_number.then(|| {
            let edit = TextEdit::replace(value.range(), format!("{text}s"));
            Fix::single(format!("Change to {text}s"), Applicability::Safe, edit)
        });
        findings
            .push(Finding::new(&META, value.range(), problem).with_severity(refusal(info)).with_fixes(fix));
    }
}

fn duration_problem(text: &str) -> Option<String> {
    match nanoseconds(text) {
        _ if text.is_empty() => None,
        None => Some(format!("{text:?} is no duration; write a number with a unit, such as 30s")),
        Some(length) if length != 0.0 && length < 1e6 => {
            Some(format!("{text} is shorter than a millisecond; write 1ms or more"))
        }
        Some(_) => None,
    }
}

/// Go's durations: `1h2m3.5s`, with a sign, or a bare zero.
fn nanoseconds(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return Some(0.0);
    }
    let (mut rest, mut total) = (unsigned, 0.0);
    while !rest.is_empty() {
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|&length| length > 0)?;
        let number: f64 = rest[..length].parse().ok()?;
        rest = &rest[length..];
        let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        total += number * UNITS.iter().find(|(name, _)| *name == &rest[..unit])?.1;
        rest = &rest[unit..];
    }
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    (!unsigned.is_empty()).then_some(total * sign)
}

#[cfg(test)]
mod tests {
    use super::duration_problem;

    #[test]
    fn durations_are_those_of_go() {
        for good in ["", "0", "30s", "1m30s", "1.5h", "100ms", ".5s", "+5s", "0s"] {
            assert_eq!(duration_problem(good), None, "{good}");
        }
        for bad in ["30", "s", "1 s", "5sec", "1d", "1us", "-5s", "."] {
            assert!(duration_problem(bad).is_some(), "{bad}");
        }
    }
}
