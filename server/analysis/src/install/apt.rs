//! `apt-get install`.

use syntax::LocalRange;
use syntax::shell::Invocation;

use super::arguments::{Argument, split};

/// One `apt-get install` (or `apt install`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AptInstall {
    pub requests: Vec<AptRequest>,
    /// Some request is not spelled out: it comes from a variable, a substitution or a file.
    pub has_unknown_requests: bool,
    /// Recommended packages come too, unless the image's configuration says otherwise.
    pub with_recommends: bool,
    pub assumes_yes: bool,
}

/// What is asked for on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AptRequest {
    /// Without version, release and architecture.
    pub name: String,
    /// After `=`.
    pub version: Option<String>,
    /// After `/`.
    pub release: Option<String>,
    pub range: LocalRange,
}

const WITH_VALUE: [&str; 10] = [
    "-o",
    "--option",
    "-t",
    "--target-release",
    "--default-release",
    "-c",
    "--config-file",
    "-a",
    "--host-architecture",
    "--solver",
];

/// Reads an invocation of apt-get, apt or aptitude; `None` unless it installs.
pub fn apt_install(invocation: &Invocation<'_>) -> Option<AptInstall> {
    if !matches!(invocation.program, "apt-get" | "apt" | "aptitude") {
        return None;
    }
    let arguments = split(invocation.args, &WITH_VALUE);
    let mut operands = arguments.iter().filter_map(|argument| match argument {
        Argument::Operand(word) => Some(*word),
        Argument::Option { .. } => None,
    });
    if !operands.next().is_some_and(|word| matches!(word.value.as_str(), "install" | "reinstall")) {
        return None;
    }
    let mut install = AptInstall {
        requests: Vec::new(),
        has_unknown_requests: false,
        with_recommends: true,
        assumes_yes: false,
    };
    for word in operands {
        // A trailing `-` removes, a trailing `+` installs; `./x.deb` is a file of the image.
        match word.value.as_str() {
            value if !word.is_literal || value.contains(['*', '?', '[']) => {
                install.has_unknown_requests = true
            }
            value if value.starts_with(['.', '/']) || value.ends_with(".deb") => {
                install.has_unknown_requests = true
            }
            value if value.ends_with('-') => {}
            value => install.requests.push(request(value, word.range)),
        }
    }
    for argument in &arguments {
        let Argument::Option { name, value, .. } = argument else { continue };
        match (name.as_ref(), value.unwrap_or_default()) {
            ("--no-install-recommends", _) => install.with_recommends = false,
            ("--install-recommends", _) => install.with_recommends = true,
            ("-o" | "--option", setting) => apply_setting(setting, &mut install),
            ("-y" | "--yes" | "--assume-yes", _) => install.assumes_yes = true,
            ("-q" | "--quiet", "2") => install.assumes_yes = true,
            _ => {}
        }
    }
    // `-qq` implies `-y`.
    let is_quiet = |argument: &&Argument<'_>| matches!(argument, Argument::Option { name, .. } if matches!(name.as_ref(), "-q" | "--quiet"));
    install.assumes_yes |= arguments.iter().filter(is_quiet).count() >= 2;
    Some(install)
}

fn apply_setting(setting: &str, install: &mut AptInstall) {
    let Some((key, value)) = setting.split_once('=') else { return };
    let on = matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on");
    match key.to_ascii_lowercase().as_str() {
        "apt::install-recommends" => install.with_recommends = on,
        "apt::get::assume-yes" => install.assumes_yes = on,
        _ => {}
    }
}

fn request(text: &str, range: LocalRange) -> AptRequest {
    let (rest, version) = split_off(text.trim_end_matches('+'), '=', text.ends_with("++"), text);
    let (rest, release) = match rest.split_once('/') {
        Some((name, release)) => (name, Some(release.to_owned())),
        None => (rest, None),
    };
    let name = rest.split(':').next().unwrap_or(rest).to_owned();
    AptRequest { name, version, release, range }
}

/// Splits at the separator. `g++` keeps its plus signs: only a single final `+` is an operator.
fn split_off<'t>(
    trimmed: &'t str,
    separator: char,
    keeps_plus: bool,
    text: &'t str,
) -> (&'t str, Option<String>) {
    let text = if keeps_plus { text } else { trimmed };
    match text.split_once(separator) {
        Some((name, rest)) => (name, Some(rest.to_owned())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<AptInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        apt_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn requests_and_options_are_read() {
        let found = install("apt-get -o APT::Install-Recommends=0 install -qqy curl=7.1-2 git/bookworm libc6:i386 g++ vim- $X")
            .expect("it installs");
        let names: Vec<_> = found.requests.iter().map(|request| request.name.as_str()).collect();
        assert_eq!(names, ["curl", "git", "libc6", "g++"]);
        assert_eq!(found.requests[0].version.as_deref(), Some("7.1-2"));
        assert_eq!(found.requests[1].release.as_deref(), Some("bookworm"));
        assert!(found.has_unknown_requests && found.assumes_yes && !found.with_recommends);
    }

    #[test]
    fn other_commands_are_not_installs() {
        for text in ["apt-get update", "apt-get", "apk add curl", "apt-get remove install"] {
            assert_eq!(install(text), None, "{text}");
        }
    }

    #[test]
    fn quiet_twice_means_yes() {
        assert!(install("apt-get install -qq a").is_some_and(|found| found.assumes_yes));
        assert!(install("apt-get install -q a").is_some_and(|found| !found.assumes_yes));
        assert!(install("apt-get install --yes a").is_some_and(|found| found.assumes_yes));
    }
}
