//! `pip install`, `python -m pip install`, `uv pip install`, `uv add`.

use syntax::shell::{Invocation, ShellWord};

use super::arguments::{Argument, split};
use super::requirements::{Requirement, RequirementOrigin};

/// Who installs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PipTool {
    #[default]
    Pip,
    /// uv compiles no bytecode unless told to, and keeps its own cache.
    Uv,
}

/// One install command. Requirements of files are read by whoever has the build context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PipInstall {
    pub tool: PipTool,
    /// `3.11` of `python3.11 -m pip` or `pip3.11`.
    pub python: Option<String>,
    pub requirements: Vec<Requirement>,
    /// A requirement comes from a variable or a substitution.
    pub has_unknown_requirements: bool,
    /// `-r`, as written.
    pub requirement_files: Vec<String>,
    /// `-c`, as written.
    pub constraint_files: Vec<String>,
    /// `-i`; replaces the default index.
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    pub find_links: Vec<String>,
    pub no_index: bool,
    pub no_deps: bool,
    pub no_cache: bool,
    pub no_compile: bool,
    pub compile: bool,
    pub no_build_isolation: bool,
    pub pre: bool,
    pub upgrade: bool,
    pub user: bool,
    pub break_system_packages: bool,
    /// uv's `--system`.
    pub system: bool,
    pub target: Option<String>,
    /// `--prefix` or `--root`.
    pub prefix: Option<String>,
}

const WITH_VALUE: [&str; 38] = [
    "-r",
    "--requirement",
    "--requirements",
    "-c",
    "--constraint",
    "--constraints",
    "-i",
    "--index-url",
    "--default-index",
    "--index",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "-d",
    "--dest",
    "-w",
    "--wheel-dir",
    "--prefix",
    "--root",
    "--python",
    "--python-version",
    "--platform",
    "--abi",
    "--implementation",
    "--only-binary",
    "--no-binary",
    "--progress-bar",
    "--trusted-host",
    "--timeout",
    "--retries",
    "--cache-dir",
    "--src",
    "--upgrade-strategy",
    "--torch-backend",
    "--editable",
    "-e",
];

/// Reads an invocation; `None` unless it installs Python packages.
pub fn pip_install(invocation: &Invocation<'_>) -> Option<PipInstall> {
    let (tool, python, args) = installer(invocation, "install")?;
    Some(read(invocation, tool, python, args))
}

/// Reads `pip download` and `pip wheel`, whose `target` is the folder that the wheels go to.
pub fn pip_fetch(invocation: &Invocation<'_>) -> Option<PipInstall> {
    let found = ["download", "wheel"].into_iter().find_map(|subcommand| installer(invocation, subcommand));
    let (tool, python, args) = found.filter(|(tool, ..)| *tool == PipTool::Pip)?;
    let mut install = read(invocation, tool, python, args);
    install.target.get_or_insert_with(|| ".".to_owned());
    Some(install)
}

fn read(
    invocation: &Invocation<'_>,
    tool: PipTool,
    python: Option<String>,
    args: &[ShellWord],
) -> PipInstall {
    let mut install = PipInstall::empty(tool, python);
    // Of the options before the subcommand only this one matters here.
    let before = &invocation.args[..invocation.args.len() - args.len()];
    install.no_cache = before.iter().any(|word| word.value == "--no-cache-dir");
    for argument in split(args, &WITH_VALUE) {
        match argument {
            Argument::Operand(word) => install.operand(word),
            Argument::Option { name, value, word } => install.option(&name, value, word),
        }
    }
    install
}

/// The tool, the Python that it is called for, and the arguments after the subcommand, such as `install`.
fn installer<'s>(
    invocation: &Invocation<'s>,
    subcommand: &str,
) -> Option<(PipTool, Option<String>, &'s [ShellWord])> {
    let args = invocation.args;
    if let Some(version) = versioned(invocation.program, "pip") {
        return Some((PipTool::Pip, version, after_install(args, &[subcommand])?));
    }
    if let Some(version) = versioned(invocation.program, "python") {
        let module = args.iter().position(|word| word.value == "-m")?;
        let (name, after) = args[module + 1..].split_first()?;
        let after = after_install(after, &[subcommand]).filter(|_| name.value == "pip")?;
        return Some((PipTool::Pip, version, after));
    }
    match (invocation.program, args.first().map(|word| word.value.as_str())) {
        ("uv", Some("pip")) => Some((PipTool::Uv, None, after_install(&args[1..], &[subcommand])?)),
        ("uv", Some("add")) if subcommand == "install" => Some((PipTool::Uv, None, &args[1..])),
        _ => None,
    }
}

/// `Some(None)` for `pip` and `pip3`, `Some(Some("3.11"))` for `pip3.11`.
fn versioned(program: &str, name: &str) -> Option<Option<String>> {
    let version = program.strip_prefix(name)?;
    match version {
        "" | "2" | "3" => Some(None),
        _ => version
            .split('.')
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty())
            .then(|| Some(version.to_owned())),
    }
}

/// Options may stand before the subcommand.
fn after_install<'s>(args: &'s [ShellWord], subcommands: &[&str]) -> Option<&'s [ShellWord]> {
    let at = args.iter().position(|word| !word.value.starts_with('-'))?;
    subcommands.contains(&args[at].value.as_str()).then(|| &args[at + 1..])
}

impl PipInstall {
    /// An install of nothing.
    pub(crate) fn empty(tool: PipTool, python: Option<String>) -> Self {
        Self {
            tool,
            python,
            requirements: Vec::new(),
            has_unknown_requirements: false,
            requirement_files: Vec::new(),
            constraint_files: Vec::new(),
            index_url: None,
            extra_index_urls: Vec::new(),
            find_links: Vec::new(),
            no_index: false,
            no_deps: false,
            no_cache: false,
            no_compile: false,
            compile: false,
            no_build_isolation: false,
            pre: false,
            upgrade: false,
            user: false,
            break_system_packages: false,
            system: false,
            target: None,
            prefix: None,
        }
    }

    fn operand(&mut self, word: &ShellWord) {
        // An expansion inside a version is no name that one could look up.
        if !word.is_literal {
            self.has_unknown_requirements = true;
            return;
        }
        self.requirements.push(Requirement::parse(&word.value, RequirementOrigin::CommandLine(word.range)));
    }

    fn option(&mut self, name: &str, value: Option<&str>, word: &ShellWord) {
        let text = value.unwrap_or_default().to_owned();
        match name {
            "-r" | "--requirement" | "--requirements" => self.requirement_files.push(text),
            "-c" | "--constraint" | "--constraints" => self.constraint_files.push(text),
            "-i" | "--index-url" | "--default-index" => self.index_url = Some(text),
            "--extra-index-url" | "--index" => self.extra_index_urls.push(text),
            "-f" | "--find-links" => self.find_links.push(text),
            "-e" | "--editable" => {
                let requirement = Requirement::parse(&text, RequirementOrigin::CommandLine(word.range));
                self.requirements.push(Requirement { editable: true, ..requirement });
            }
            "-t" | "--target" | "-d" | "--dest" | "-w" | "--wheel-dir" => self.target = Some(text),
            "--prefix" | "--root" => self.prefix = Some(text),
            _ => self.switch(name),
        }
    }

    fn switch(&mut self, name: &str) {
        let switch = match name {
            "--no-index" => &mut self.no_index,
            "--no-deps" => &mut self.no_deps,
            "--no-cache-dir" | "--no-cache" => &mut self.no_cache,
            "-n" if self.tool == PipTool::Uv => &mut self.no_cache,
            "--no-compile" => &mut self.no_compile,
            "--compile" | "--compile-bytecode" => &mut self.compile,
            "--no-build-isolation" => &mut self.no_build_isolation,
            "--pre" => &mut self.pre,
            "-U" | "--upgrade" => &mut self.upgrade,
            "--user" => &mut self.user,
            "--break-system-packages" => &mut self.break_system_packages,
            "--system" => &mut self.system,
            _ => return,
        };
        *switch = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::requirements::RequirementSource;
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<PipInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        pip_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn every_spelling_of_pip_is_read() {
        for (text, tool, python) in [
            ("pip install a", PipTool::Pip, None),
            ("pip3 --no-cache-dir install a", PipTool::Pip, None),
            ("pip3.11 install a", PipTool::Pip, Some("3.11")),
            ("/opt/conda/bin/python3.10 -m pip install a", PipTool::Pip, Some("3.10")),
            ("python -u -m pip -q install a", PipTool::Pip, None),
            ("uv pip install --system a", PipTool::Uv, None),
        ] {
            let found = install(text).unwrap_or_else(|| panic!("{text} installs"));
            assert_eq!((found.tool, found.python.as_deref()), (tool, python), "{text}");
            assert_eq!(found.requirements.len(), 1, "{text}");
        }
        for text in [
            "pip download a",
            "python -m venv a",
            "python -m",
            "pipx install a",
            "uv sync",
            "python setup.py install",
        ] {
            assert_eq!(install(text), None, "{text}");
        }
    }

    #[test]
    fn options_are_read() {
        let found = install(
            "pip install --no-cache-dir -U -r requirements.txt -cc.txt --index-url=https://a/simple \
             --extra-index-url https://b --no-deps 'torch==2.1.0+cu118' \"flash-attn>=2\" -e . $X",
        )
        .expect("it installs");
        assert!(found.no_cache && found.upgrade && found.no_deps && found.has_unknown_requirements);
        assert_eq!(found.requirement_files, ["requirements.txt"]);
        assert_eq!(found.constraint_files, ["c.txt"]);
        assert_eq!(found.index_url.as_deref(), Some("https://a/simple"));
        assert_eq!(found.extra_index_urls, ["https://b"]);
        let names: Vec<_> =
            found.requirements.iter().map(|requirement| requirement.name.as_deref()).collect();
        assert_eq!(names, [Some("torch"), Some("flash-attn"), None]);
        assert_eq!(found.requirements[0].exact_version().as_deref(), Some("2.1.0+cu118"));
        assert!(matches!(found.requirements[2].source, RequirementSource::Path(_)));
    }
}
