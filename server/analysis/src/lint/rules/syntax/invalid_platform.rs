//! ## What it does
//! Finds `FROM --platform=` with a value that is empty or no platform.
//!
//! ## Why it matters
//! BuildKit refuses the file: `failed to parse platform`.
//!
//! ## Example
//! ```dockerfile
//! FROM --platform=x86 alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! FROM --platform=linux/amd64 alpine:3.20
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-platform",
    name: "Platform that BuildKit refuses",
    summary: "--platform of FROM is empty or not OS/ARCHITECTURE.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

/// Systems and architectures that may stand alone.
const KNOWN: [&str; 34] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
    "386",
    "amd64",
    "arm",
    "arm64",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mipsle",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390x",
    "wasm",
    "x86_64",
    "aarch64",
];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(value) = info.syntax.flag("platform").and_then(|flag| flag.value) else { return };
    let expanded = analysis.model.expand(value, info);
    if expanded.unset.iter().any(|name| analysis.model.binding(name, info).is_some()) {
        return;
    }
    let text = expanded.text;
    if !is_platform(&text) {
        let message = format!("{text:?} is no platform; write one such as linux/amd64");
        findings.push(Finding::new(&META, value.range(), message));
    }
}

fn is_platform(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let is_word = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'(' | b')' | b'+'))
    };
    let is_known = parts.len() > 1 || KNOWN.contains(&text.to_ascii_lowercase().as_str());
    is_known && parts.len() <= 3 && parts.iter().all(is_word)
}
