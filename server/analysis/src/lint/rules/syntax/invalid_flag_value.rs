//! ## What it does
//! Finds values of `--network`, `--security`, `--chmod` and `--checksum` that BuildKit does not take.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN --network=bridge true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN --network=host true
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::support::copy::{copy_paths, is_git, is_remote, is_url};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-flag-value",
    name: "Flag with a value that BuildKit refuses",
    summary: "--network, --security, --chmod or --checksum has a value that BuildKit refuses.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check =
    Check::Instruction(&[InstructionKind::Run, InstructionKind::Copy, InstructionKind::Add], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for flag in info.syntax.flags() {
        let (Some(name), Some(value)) = (flag.name, flag.value) else { continue };
        let text = analysis.model.expand(value, info);
        if !text.unset.is_empty() {
            continue;
        }
        if let Some(problem) = problem(analysis, info, name.text, &text.text) {
            let finding = Finding::new(&META, value.range(), problem);
            findings.push(finding.with_severity(refusal(info)));
        }
    }
}

fn problem(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, name: &str, value: &str) -> Option<String> {
    let one_of = |known: &[&str]| {
        (!known.contains(&value)).then(|| format!("{value} is no {name} mode; write {}", known.join(" or ")))
    };
    match (info.kind(), name) {
        (InstructionKind::Run, "network") => one_of(&["default", "none", "host"]),
        (InstructionKind::Run, "security") => one_of(&["sandbox", "insecure"]),
        (InstructionKind::Copy | InstructionKind::Add, "chmod") if !value.is_empty() => {
            (!is_mode(value)).then(|| format!("{value} is no file mode; write one such as 755 or u+x"))
        }
        (InstructionKind::Add, "checksum") => {
            let sources = copy_paths(&analysis.model, info).sources;
            let fits =
                matches!(sources.as_slice(), [only] if is_remote(&only.text) || only.text.contains('$'));
            let is_url = sources.iter().all(|source| is_url(&source.text) && !is_git(&source.text));
            match fits {
                false => Some("--checksum works for one source from HTTP or Git; remove it".to_owned()),
                true if is_url && !is_digest(value) => {
                    Some(format!("{value} is no digest; write sha256: and 64 hexadecimal digits"))
                }
                true => None,
            }
        }
        _ => None,
    }
}

/// As BuildKit wants it: the algorithms that Go's library registers.
fn is_digest(text: &str) -> bool {
    let length = |name: &str| match name {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    text.split_once(':').is_some_and(|(name, hex)| {
        length(name) == Some(hex.len())
            && hex.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
    })
}

/// Octal up to 7777, or symbolic: `u+x,go-w`.
fn is_mode(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    text.split(',').all(|clause| {
        let rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        let operators = ['+', '-', '='];
        rest.starts_with(operators) && rest.chars().all(|c| operators.contains(&c) || "rwxXstugo".contains(c))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn modes_are_octal_or_symbolic() {
        for mode in ["755", "0644", "7777", "u+x", "go-w,a+r", "+x", "a=rX"] {
            assert!(super::is_mode(mode), "{mode}");
        }
        for mode in ["888", "10000", "rwx", "u+q", "x"] {
            assert!(!super::is_mode(mode), "{mode}");
        }
    }
}
