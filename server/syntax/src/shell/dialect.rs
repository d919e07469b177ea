//! Which shell runs a RUN instruction.

/// The active SHELL, as its argument vector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShellDialect {
    argv: Vec<String>,
    is_default: bool,
}

impl Default for ShellDialect {
    /// `/bin/sh -c`, what BuildKit uses on Linux without SHELL.
    fn default() -> Self {
        Self { argv: vec!["/bin/sh".into(), "-c".into()], is_default: true }
    }
}

impl ShellDialect {
    /// The shell that `SHELL [...]` sets.
    pub fn from_argv(argv: Vec<String>) -> Self {
        Self { argv, is_default: false }
    }

    /// The shell that a comment says the image has, without a SHELL instruction.
    pub fn declared(program: &str) -> Self {
        Self { argv: vec![program.to_owned(), "-c".into()], is_default: true }
    }

    pub fn argv(&self) -> &[String] {
        &self.argv
    }

    /// No SHELL instruction is in force.
    pub fn is_default(&self) -> bool {
        self.is_default
    }

    /// The vector of the shell itself: `conda run -n x /bin/bash -c` calls one in an environment.
    fn shell_argv(&self) -> &[String] {
        let [program, verb, rest @ ..] = self.argv.as_slice() else { return &self.argv };
        let is_conda = ["conda", "mamba", "micromamba"].contains(&base_name(program));
        if !is_conda || verb != "run" {
            return &self.argv;
        }
        let mut at = 0;
        while let Some(option) = rest.get(at).filter(|word| word.starts_with('-')) {
            let takes_value = ["-n", "--name", "-p", "--prefix", "--cwd"].contains(&option.as_str());
            at += if takes_value { 2 } else { 1 };
        }
        rest.get(at..).unwrap_or_default()
    }

    /// Base name of the program, in lower case and without `.exe`: `sh`, `bash`, `powershell`.
    pub fn program(&self) -> String {
        let path = self.shell_argv().first().map_or("", String::as_str);
        let name = base_name(path).to_ascii_lowercase();
        name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
    }

    /// The shell reads POSIX syntax, so that the bash grammar applies.
    pub fn is_posix(&self) -> bool {
        /// The SHELL of micromamba's images: bash in an activated environment.
        const MICROMAMBA: &str = "_dockerfile_shell.sh";
        let known = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox", MICROMAMBA];
        known.contains(&self.program().as_str())
    }

    /// The shell understands bash's extensions.
    pub fn is_bash(&self) -> bool {
        self.program() == "bash"
    }

    /// A pipeline fails when any of its commands does.
    pub fn has_pipefail(&self) -> bool {
        let has_option = self.argv.iter().any(|arg| arg == "pipefail" || arg.ends_with("opipefail"));
        has_option
            && self
                .argv
                .iter()
                .any(|arg| arg.starts_with('-') && arg.ends_with('o') || arg.contains("opipefail"))
    }

    /// The shell stops at the first command that fails (`-e` or `-o errexit`).
    pub fn has_errexit(&self) -> bool {
        self.shell_argv().iter().skip(1).any(|arg| arg == "errexit" || is_short_cluster_with(arg, 'e'))
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn is_short_cluster_with(arg: &str, letter: char) -> bool {
    arg.strip_prefix('-').is_some_and(|rest| !rest.starts_with('-') && rest.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(argv: &[&str]) -> ShellDialect {
        ShellDialect::from_argv(argv.iter().map(|&arg| arg.to_owned()).collect())
    }

    #[test]
    fn options_are_read_from_the_argument_vector() {
        assert!(shell(&["/bin/bash", "-o", "pipefail", "-c"]).has_pipefail());
        assert!(shell(&["/bin/bash", "-eo", "pipefail", "-c"]).has_pipefail());
        assert!(shell(&["/bin/bash", "-eo", "pipefail", "-c"]).has_errexit());
        assert!(!shell(&["/bin/bash", "-c"]).has_pipefail());
        assert!(!shell(&["powershell.exe", "-Command"]).is_posix());
        assert!(!shell(&["/bin/bash", "--posix", "-c"]).has_errexit());
    }

    #[test]
    fn a_shell_inside_a_conda_environment_is_that_shell() {
        for (argv, program) in [
            (&["conda", "run", "-n", "x", "/bin/bash", "-c"][..], "bash"),
            (&["/opt/conda/bin/conda", "run", "--no-capture-output", "-p", "/e", "sh", "-c"], "sh"),
            (&["conda", "run", "-n"], ""),
            (&["conda", "run"], ""),
            (&["conda"], "conda"),
        ] {
            assert_eq!(shell(argv).program(), program, "{argv:?}");
        }
        assert!(!shell(&["conda", "run", "-e", "sh", "-c"]).has_errexit());
    }
}
