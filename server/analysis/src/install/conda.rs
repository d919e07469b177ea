//! `conda install`, `mamba create`, `micromamba install`, `conda env create`.

use syntax::LocalRange;
use syntax::shell::Invocation;

use super::arguments::{Argument, split};

/// One command that fills a conda environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CondaInstall {
    pub requests: Vec<CondaRequest>,
    /// A request comes from a variable or a substitution.
    pub has_unknown_requests: bool,
    /// `-c`, in order of preference.
    pub channels: Vec<String>,
    /// `--override-channels`: the configured ones do not count.
    pub overrides_channels: bool,
    /// `-f environment.yml` or `--file requirements.txt`, as written.
    pub files: Vec<String>,
    /// `-n`.
    pub environment: Option<String>,
    /// `-p`.
    pub prefix: Option<String>,
    /// The environment is new.
    pub creates: bool,
    /// `conda env create` or `conda env update`.
    pub is_env_command: bool,
}

/// A match specification: `pytorch=2.1`, `conda-forge::numpy>=1.26`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondaRequest {
    pub channel: Option<String>,
    pub name: String,
    /// What follows the name: `=2.1`, `>=1.26`, `=2.1=py3.10_cuda11.8*`.
    pub version: String,
    pub range: LocalRange,
}

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
    "--platform",
    "--subdir",
    "-r",
];

/// Reads an invocation of conda, mamba or micromamba; `None` unless it installs.
pub fn conda_install(invocation: &Invocation<'_>) -> Option<CondaInstall> {
    if !matches!(invocation.program, "conda" | "mamba" | "micromamba") {
        return None;
    }
    let mut install = CondaInstall::default();
    let mut verbs = Vec::new();
    for argument in split(invocation.args, &WITH_VALUE) {
        match argument {
            Argument::Operand(word) if is_verb(&verbs, &word.value) => verbs.push(word.value.as_str()),
            Argument::Operand(word) if word.is_literal => {
                install.requests.push(CondaRequest::parse(&word.value, word.range))
            }
            Argument::Operand(_) => install.has_unknown_requests = true,
            Argument::Option { name, value, .. } => install.option(&name, value.unwrap_or_default()),
        }
    }
    install.creates = verbs.last() == Some(&"create");
    install.is_env_command = verbs.first() == Some(&"env");
    match verbs.as_slice() {
        ["install" | "create" | "update" | "upgrade"] | ["env", "create" | "update"] => Some(install),
        _ => None,
    }
}

fn is_verb(before: &[&str], word: &str) -> bool {
    match before {
        [] => true,
        ["env"] => matches!(word, "create" | "update" | "list" | "remove" | "export"),
        _ => false,
    }
}

impl CondaRequest {
    /// Reads one match specification.
    pub fn parse(text: &str, range: LocalRange) -> Self {
        let (channel, spec) = match text.split_once("::") {
            Some((channel, spec)) => (Some(channel.to_owned()), spec),
            None => (None, text),
        };
        let end = spec.find(['=', '<', '>', '!', '~', ' ', '[']).unwrap_or(spec.len());
        let (name, version) = spec.split_at(end);
        Self { channel, name: name.to_ascii_lowercase(), version: version.trim().to_owned(), range }
    }

    /// The version that a single `=` or `==` asks for: `3.10` of `=3.10.*`.
    pub fn exact_version(&self) -> Option<&str> {
        let version =
            self.version.trim_start_matches(['=', ' ']).split(['=', ',']).next().unwrap_or_default();
        let is_exact = version.starts_with(|c: char| c.is_ascii_digit());
        is_exact.then(|| version.trim_end_matches('*').trim_end_matches('.'))
    }
}

impl CondaInstall {
    /// The request for a package.
    pub fn request(&self, name: &str) -> Option<&CondaRequest> {
        self.requests.iter().find(|request| request.name == name)
    }

    /// A channel of this name is asked for, by `-c` or in a request.
    pub fn uses_channel(&self, name: &str) -> bool {
        let in_requests = self.requests.iter().filter_map(|request| request.channel.as_deref());
        self.channels.iter().map(String::as_str).chain(in_requests).any(|channel| channel == name)
    }

    fn option(&mut self, name: &str, value: &str) {
        let text = || value.to_owned();
        match name {
            "-c" | "--channel" => self.channels.push(text()),
            "-f" | "--file" => self.files.push(text()),
            "-n" | "--name" => self.environment = Some(text()),
            "-p" | "--prefix" => self.prefix = Some(text()),
            "--override-channels" => self.overrides_channels = true,
            _ => {}
        }
    }
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
    fn requests_channels_and_files_are_read() {
        let found = install(
            "conda install -y -c pytorch -c nvidia pytorch==2.1.0 pytorch-cuda=11.8 'conda-forge::NumPy>=1.26,<2' $X",
        )
        .expect("it installs");
        let names: Vec<_> = found.requests.iter().map(|request| request.name.as_str()).collect();
        assert_eq!(names, ["pytorch", "pytorch-cuda", "numpy"]);
        assert_eq!(found.requests[2].channel.as_deref(), Some("conda-forge"));
        assert_eq!(found.requests[2].version, ">=1.26,<2");
        assert_eq!(found.channels, ["pytorch", "nvidia"]);
        assert!(found.has_unknown_requests && !found.creates);
        let found = install("mamba env create -f environment.yml -p /opt/env").expect("it installs");
        assert_eq!((found.files.as_slice(), found.creates), (&["environment.yml".to_owned()][..], true));
        assert_eq!(found.prefix.as_deref(), Some("/opt/env"));
        let found = install("micromamba create -n x python=3.11").expect("it installs");
        assert_eq!(found.environment.as_deref(), Some("x"));
        let found =
            install("conda install python=3.10.* nvidia::cuda-toolkit 'numpy<2'").expect("it installs");
        let exact: Vec<_> = found.requests.iter().map(CondaRequest::exact_version).collect();
        assert_eq!(exact, [Some("3.10"), None, None]);
        assert!(found.uses_channel("nvidia") && !found.uses_channel("conda-forge"));
        assert!(install("conda env create -f environment.yml").is_some_and(|found| found.is_env_command));
        for text in ["conda clean -afy", "conda init bash", "conda env list", "pip install a"] {
            assert_eq!(install(text), None, "{text}");
        }
    }
}
