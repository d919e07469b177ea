//! What holds at the seams between units, and the lightest wrapper that makes each seam right.

use syntax::shell::Shape;

use super::errexit;
use super::hazards;
use super::leaks;
use super::programs;
use super::refusal::Refusal;
use super::unit::{MAX_SCRIPT_BYTES, Unit};

/// What is put around a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapper {
    None,
    /// `{ …; }`
    Group,
    /// `( … )`
    Subshell,
}

/// What joins the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// `&&`
    And,
    /// `;` under a `set -e` that stops where `&&` would.
    Sequence,
}

/// Which joints are right between all units of a growing group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joints {
    and: bool,
    sequence: bool,
}

impl Joints {
    pub fn of(first: &Unit<'_>) -> Self {
        Self { and: true, sequence: first.is_alike_under_errexit }
    }

    /// After `later` follows `earlier`, the last so far.
    pub fn followed(self, earlier: &Unit<'_>, later: &Unit<'_>) -> Self {
        Self {
            and: self.and && !earlier.depends_on_errexit,
            sequence: self.sequence && later.is_alike_under_errexit,
        }
    }

    /// The lighter of those that are right.
    pub fn lightest(self) -> Result<Joint, Refusal> {
        match self {
            Self { and: true, .. } => Ok(Joint::And),
            Self { sequence: true, .. } => Ok(Joint::Sequence),
            _ => Err(Refusal::ErrorExit),
        }
    }
}

/// How units are put together.
pub(super) struct Seams {
    pub joint: Joint,
    /// One for each unit.
    pub wrappers: Vec<Wrapper>,
    /// A sequence that does not begin with `set -e` needs one in front.
    pub needs_errexit: bool,
}

impl Seams {
    /// Refuses where the units cannot share a shell, whatever is put around them.
    pub fn of(units: &[Unit<'_>]) -> Result<Self, Refusal> {
        let joint = joint_of_all(units)?;
        let wrappers = wrappers(units, joint);
        let is_bare = wrappers.first() == Some(&Wrapper::None);
        let has_errexit =
            |unit: &Unit<'_>| unit.info.shell.has_errexit() || is_bare && errexit::begins_with_errexit(unit);
        let needs_errexit = joint == Joint::Sequence && !units.first().is_some_and(has_errexit);
        Ok(Self { joint, wrappers, needs_errexit })
    }

    /// Nothing but `&&` is needed.
    pub fn are_plain(&self) -> bool {
        self.joint == Joint::And && self.wrappers.iter().all(|wrapper| *wrapper == Wrapper::None)
    }
}

fn joint_of_all(units: &[Unit<'_>]) -> Result<Joint, Refusal> {
    check_length(units.iter())?;
    let [first, _, ..] = units else { return Err(Refusal::NothingToMerge) };
    let mut joints = Joints::of(first);
    for pair in units.windows(2) {
        check_pair(&pair[0], &pair[1])?;
        joints = joints.followed(&pair[0], &pair[1]);
    }
    joints.lightest()
}

/// Refuses where `later` cannot follow `earlier` in one shell.
pub(super) fn check_pair(earlier: &Unit<'_>, later: &Unit<'_>) -> Result<(), Refusal> {
    if earlier.info.shell != later.info.shell {
        return Err(Refusal::DifferentShells);
    }
    check_flags(earlier, later)?;
    hazards::check_before_another(earlier)
}

pub(super) fn check_length<'u>(units: impl Iterator<Item = &'u Unit<'u>>) -> Result<(), Refusal> {
    let bytes: usize = units.map(|unit| usize::from(unit.body.len())).sum();
    if bytes > MAX_SCRIPT_BYTES { Err(Refusal::TooLong) } else { Ok(()) }
}

fn check_flags(earlier: &Unit<'_>, later: &Unit<'_>) -> Result<(), Refusal> {
    let (flags, others) = (earlier.info.syntax.flags(), later.info.syntax.flags());
    let texts =
        |flags: &[syntax::ast::Flag<'_>]| flags.iter().map(|flag| flag.text().to_owned()).collect::<Vec<_>>();
    if texts(&flags) != texts(&others) {
        return Err(Refusal::DifferentFlags);
    }
    for mount in flags.iter().filter(|flag| flag.is_mount()) {
        let kind = mount
            .mount_option(&["type"])
            .and_then(|option| option.value)
            .map_or("bind", |value| value.text());
        let is_writable = mount.mount_option(&["rw", "readwrite"]).is_some();
        if !matches!(kind, "bind" | "cache" | "secret" | "ssh") || (kind == "bind" && is_writable) {
            return Err(Refusal::TransientMount(kind.to_owned()));
        }
    }
    Ok(())
}

fn wrappers(units: &[Unit<'_>], joint: Joint) -> Vec<Wrapper> {
    let stale = programs::stale_lookups(units);
    let last = units.len().saturating_sub(1);
    let wrapper = |(at, unit): (usize, &Unit<'_>)| match joint {
        Joint::And => in_list(unit, at == 0, at == last, stale[at]),
        Joint::Sequence => in_sequence(unit, &units[at + 1..], stale[at]),
    };
    units.iter().enumerate().map(wrapper).collect()
}

fn in_list(unit: &Unit<'_>, is_first: bool, is_last: bool, has_stale_lookup: bool) -> Wrapper {
    if !is_last && (unit.leaks || has_stale_lookup) {
        return Wrapper::Subshell;
    }
    // `a || b && c` and `a; b && c` are read from the left: the first unit needs nothing.
    match unit.structure().shape {
        _ if is_first => Wrapper::None,
        Shape::Chain => Wrapper::None,
        Shape::Alternatives => Wrapper::Subshell,
        Shape::Sequence => Wrapper::Group,
    }
}

/// A failing subshell stops the sequence, whatever failed in it; a list stops it at its last command
/// alone.
fn in_sequence(unit: &Unit<'_>, later: &[Unit<'_>], has_stale_lookup: bool) -> Wrapper {
    let is_held_back = has_stale_lookup
        || !unit.structure().ends_with_single
        || leaks::leaks_besides_options(unit.script)
        || !later.iter().all(|later| errexit::options_are_harmless(unit, later));
    if !later.is_empty() && is_held_back { Wrapper::Subshell } else { Wrapper::None }
}
