//! Package managers of systems besides Debian's: `apk add`, `dnf install` and their relatives.

use syntax::LocalRange;
use syntax::shell::Invocation;

use super::arguments::{Argument, split};

/// Who installs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemManager {
    /// Alpine.
    Apk,
    /// dnf, microdnf, yum, tdnf: Red Hat's family.
    Dnf,
    /// openSUSE.
    Zypper,
    /// Arch.
    Pacman,
}

/// One install command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemInstall {
    pub manager: SystemManager,
    pub requests: Vec<SystemRequest>,
    /// Some request is not spelled out: it comes from a variable, a substitution or a file.
    pub has_unknown_requests: bool,
    /// `apk add --no-cache`; `false` for other managers.
    pub no_cache: bool,
    /// `apk add --update-cache` (`-U`): the index stays, unless `--no-cache` is there as well.
    pub updates_cache: bool,
    /// `--nodocs`, `--setopt=tsflags=nodocs`.
    pub skips_docs: bool,
    /// Repositories beside those that are switched on (`--enablerepo`, `--repository`).
    pub has_other_repositories: bool,
    /// Weak dependencies come too (`install_weak_deps`, zypper's `--recommends`).
    pub with_weak: bool,
    /// `apk add --virtual NAME`: removed later under that name.
    pub group: Option<String>,
}

/// What is asked for on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemRequest {
    /// Without a version.
    pub name: String,
    pub range: LocalRange,
}

const WITH_VALUE: [&str; 15] = [
    "--arch",
    "--repo",
    "--repoid",
    "-t",
    "--virtual",
    "-X",
    "--repository",
    "-p",
    "--root",
    "--setopt",
    "--enablerepo",
    "--disablerepo",
    "--releasever",
    "--installroot",
    "--forcearch",
];

/// Reads an invocation; `None` unless it installs.
pub fn system_install(invocation: &Invocation<'_>) -> Option<SystemInstall> {
    let (manager, verbs): (_, &[&str]) = match invocation.program {
        "apk" => (SystemManager::Apk, &["add"]),
        "dnf" | "microdnf" | "yum" | "tdnf" => {
            (SystemManager::Dnf, &["install", "reinstall", "localinstall", "groupinstall"])
        }
        "zypper" => (SystemManager::Zypper, &["install", "in"]),
        "pacman" => (SystemManager::Pacman, &["-S", "-Sy", "-Syu"]),
        _ => return None,
    };
    let arguments = split(invocation.args, &WITH_VALUE);
    let verb = invocation.args.iter().find(|word| verbs.contains(&word.value.as_str()))?;
    let first = arguments.iter().find_map(|argument| match argument {
        Argument::Operand(word) => Some(*word),
        Argument::Option { .. } => None,
    });
    if manager != SystemManager::Pacman && first.is_none_or(|word| word.range != verb.range) {
        return None;
    }
    let mut install = SystemInstall {
        manager,
        requests: Vec::new(),
        has_unknown_requests: false,
        no_cache: false,
        updates_cache: false,
        skips_docs: false,
        has_other_repositories: false,
        with_weak: manager == SystemManager::Dnf,
        group: None,
    };
    for argument in &arguments {
        match argument {
            Argument::Operand(word) if word.range == verb.range => {}
            Argument::Operand(word) => install.operand(word),
            Argument::Option { name, value, .. } => install.option(name, value.unwrap_or_default()),
        }
    }
    Some(install)
}

impl SystemInstall {
    fn operand(&mut self, word: &syntax::shell::ShellWord) {
        let text = word.value.as_str();
        if !word.is_literal || text.contains(['/', '*', '@']) {
            self.has_unknown_requests = true;
            return;
        }
        let end = text.find(['=', '<', '>', '~']).unwrap_or(text.len());
        self.requests.push(SystemRequest { name: text[..end].to_owned(), range: word.range });
    }

    fn option(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("--no-cache", _) => self.no_cache = true,
            ("-U" | "--update-cache" | "--update", _) => self.updates_cache = true,
            ("--enablerepo" | "--repo" | "--repoid" | "-X" | "--repository", _) => {
                self.has_other_repositories = true;
            }
            ("-t" | "--virtual", group) => self.group = Some(group.to_owned()),
            ("--nodocs", _) => self.skips_docs = true,
            ("--no-recommends", _) => self.with_weak = false,
            ("--setopt", setting) if setting.contains("tsflags") && setting.contains("nodocs") => {
                self.skips_docs = true;
            }
            ("--setopt", setting) if setting.starts_with("install_weak_deps=") => {
                self.with_weak = !matches!(setting.split('=').nth(1), Some("0" | "False" | "false" | "no"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<SystemInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        system_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn installs_are_read() {
        for (text, names, unknown) in [
            (
                "apk add --no-cache curl 'git>2' ca-certificates=1-r0",
                &["curl", "git", "ca-certificates"][..],
                false,
            ),
            ("apk --no-cache add -t .build gcc $X", &["gcc"], true),
            ("dnf -y install --setopt=install_weak_deps=0 python3 @dev", &["python3"], true),
            ("microdnf install -y tar gzip", &["tar", "gzip"], false),
            ("yum install -y https://x/y.rpm", &[], true),
            ("zypper -n in curl", &["curl"], false),
        ] {
            let found = install(text).unwrap_or_else(|| panic!("{text} installs"));
            let got: Vec<_> = found.requests.iter().map(|request| request.name.as_str()).collect();
            assert_eq!((got.as_slice(), found.has_unknown_requests), (names, unknown), "{text}");
        }
        let weak = |text: &str| install(text).is_some_and(|found| found.with_weak);
        assert!(weak("dnf install a") && !weak("dnf --setopt install_weak_deps=False install a"));
        assert_eq!(install("apk add --virtual .b a").and_then(|found| found.group).as_deref(), Some(".b"));
        for text in ["apk del curl", "dnf clean all", "yum update", "apt-get install a"] {
            assert_eq!(install(text), None, "{text}");
        }
    }
}
