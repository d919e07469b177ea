//! What holds at the seams between units, and the lightest wrapper that makes each seam right.

use syntax::shell::Shape;

use super::hazards;
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

/// Refuses where two neighbours cannot share a shell, whatever is put around them.
pub(super) fn check_pairs(units: &[Unit<'_>]) -> Result<(), Refusal> {
    let bytes: usize = units.iter().map(|unit| usize::from(unit.body.len())).sum();
    if bytes > MAX_SCRIPT_BYTES {
        return Err(Refusal::TooLong);
    }
    units.windows(2).try_for_each(|pair| check_pair(&pair[0], &pair[1]))
}

/// Refuses where `later` cannot follow `earlier` in one shell.
pub(super) fn check_pair(earlier: &Unit<'_>, later: &Unit<'_>) -> Result<(), Refusal> {
    if earlier.info.shell != later.info.shell {
        return Err(Refusal::DifferentShells);
    }
    check_flags(earlier, later)?;
    hazards::check_before_another(earlier)
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

/// The wrapper of each unit. Pairs were checked before.
pub(super) fn wrappers(units: &[Unit<'_>]) -> Vec<Wrapper> {
    let stale = programs::stale_lookups(units);
    units
        .iter()
        .enumerate()
        .map(|(at, unit)| wrapper(unit, at == 0, at + 1 == units.len(), stale[at]))
        .collect()
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
