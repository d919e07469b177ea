//! `conda install`, `mamba create` and their relatives.

use syntax::LocalRange;
use syntax::shell::{Invocation, ShellWord};

/// One command that installs conda packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondaInstall {
    pub specs: Vec<CondaSpec>,
    /// `-c`, as written.
    pub channels: Vec<String>,
    pub override_channels: bool,
    /// An environment of its own is made or named.
    pub environment: Option<String>,
    /// `-f environment.yml`.
    pub files: Vec<String>,
    /// `conda env create|update`
    pub is_env_command: bool,
}

/// `channel::name=version`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondaSpec {
    pub name: String,
    /// Without operators; `None` for any version.
    pub version: Option<String>,
    pub channel: Option<String>,
    pub range: LocalRange,
}

const PROGRAMS: [&str; 4] = ["conda", "mamba", "micromamba", "microconda"];
const WITH_VALUE: [&str; 12] = [
    "-c",
    "--channel",
    "-n",
    "--name",
    "-p",
    "--prefix",
    "-f",
    "--file",
    "--solver",
    "--subdir",
    "-r",
    "--root-prefix",
];

/// Reads an invocation; `None` unless it installs conda packages.
pub fn conda_install(invocation: &Invocation<'_>) -> Option<CondaInstall> {
    if !PROGRAMS.contains(&invocation.program) {
        return None;
    }
    let mut words = invocation.args.iter();
    let mut subcommand = words.find(|word| !word.value.starts_with('-'))?.value.as_str();
    let is_env_command = subcommand == "env";
    if is_env_command {
        subcommand = words.find(|word| !word.value.starts_with('-'))?.value.as_str();
    }
    if !matches!(subcommand, "install" | "create" | "update") {
        return None;
    }
    let mut install = CondaInstall {
        specs: Vec::new(),
        channels: Vec::new(),
        override_channels: false,
        environment: None,
        files: Vec::new(),
        is_env_command,
    };
    while let Some(word) = words.next() {
        install.argument(word, &mut words);
    }
    Some(install)
}

impl CondaInstall {
    fn argument<'s>(&mut self, word: &'s ShellWord, rest: &mut impl Iterator<Item = &'s ShellWord>) {
        let text = word.value.as_str();
        let (name, attached) = match text.split_once('=').filter(|_| text.starts_with("--")) {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        if WITH_VALUE.contains(&name) {
            let value = attached.or_else(|| rest.next().map(|next| next.value.as_str())).unwrap_or_default();
            self.option(name, value);
        } else if name == "--override-channels" {
            self.override_channels = true;
        } else if !text.starts_with('-') && word.is_literal {
            self.specs.extend(spec(text, word.range));
        }
    }

    fn option(&mut self, name: &str, value: &str) {
        match name {
            "-c" | "--channel" => self.channels.push(value.to_owned()),
            "-n" | "--name" | "-p" | "--prefix" => self.environment = Some(value.to_owned()),
            "-f" | "--file" => self.files.push(value.to_owned()),
            _ => {}
        }
    }

    /// The package of this name.
    pub fn spec(&self, name: &str) -> Option<&CondaSpec> {
        self.specs.iter().find(|spec| spec.name == name)
    }

    /// A channel of this name is asked for, by `-c` or in a spec.
    pub fn uses_channel(&self, name: &str) -> bool {
        let in_specs = self.specs.iter().filter_map(|spec| spec.channel.as_deref());
        self.channels.iter().map(String::as_str).chain(in_specs).any(|channel| channel == name)
    }
}

fn spec(text: &str, range: LocalRange) -> Option<CondaSpec> {
    let (channel, rest) = match text.split_once("::") {
        Some((channel, rest)) => (Some(channel.to_owned()), rest),
        None => (None, text),
    };
    let end = rest.find(['=', '<', '>', '!', '~', ' ', '[']).unwrap_or(rest.len());
    let (name, version) = rest.split_at(end);
    let version = version.trim_start_matches(['=', ' ']).split(['=', ',']).next().unwrap_or_default();
    let is_exact = version.starts_with(|c: char| c.is_ascii_digit());
    (!name.is_empty()).then(|| CondaSpec {
        name: name.to_ascii_lowercase(),
        version: is_exact.then(|| version.trim_end_matches('*').trim_end_matches('.').to_owned()),
        channel,
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<CondaInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        conda_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn specs_and_channels_are_read() {
        let found = install("conda install -y -n base -c pytorch -c nvidia pytorch==2.1.0 python=3.10.* nvidia::cuda-toolkit 'numpy<2'")
            .expect("it installs");
        let specs: Vec<_> =
            found.specs.iter().map(|spec| (spec.name.as_str(), spec.version.as_deref())).collect();
        let expected =
            [("pytorch", Some("2.1.0")), ("python", Some("3.10")), ("cuda-toolkit", None), ("numpy", None)];
        assert_eq!(specs, expected);
        assert!(
            found.uses_channel("pytorch")
                && found.uses_channel("nvidia")
                && !found.uses_channel("conda-forge")
        );
        assert_eq!(found.environment.as_deref(), Some("base"));
    }

    #[test]
    fn other_commands_install_nothing() {
        for text in
            ["conda clean -a", "conda run -n x python", "pip install a", "conda config --add channels x"]
        {
            assert_eq!(install(text), None, "{text}");
        }
        assert!(install("conda env create -f environment.yml").is_some_and(|found| found.is_env_command));
    }
}
