//! Facts about shell commands: what a package manager is asked to do, what is cleaned up.

use syntax::shell::{Command, Invocation, ShellWord};

/// The command runs this program with this subcommand.
pub fn runs(command: &Command, programs: &[&str], subcommands: &[&str]) -> bool {
    command.invocation().is_some_and(|found| invokes(&found, programs, subcommands))
}

/// The same for an invocation.
pub fn invokes(found: &Invocation<'_>, programs: &[&str], subcommands: &[&str]) -> bool {
    programs.contains(&found.program)
        && found.subcommand().is_some_and(|word| subcommands.contains(&word.value.as_str()))
}

/// A word that names what a package manager installs: no option, no expansion, no file.
pub fn is_package_name(word: &ShellWord) -> bool {
    word.is_literal && !word.value.starts_with('-') && !word.value.contains('/')
}

/// The command removes something below a path: `rm -rf /var/lib/apt/lists/*`, `find … -delete`.
pub fn removes(command: &Command, path: &str) -> bool {
    let Some(found) = command.invocation() else { return false };
    let names_path = found.args.iter().any(|word| covers(&word.value, path));
    let deletes = match found.program {
        "rm" | "unlink" => true,
        "find" => found.args.iter().any(|word| matches!(word.value.as_str(), "-delete" | "-exec")),
        _ => false,
    };
    deletes && names_path
}

/// `/var/lib/apt/lists/*`, `/var/lib/apt/lists/` and `/var/lib/apt` all cover `/var/lib/apt/lists`.
fn covers(word: &str, path: &str) -> bool {
    let stem = word.trim_end_matches(['*', '/']);
    stem == path
        || path.strip_prefix(stem).is_some_and(|rest| rest.starts_with('/') && stem.matches('/').count() > 1)
        // `/var/lib/{apt,dpkg,cache,log}` names it too.
        || word.split_once('{').is_some_and(|(before, rest)| {
            let choices = rest.split('}').next().unwrap_or_default().split(',');
            choices.into_iter().any(|choice| path.starts_with(&format!("{before}{choice}")) && before.len() > 1)
        })
}
