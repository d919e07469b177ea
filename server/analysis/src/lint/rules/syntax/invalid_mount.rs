//! ## What it does
//! Finds mounts with an unknown type, an unknown option, an option that the type does not take, or a
//! value that is none.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN --mount=type=cahce,target=/var/cache/apk apk add curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN --mount=type=cache,target=/var/cache/apk apk add curl
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is. Offered where a known word is spelled nearly so.

use syntax::ast::{MountOption, Word};
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "invalid-mount",
    name: "Mount that BuildKit refuses",
    summary: "A --mount has an unknown type or option, or a value that does not fit.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

const TYPES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];
const SHARING: [&str; 3] = ["shared", "private", "locked"];
const SWITCHES: [&str; 5] = ["readonly", "ro", "readwrite", "rw", "required"];
const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "env",
];

/// What is wrong with an option: the place, the message and the word that was meant.
type Problem<'s> = (Word<'s>, String, Option<&'static str>);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for mount in info.syntax.mounts() {
        let options = mount.mount_options();
        let kind = type_of(&options);
        let problem = options.iter().enumerate().find_map(|(at, option)| {
            // `required` and `size` look at the type that stands before them.
            let before = type_of(&options[..at]);
            problem(option, if has_key(option, &["required", "size"]) { &before } else { &kind })
        });
        if let Some((word, message, meant)) = problem {
            let fix = meant.map(|meant| {
                Fix::single(
                    format!("Change to {meant}"),
                    Applicability::Safe,
                    TextEdit::replace(word.range(), meant),
                )
            });
            let finding = Finding::new(&META, word.range(), message).with_severity(refusal(info));
            findings.push(finding.with_fixes(fix));
        } else if options.is_empty() && mount.raw_value().is_some() {
            let message = "the mount is empty; write its type and target";
            findings.push(Finding::new(&META, mount.range(), message).with_severity(refusal(info)));
        } else if let Some(message) = combination(&options, &kind) {
            findings.push(Finding::new(&META, mount.range(), message).with_severity(refusal(info)));
        }
    }
}

fn type_of(options: &[MountOption<'_>]) -> String {
    value_of(options, &["type"]).map_or("bind".to_owned(), |value| value.to_ascii_lowercase())
}

fn value_of<'s>(options: &[MountOption<'s>], keys: &[&str]) -> Option<&'s str> {
    options.iter().rev().find(|option| has_key(option, keys)).and_then(|option| option.value).map(Word::text)
}

fn has_key(option: &MountOption<'_>, keys: &[&str]) -> bool {
    option.key.is_some_and(|key| keys.iter().any(|known| key.text().eq_ignore_ascii_case(known)))
}

fn problem<'s>(option: &MountOption<'s>, kind: &str) -> Option<Problem<'s>> {
    let key_word = option.key?;
    let key = key_word.text().trim_matches('"').to_ascii_lowercase();
    if !KEYS.contains(&key.as_str()) {
        let meant = nearest(&key, KEYS);
        let message = match meant {
            Some(meant) => format!("mounts have no option {key}; did you mean {meant}?"),
            None => format!("mounts have no option {key}; remove it"),
        };
        return Some((key_word, message, meant));
    }
    if key == "required" && option.value.is_none() && !matches!(kind, "secret" | "ssh") {
        return Some((key_word, format!("required does not go with type={kind}; remove it"), None));
    }
    let Some(value_word) = option.value else {
        return (!SWITCHES.contains(&key.as_str()))
            .then(|| (key_word, format!("{key} lacks its value; write {key}=…"), None));
    };
    let value = value_word.text().trim_matches('"');
    if value.contains('$') {
        return None;
    }
    let (message, meant) = value_problem(&key, value, kind)?;
    Some((value_word, message, meant))
}

fn value_problem(key: &str, value: &str, kind: &str) -> Option<(String, Option<&'static str>)> {
    let one_of = |known: &'static [&'static str], what: &str| {
        let lower = value.to_ascii_lowercase();
        (!known.contains(&lower.as_str())).then(|| {
            let meant = nearest(&lower, known.iter().copied());
            (format!("{value} is no {what}; write {}", known.join(", ")), meant)
        })
    };
    let only = |kinds: &[&str]| {
        (!kinds.contains(&kind)).then(|| (format!("{key} does not go with type={kind}; remove it"), None))
    };
    let bad =
        |is_bad: bool, wanted: &str| is_bad.then(|| (format!("{value} is no {key}; write {wanted}"), None));
    match key {
        "type" => one_of(&TYPES, "mount type"),
        "sharing" => one_of(&SHARING, "sharing mode").or_else(|| only(&["cache"])),
        "readonly" | "ro" | "readwrite" | "rw" => bad(!is_bool(value), "true or false"),
        "required" => only(&["secret", "ssh"]).or_else(|| bad(!is_bool(value), "true or false")),
        "size" => only(&["tmpfs"]).or_else(|| bad(!is_size(value), "a size such as 64m")),
        "mode" => only(&["secret", "ssh", "cache"])
            .or_else(|| bad(u32::from_str_radix(value, 8).is_err(), "an octal mode such as 0400")),
        "uid" | "gid" => {
            only(&["secret", "ssh", "cache"]).or_else(|| bad(value.parse::<u32>().is_err(), "a number"))
        }
        "target" | "dst" | "destination" if !matches!(kind, "secret" | "ssh") => {
            bad(value == "/", "a folder below the root")
        }
        _ => None,
    }
}

fn is_bool(value: &str) -> bool {
    matches!(
        value,
        "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
    )
}

/// `64m`, `1.5 GB`, `1000`.
fn is_size(value: &str) -> bool {
    let number = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let unit = value[number..].trim_start().to_ascii_lowercase();
    let unit = unit.strip_suffix('b').unwrap_or(&unit);
    let unit = unit.strip_suffix('i').unwrap_or(unit);
    value[..number].parse::<f64>().is_ok() && (unit.is_empty() || "kmgtp".contains(unit) && unit.len() == 1)
}

/// What is wrong with a secret as a whole.
fn combination(options: &[MountOption<'_>], kind: &str) -> Option<String> {
    let has = |keys: &[&str]| value_of(options, keys).is_some_and(|value| !value.is_empty());
    if kind != "secret" {
        return None;
    }
    let (source, target) = (has(&["source", "src"]), has(&["target", "dst", "destination"]));
    if has(&["from"]) {
        return Some("a secret comes from the build, not from a stage; remove from".to_owned());
    }
    if !source && !target && !has(&["id"]) {
        return Some("the secret has no name; write id=…".to_owned());
    }
    (source && has(&["id"])).then(|| "id and source name the secret twice; keep id".to_owned())
}
