//! The flags that each instruction takes.

use syntax::InstructionKind;

use crate::model::InstructionInfo;

/// What a flag wants after its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagValue {
    /// `true`, `false` or nothing.
    Switch,
    Text,
    /// Text, and the flag may be repeated.
    Texts,
}

type FlagTable = &'static [(&'static str, FlagValue)];

const FROM: FlagTable = &[("platform", FlagValue::Text)];

const RUN: FlagTable = &[
    ("mount", FlagValue::Texts),
    ("network", FlagValue::Text),
    ("security", FlagValue::Text),
    ("device", FlagValue::Texts),
];

const COPY: FlagTable = &[
    ("from", FlagValue::Text),
    ("chown", FlagValue::Text),
    ("chmod", FlagValue::Text),
    ("link", FlagValue::Switch),
    ("parents", FlagValue::Switch),
    ("exclude", FlagValue::Texts),
];

const ADD: FlagTable = &[
    ("chown", FlagValue::Text),
    ("chmod", FlagValue::Text),
    ("link", FlagValue::Switch),
    ("checksum", FlagValue::Text),
    ("keep-git-dir", FlagValue::Switch),
    ("unpack", FlagValue::Switch),
    ("exclude", FlagValue::Texts),
];

const HEALTHCHECK: FlagTable = &[
    ("interval", FlagValue::Text),
    ("timeout", FlagValue::Text),
    ("start-period", FlagValue::Text),
    ("start-interval", FlagValue::Text),
    ("retries", FlagValue::Text),
];

/// Flags of an instruction. `None` where BuildKit does not look at them: ARG, STOPSIGNAL,
/// HEALTHCHECK NONE and what it does not know.
pub fn flag_table(info: &InstructionInfo<'_>) -> Option<FlagTable> {
    match info.kind() {
        InstructionKind::From => Some(FROM),
        InstructionKind::Run => Some(RUN),
        InstructionKind::Copy => Some(COPY),
        InstructionKind::Add => Some(ADD),
        InstructionKind::Healthcheck => {
            let kind = info.syntax.healthcheck_type();
            kind.is_none_or(|kind| !kind.text.eq_ignore_ascii_case("none")).then_some(HEALTHCHECK)
        }
        InstructionKind::Arg | InstructionKind::Stopsignal | InstructionKind::Unknown => None,
        _ => Some(&[]),
    }
}

/// The value that a flag of this name takes.
pub fn flag_value(table: FlagTable, name: &str) -> Option<FlagValue> {
    table.iter().find(|(known, _)| *known == name).map(|&(_, value)| value)
}
