//! Tools that install a project with its lock file: `uv sync`, `poetry install`, `pdm`, `pipenv`.

use syntax::shell::Invocation;

/// Who installs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectTool {
    Uv,
    Poetry,
    Pdm,
    Pipenv,
}

/// One command that installs what a project locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectInstall {
    pub tool: ProjectTool,
    /// The project's folder, as written (`--project`, `--directory`, `-C`).
    pub folder: Option<String>,
    pub extras: Vec<String>,
    pub all_extras: bool,
    /// Groups asked for, and those left out.
    pub groups: Vec<String>,
    pub without_groups: Vec<String>,
    /// Only these groups, without the project's own dependencies.
    pub only_groups: Vec<String>,
    /// Development dependencies come too.
    pub with_dev: bool,
    /// The project itself is not installed (`--no-root`, `--no-install-project`).
    pub without_project: bool,
    /// A copy of the project is installed, not a link to it (`--no-editable`).
    pub copies_project: bool,
    /// Every group comes (`--all-groups`).
    pub all_groups: bool,
    /// Members of a workspace that are asked for (`--package`); `None` for all (`--all-packages`).
    pub members: Option<Vec<String>>,
    /// Into the system's Python in place of an environment (`--system`).
    pub into_system: bool,
}

/// Reads an invocation; `None` unless it installs a locked project.
pub fn project_install(invocation: &Invocation<'_>) -> Option<ProjectInstall> {
    let verb = invocation.subcommand().map(|word| word.value.as_str());
    let tool = match (invocation.program, verb) {
        ("uv", Some("sync")) => ProjectTool::Uv,
        ("poetry", Some("install" | "sync")) => ProjectTool::Poetry,
        ("pdm", Some("install" | "sync")) => ProjectTool::Pdm,
        ("pipenv", Some("install" | "sync")) => ProjectTool::Pipenv,
        _ => return None,
    };
    Some(of_options(tool, invocation))
}

/// Reads an invocation that writes what a project locks as a requirement file: `uv export`,
/// `poetry export`, `pipenv requirements`. The file is `None` where it goes to the standard output.
pub fn project_export(invocation: &Invocation<'_>) -> Option<(ProjectInstall, Option<String>)> {
    let verb = invocation.subcommand().map(|word| word.value.as_str());
    let tool = match (invocation.program, verb) {
        ("uv", Some("export")) => ProjectTool::Uv,
        ("poetry", Some("export")) => ProjectTool::Poetry,
        ("pdm", Some("export")) => ProjectTool::Pdm,
        ("pipenv", Some("requirements")) => ProjectTool::Pipenv,
        _ => return None,
    };
    let output =
        invocation.option_values(&["-o", "--output", "--output-file"]).first().map(|&file| file.to_owned());
    let options = of_options(tool, invocation);
    // Poetry's export leaves groups out that its install takes.
    let with_dev = options.with_dev && tool != ProjectTool::Poetry;
    Some((ProjectInstall { with_dev, ..options }, output))
}

fn of_options(tool: ProjectTool, invocation: &Invocation<'_>) -> ProjectInstall {
    let all = |names: &[&str]| -> Vec<String> {
        let values = invocation.option_values(names);
        let words = values.iter().flat_map(|value| value.split([',', ' ']));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let has = |names: &[&str]| invocation.has_option(names);
    let leaves_dev = has(&["--no-dev", "--prod", "--production", "--only-main", "--no-default-groups"]);
    let only_groups = all(&["--only-group", "--only"]);
    ProjectInstall {
        tool,
        folder: all(&["--project", "--directory", "-C", "-p"]).into_iter().next(),
        extras: all(&["--extra", "--extras", "-E", "-G"]),
        all_extras: has(&["--all-extras"]),
        groups: all(&["--group", "--with"]),
        without_groups: all(&["--no-group", "--without"]),
        with_dev: match tool {
            ProjectTool::Pipenv => has(&["--dev", "-d"]),
            _ => !leaves_dev && only_groups.is_empty(),
        },
        only_groups,
        without_project: has(&["--no-root", "--no-install-project", "--no-self", "--no-install-workspace"]),
        copies_project: has(&["--no-editable"]),
        all_groups: has(&["--all-groups"]),
        members: (!has(&["--all-packages"])).then(|| all(&["--package"])),
        into_system: has(&["--system"]),
    }
}

impl ProjectTool {
    /// The name of its lock file.
    pub const fn lock_file(self) -> &'static str {
        match self {
            ProjectTool::Uv => "uv.lock",
            ProjectTool::Poetry => "poetry.lock",
            ProjectTool::Pdm => "pdm.lock",
            ProjectTool::Pipenv => "Pipfile.lock",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::continuation::Joined;
    use syntax::shell::Script;

    fn install(text: &str) -> Option<ProjectInstall> {
        let script = Script::parse(&Joined::plain(text, 0));
        project_install(&script.commands[0].invocation()?)
    }

    #[test]
    fn exports_are_read() {
        let export = |text: &str| {
            let script = Script::parse(&Joined::plain(text, 0));
            project_export(&script.commands[0].invocation()?)
        };
        for (text, output, with_dev) in [
            ("poetry export -f requirements.txt --output reqs.txt --without-hashes", Some("reqs.txt"), false),
            ("uv export --frozen --no-dev -o /r.txt", Some("/r.txt"), false),
            ("uv export > r.txt", None, true),
            ("pipenv requirements --dev", None, true),
        ] {
            let (install, file) = export(text).expect("it exports");
            assert_eq!((file.as_deref(), install.with_dev), (output, with_dev), "{text}");
        }
        assert_eq!(export("uv sync"), None);
    }

    #[test]
    fn projects_are_read() {
        let found =
            install("uv sync --frozen --no-dev --extra gpu --no-install-project").expect("it installs");
        assert_eq!((found.tool, found.with_dev, found.without_project), (ProjectTool::Uv, false, true));
        assert_eq!(found.extras, ["gpu"]);
        let found = install("poetry install --no-root --only main,train").expect("it installs");
        assert_eq!(found.only_groups, ["main", "train"]);
        assert!(!found.with_dev);
        assert!(install("poetry install").is_some_and(|found| found.with_dev));
        assert!(install("pipenv install --system --deploy").is_some_and(|found| !found.with_dev));
        for text in ["uv pip install a", "poetry export", "pdm lock", "uv run x"] {
            assert_eq!(install(text), None, "{text}");
        }
    }
}
