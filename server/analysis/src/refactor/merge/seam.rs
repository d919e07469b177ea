//! What holds at the seams between units, and the lightest wrapper that makes each seam right.

use syntax::shell::Shape;

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

/// What joins two neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// `&&`
    And,
    /// `;` between scripts that both run under `set -e`, which stops them as it did apart.
    Sequence,
}

/// Refuses where the units cannot share a shell, whatever is put around them.
pub(super) fn joint_of_all(units: &[Unit<'_>]) -> Result<Joint, Refusal> {
    check_length(units.iter())?;
    let mut joint = None;
    for pair in units.windows(2) {
        let next = joint_of(&pair[0], &pair[1])?;
        if *joint.get_or_insert(next) != next {
            return Err(Refusal::ErrorExit);
        }
    }
    joint.ok_or(Refusal::NothingToMerge)
}

/// Refuses where `later` cannot follow `earlier` in one shell.
pub(super) fn joint_of(earlier: &Unit<'_>, later: &Unit<'_>) -> Result<Joint, Refusal> {
    if earlier.info.shell != later.info.shell {
        return Err(Refusal::DifferentShells);
    }
    check_flags(earlier, later)?;
    hazards::check_before_another(earlier)?;
    match earlier.depends_on_errexit {
        false => Ok(Joint::And),
        true if stop_alike(earlier, later) => Ok(Joint::Sequence),
        true => Err(Refusal::ErrorExit),
    }
}

pub(super) fn check_length<'u>(units: impl Iterator<Item = &'u Unit<'u>>) -> Result<(), Refusal> {
    let bytes: usize = units.map(|unit| usize::from(unit.body.len())).sum();
    if bytes > MAX_SCRIPT_BYTES { Err(Refusal::TooLong) } else { Ok(()) }
}

/// Both set the same options first and leave nothing else behind, and the earlier one ends with a
/// command at which errexit stops.
fn stop_alike(earlier: &Unit<'_>, later: &Unit<'_>) -> bool {
    let options = leaks::options_set_first(earlier.script);
    let stops = options.as_ref().is_some_and(|options| sets_errexit(options));
    stops
        && earlier.structure().ends_with_single
        && earlier.structure().shape == Shape::Sequence
        && options == leaks::options_set_first(later.script)
        && !leaks::leaks_besides_options(earlier.script)
}

/// `-e` alone or in a cluster, or `-o errexit`.
fn sets_errexit(options: &[&str]) -> bool {
    let in_cluster = |option: &&str| option.strip_prefix('-').is_some_and(|letters| letters.contains('e'));
    options.first().is_some_and(in_cluster) || options.starts_with(&["-o", "errexit"])
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

/// The wrapper of each unit. Seams were checked before.
pub(super) fn wrappers(units: &[Unit<'_>], joint: Joint) -> Result<Vec<Wrapper>, Refusal> {
    let stale = programs::stale_lookups(units);
    if joint == Joint::Sequence {
        // In a sequence no unit can be put into a subshell: it would stop itself alone.
        let none_is_stale = !stale.contains(&true);
        return if none_is_stale { Ok(vec![Wrapper::None; units.len()]) } else { Err(Refusal::ErrorExit) };
    }
    let last = units.len().saturating_sub(1);
    Ok(units.iter().enumerate().map(|(at, unit)| wrapper(unit, at == 0, at == last, stale[at])).collect())
}

fn wrapper(unit: &Unit<'_>, is_first: bool, is_last: bool, has_stale_lookup: bool) -> Wrapper {
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
