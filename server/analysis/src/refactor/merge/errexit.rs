//! `set -e`: which scripts stop by it, and which do the same with or without it.

use syntax::shell::{Command, Redirect, Script, Shape};

use super::leaks;
use super::unit::Unit;

/// It does the same when `set -e` is in force before its first command: it sets it itself at first,
/// or is one list of simple commands, in which `set -e` stops nothing that would have gone on.
pub(super) fn is_alike(script: &Script) -> bool {
    let sets_it_first = leaks::first_options(script).is_some_and(|options| sets_errexit(&options));
    let is_list = script.structure.shape != Shape::Sequence
        && is_simple(script)
        && !leaks::may_set_options(script)
        && !reads_options(script);
    sets_it_first || is_list
}

/// Simple commands and pipelines of them, joined by `&&` alone: `set -e` can stop none of them without
/// failing the whole.
pub(super) fn is_and_list(script: &Script) -> bool {
    script.structure.shape == Shape::Chain && script.structure.has_only_simple_commands
}

/// The script itself puts `set -e` in force, before anything else.
pub(super) fn begins_with_errexit(unit: &Unit<'_>) -> bool {
    leaks::options_set_first(unit.script).is_some_and(|options| sets_errexit(&options))
}

/// The options that `earlier` sets at first make no difference to `later`.
pub(super) fn options_are_harmless(earlier: &Unit<'_>, later: &Unit<'_>) -> bool {
    let Some(options) = leaks::options_set_first(earlier.script) else { return true };
    if Some(&options) == leaks::options_set_first(later.script).as_ref() {
        return true;
    }
    letters(&options).is_some_and(|letters| letters.chars().all(|letter| is_harmless(letter, later.script)))
}

/// `-e` stops `later` alike, which was asked before; `-x` writes to standard error alone; `-u` fails
/// on variables that are not set.
fn is_harmless(option: char, later: &Script) -> bool {
    match option {
        _ if reads_options(later) => false,
        'e' => true,
        'x' => is_simple(later) && !later.commands.iter().any(redirects_errors),
        'u' => is_simple(later) && later.structure.variables.is_empty(),
        _ => false,
    }
}

/// The letters of `-eux`. `None` where there is more than one cluster of them.
fn letters<'s>(options: &[&'s str]) -> Option<&'s str> {
    match options {
        [cluster] => cluster.strip_prefix('-'),
        _ => None,
    }
}

/// `-e` alone or in a cluster, or `-o errexit`.
fn sets_errexit(options: &[&str]) -> bool {
    let in_cluster = |option: &&str| option.strip_prefix('-').is_some_and(|letters| letters.contains('e'));
    options.first().is_some_and(in_cluster) || options.starts_with(&["-o", "errexit"])
}

/// Nothing is enclosed in anything, and nothing substituted.
fn is_simple(script: &Script) -> bool {
    script.structure.has_only_simple_commands
        && script.commands.iter().all(|command| {
            !(command.nesting.substitution || command.nesting.subshell || command.nesting.background)
        })
}

fn reads_options(script: &Script) -> bool {
    script.structure.variables.iter().any(|name| matches!(name.as_str(), "-" | "SHELLOPTS" | "BASHOPTS"))
}

/// Where standard error goes elsewhere, the trace of `-x` may go along.
fn redirects_errors(command: &Command) -> bool {
    let is_plain = |redirect: &Redirect| {
        redirect.descriptor.is_none() && matches!(redirect.operator.as_str(), ">" | ">>" | "<")
    };
    command.pipeline.is_some() || !command.redirects.iter().all(is_plain)
}
