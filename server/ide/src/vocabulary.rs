//! Options of the programs that Dockerfiles run most.

mod shell_options;

use shell_options::OPTIONS;

/// An option of a program, or of one of its subcommands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShellOption {
    pub program: &'static str,
    /// Empty where it belongs to the program itself.
    pub subcommand: &'static str,
    pub name: &'static str,
    /// Another spelling; may be empty.
    pub alias: &'static str,
    /// What it takes; empty for a switch.
    pub value: &'static str,
    pub about: &'static str,
}

impl ShellOption {
    /// The option as a hover shows it.
    pub fn markdown(&self) -> String {
        let value = if self.value.is_empty() { String::new() } else { format!(" {}", self.value) };
        let alias = if self.alias.is_empty() { String::new() } else { format!(", `{}`", self.alias) };
        let command = [self.program, self.subcommand]
            .iter()
            .filter(|word| !word.is_empty())
            .copied()
            .collect::<Vec<_>>();
        format!("`{}{value}`{alias} of `{}`\n\n{}.", self.name, command.join(" "), self.about)
    }
}

/// The name under which a program's options are listed.
fn family(program: &str) -> &str {
    match program {
        "apt" | "aptitude" => "apt-get",
        "mamba" | "micromamba" => "conda",
        "microdnf" | "yum" => "dnf",
        "adduser" => "useradd",
        _ if program.starts_with("pip") && program != "pipx" => "pip",
        // `python -m pip install`: the options of pip.
        _ if program.starts_with("python") => "pip",
        other => other,
    }
}

/// Options of a program, those of a subcommand first.
pub(crate) fn options_of<'p>(
    program: &'p str,
    subcommand: Option<&'p str>,
) -> impl Iterator<Item = &'static ShellOption> + 'p {
    let family = family(program);
    let subcommand = subcommand.unwrap_or_default();
    let fits = move |option: &&ShellOption| {
        option.program == family
            && (option.subcommand.is_empty() || option.subcommand == subcommand || family == "pip")
    };
    OPTIONS.iter().filter(fits)
}

/// An option by name or alias; a cluster of short ones (`-fsSL`) is none.
pub(crate) fn option(program: &str, name: &str) -> Option<&'static ShellOption> {
    let family = family(program);
    let name = name.split('=').next().unwrap_or(name);
    OPTIONS.iter().find(|option| option.program == family && (option.name == name || option.alias == name))
}

/// The single-letter options of a cluster: `-fsSL` of curl.
pub(crate) fn cluster(program: &str, word: &str) -> Vec<&'static ShellOption> {
    let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-') && rest.len() > 1);
    let found: Option<Vec<_>> = letters
        .map(|letters| letters.chars().map(|letter| option(program, &format!("-{letter}"))).collect())
        .unwrap_or(None);
    found.unwrap_or_default()
}

/// The option takes its value from the next word.
pub(crate) fn takes_value(program: &str, name: &str) -> bool {
    !name.contains('=') && option(program, name).is_some_and(|option| !option.value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_found_in_every_spelling() {
        assert_eq!(option("apt", "--yes").map(|option| option.name), Some("-y"));
        assert_eq!(option("pip3.11", "-i").map(|option| option.name), Some("--index-url"));
        assert!(takes_value("pip", "-r") && !takes_value("pip", "--no-deps"));
        assert_eq!(cluster("curl", "-fsSL").len(), 4);
        assert!(cluster("curl", "-f?").is_empty() && cluster("curl", "--fail").is_empty());
    }

    #[test]
    fn every_option_reads_well() {
        for option in &OPTIONS {
            assert!(option.name.starts_with('-') && !option.about.ends_with('.'), "{option:?}");
            assert!(option.about.len() <= 120, "{option:?}");
        }
    }
}
