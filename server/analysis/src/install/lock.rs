//! Lock files: uv.lock names every wheel with its size; poetry.lock names files and versions;
//! Pipfile.lock versions alone.

mod pipfile;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Deserializer};

use super::markers::Environment;
use super::wheel_name::WheelName;
use crate::facts::ProjectFile;
use crate::install::{
    ProjectInstall, ProjectTool, Requirement, RequirementOrigin, RequirementSource, normalized_name,
};

/// A package that a lock file installs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Locked {
    /// Normalised.
    pub name: String,
    pub version: String,
    pub wheel: Wheel,
    /// The address or repository that it comes from in place of an index.
    pub direct: Option<String>,
}

impl Locked {
    /// The pin that stands for it in a requirement file at that path.
    pub fn requirement(&self, path: &str) -> Requirement {
        let specifier = format!("=={}", self.version);
        Requirement {
            text: format!("{}{specifier}", self.name),
            name: Some(self.name.clone()),
            extras: Vec::new(),
            specifier,
            marker: None,
            editable: false,
            source: self.direct.clone().map_or(RequirementSource::Index, RequirementSource::Url),
            origin: RequirementOrigin::File { path: path.to_owned(), range: syntax::TextRange::default() },
        }
    }
}

/// Which file is installed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wheel {
    /// This one; its `url` is empty where the lock does not say.
    File(ProjectFile),
    /// The lock names the version alone: the index knows the files.
    OnIndex,
    /// There is none: it is built from source.
    Missing,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct LockFile {
    package: Vec<LockedPackage>,
    /// Poetry: the optional packages of each extra.
    extras: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct LockedPackage {
    name: String,
    version: Option<String>,
    source: BTreeMap<String, toml::Value>,
    #[serde(deserialize_with = "list_or_nothing")]
    dependencies: Vec<Dependency>,
    optional_dependencies: BTreeMap<String, Vec<Dependency>>,
    dev_dependencies: BTreeMap<String, Vec<Dependency>>,
    wheels: Vec<LockedWheel>,
    files: Vec<LockedWheel>,
    optional: bool,
    groups: Vec<String>,
    /// In place of groups, before Poetry 1.5.
    category: Option<String>,
    markers: Option<toml::Value>,
}

/// uv writes a list; Poetry's table is not needed here.
fn list_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Dependency>, D::Error> {
    Ok(toml::Value::deserialize(deserializer)?.try_into().unwrap_or_default())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Dependency {
    name: String,
    version: Option<String>,
    extra: Vec<String>,
    marker: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct LockedWheel {
    url: String,
    /// Poetry's name for it.
    file: String,
    hash: Option<String>,
    size: Option<u64>,
}

/// What a lock file installs in this environment; `None` where it cannot be read.
pub(crate) fn packages(
    text: &str,
    install: &ProjectInstall,
    environment: &Environment,
) -> Option<Vec<Locked>> {
    if install.tool == ProjectTool::Pipenv {
        return pipfile::packages(text, install, environment);
    }
    let lock: LockFile = toml::from_str(text).ok()?;
    let chosen = match install.tool {
        ProjectTool::Uv => reached(&lock.package, install, environment),
        ProjectTool::Poetry | ProjectTool::Pdm => grouped(&lock, install, environment),
        ProjectTool::Pipenv => Vec::new(),
    };
    Some(chosen.into_iter().filter_map(|package| locked(package, environment)).collect())
}

/// uv: what the projects of the workspace need, by groups and extras.
fn reached<'l>(
    packages: &'l [LockedPackage],
    install: &ProjectInstall,
    environment: &Environment,
) -> Vec<&'l LockedPackage> {
    let is_project = |package: &&LockedPackage| {
        ["virtual", "editable"].iter().any(|kind| package.source.contains_key(*kind))
    };
    let mut queue: VecDeque<(&Dependency, Vec<String>)> = VecDeque::new();
    for project in packages.iter().filter(is_project).filter(|project| is_asked_for(project, install)) {
        let root = roots(project, install);
        queue.extend(root.into_iter().map(|dependency| (dependency, Vec::new())));
    }
    let mut seen: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut found: Vec<usize> = Vec::new();
    while let Some((dependency, extras)) = queue.pop_front() {
        let marker = dependency.marker.as_deref();
        if marker.is_some_and(|marker| !environment.satisfies(marker, &extras)) {
            continue;
        }
        let version = dependency.version.as_deref();
        let of_name = |package: &LockedPackage| {
            package.name == dependency.name
                && version.is_none_or(|version| package.version.as_deref() == Some(version))
        };
        let Some(at) = packages.iter().position(of_name) else { continue };
        let package = &packages[at];
        for extra in std::iter::once(String::new()).chain(dependency.extra.iter().cloned()) {
            if !seen.insert((at, extra.clone())) {
                continue;
            }
            let own = match extra.as_str() {
                "" => package.dependencies.as_slice(),
                extra => package.optional_dependencies.get(extra).map_or(&[][..], Vec::as_slice),
            };
            queue.extend(own.iter().map(|dependency| (dependency, vec![extra.clone()])));
        }
        if !found.contains(&at) && !is_project(&package) {
            found.push(at);
        }
    }
    found.into_iter().map(|at| &packages[at]).collect()
}

/// The project at the root of the workspace, unless members are named.
fn is_asked_for(project: &LockedPackage, install: &ProjectInstall) -> bool {
    let at_root = ["virtual", "editable"]
        .iter()
        .any(|kind| project.source.get(*kind).and_then(toml::Value::as_str).is_some_and(|path| path == "."));
    match &install.members {
        None => true,
        Some(named) if named.is_empty() => at_root,
        Some(named) => named.contains(&project.name),
    }
}

/// The requirements of a project of the workspace.
fn roots<'l>(project: &'l LockedPackage, install: &ProjectInstall) -> Vec<&'l Dependency> {
    let mut found: Vec<&Dependency> = Vec::new();
    if install.only_groups.is_empty() {
        found.extend(&project.dependencies);
    }
    for (extra, list) in &project.optional_dependencies {
        if install.all_extras || install.extras.contains(extra) {
            found.extend(list);
        }
    }
    for (group, list) in &project.dev_dependencies {
        let is_default = group == "dev" && install.with_dev && !install.without_groups.contains(group);
        if is_default
            || install.all_groups
            || install.groups.contains(group)
            || install.only_groups.contains(group)
        {
            found.extend(list);
        }
    }
    found
}

/// Poetry and pdm: by the groups that the lock file notes (their newer formats), else all.
fn grouped<'l>(
    lock: &'l LockFile,
    install: &ProjectInstall,
    environment: &Environment,
) -> Vec<&'l LockedPackage> {
    let wanted = |group: &String| {
        if !install.only_groups.is_empty() {
            return install.only_groups.contains(group);
        }
        let is_main = matches!(group.as_str(), "main" | "default");
        let is_listed =
            install.all_groups || install.groups.contains(group) || (install.with_dev && group == "dev");
        (is_main || is_listed) && !install.without_groups.contains(group)
    };
    let marker = |package: &LockedPackage| match &package.markers {
        Some(toml::Value::String(marker)) => environment.satisfies(marker, &install.extras),
        _ => true,
    };
    let in_extra = |package: &LockedPackage| {
        let chosen = lock.extras.iter().filter(|(extra, _)| install.extras.contains(extra));
        let mut names = chosen.flat_map(|(_, names)| names);
        names.any(|name| normalized_name(name.split([' ', '[', '(']).next().unwrap_or(name)) == package.name)
    };
    let in_group = |package: &LockedPackage| match (&package.groups, &package.category) {
        (groups, Some(category)) if groups.is_empty() => wanted(category),
        (groups, _) => groups.is_empty() || groups.iter().any(wanted),
    };
    let fits = |package: &&LockedPackage| {
        (!package.optional || install.all_extras || in_extra(package)) && in_group(package) && marker(package)
    };
    lock.package.iter().filter(fits).collect()
}

fn locked(package: &LockedPackage, environment: &Environment) -> Option<Locked> {
    let files = package.wheels.iter().chain(&package.files);
    let best = files
        .filter_map(|wheel| {
            let filename = filename(wheel);
            let rank = WheelName::parse(filename)?.rank(environment)?;
            Some((rank, wheel))
        })
        .max_by_key(|(rank, _)| *rank);
    Some(Locked {
        name: normalized_name(&package.name),
        version: package.version.clone()?,
        wheel: best.map_or(Wheel::Missing, |(_, wheel)| Wheel::File(file(wheel))),
        direct: direct(&package.source),
    })
}

/// uv names the kind of a source by the key, Poetry by `type`, where `legacy` is an index.
fn direct(source: &BTreeMap<String, toml::Value>) -> Option<String> {
    let text = |key: &str| source.get(key).and_then(toml::Value::as_str);
    match text("type") {
        Some("legacy") => None,
        Some("git") => Some(format!("git+{}", text("url")?)),
        Some(_) => text("url").map(str::to_owned),
        None => text("url").map(str::to_owned).or_else(|| Some(format!("git+{}", text("git")?))),
    }
}

fn file(wheel: &LockedWheel) -> ProjectFile {
    ProjectFile {
        filename: filename(wheel).to_owned(),
        url: wheel.url.clone(),
        sha256: wheel.hash.as_deref().and_then(|hash| hash.strip_prefix("sha256:")).map(str::to_owned),
        bytes: wheel.size,
        ..ProjectFile::default()
    }
}

fn filename(wheel: &LockedWheel) -> &str {
    if wheel.file.is_empty() { crate::image_path::file_name(&wheel.url) } else { &wheel.file }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UV: &str = r#"
version = 1
[[package]]
name = "app"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "torch" }, { name = "win", marker = "sys_platform == 'win32'" }, { name = "web", extra = ["fast"] }]
[package.optional-dependencies]
gpu = [{ name = "cupy" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "torch"
version = "2.5.1"
source = { registry = "https://index.invalid/simple" }
dependencies = [{ name = "numpy" }]
wheels = [
  { url = "https://files.invalid/torch-2.5.1-cp311-cp311-manylinux1_x86_64.whl", hash = "sha256:ab", size = 900 },
  { url = "https://files.invalid/torch-2.5.1-cp312-cp312-manylinux1_x86_64.whl", hash = "sha256:cd", size = 910 },
]
[[package]]
name = "numpy"
version = "2.0"
source = { registry = "https://index.invalid/simple" }
sdist = { url = "https://files.invalid/numpy-2.0.tar.gz", hash = "sha256:00", size = 5 }
[[package]]
name = "web"
version = "1"
[package.optional-dependencies]
fast = [{ name = "loop" }]
[[package]]
name = "loop"
version = "3"
[[package]]
name = "win"
version = "1"
[[package]]
name = "cupy"
version = "13"
[[package]]
name = "pytest"
version = "8"
"#;

    fn names(text: &str, command: &str) -> Vec<String> {
        use syntax::continuation::Joined;
        let script = syntax::shell::Script::parse(&Joined::plain(command, 0));
        let invocation = script.commands[0].invocation().expect("a command");
        let install = crate::install::project_install(&invocation).expect("it installs");
        let environment = Environment { python: Some((3, 12)), machine: "x86_64".into() };
        let packages = packages(text, &install, &environment).expect("it reads");
        packages
            .iter()
            .map(|one| {
                format!(
                    "{}={}:{}",
                    one.name,
                    one.version,
                    match &one.wheel {
                        Wheel::File(file) => file.bytes.unwrap_or(0),
                        Wheel::OnIndex | Wheel::Missing => 0,
                    }
                )
            })
            .collect()
    }

    #[test]
    fn uv_locks_are_walked_from_the_project() {
        for (command, expected) in [
            ("uv sync --frozen --no-dev", &["torch=2.5.1:910", "web=1:0", "numpy=2.0:0", "loop=3:0"][..]),
            (
                "uv sync --no-dev --extra gpu",
                &["torch=2.5.1:910", "web=1:0", "cupy=13:0", "numpy=2.0:0", "loop=3:0"],
            ),
            ("uv sync --only-group dev", &["pytest=8:0"]),
        ] {
            assert_eq!(names(UV, command), expected, "{command}");
        }
        for command in ["uv sync", "uv sync --no-default-groups --all-groups"] {
            assert!(names(UV, command).contains(&"pytest=8:0".to_owned()), "{command}");
        }
        let workspace = "[[package]]\nname = 'root'\nversion = '1'\nsource = { editable = '.' }\n\
                         dependencies = [{ name = 'a' }]\n\
                         [[package]]\nname = 'member'\nversion = '1'\nsource = { editable = 'member' }\n\
                         dependencies = [{ name = 'b' }]\n\
                         [[package]]\nname = 'a'\nversion = '1'\n[[package]]\nname = 'b'\nversion = '1'\n";
        for (command, expected) in [
            ("uv sync", &["a=1:0"][..]),
            ("uv sync --package member", &["b=1:0"]),
            ("uv sync --all-packages", &["a=1:0", "b=1:0"]),
        ] {
            assert_eq!(names(workspace, command), expected, "{command}");
        }
    }

    #[test]
    fn sources_beside_indexes_are_kept() {
        for (source, expected) in [
            ("registry = 'https://index.invalid/simple'", None),
            (
                "url = 'https://files.invalid/a-1-py3-none-any.whl'",
                Some("https://files.invalid/a-1-py3-none-any.whl"),
            ),
            ("git = 'https://host.invalid/a'", Some("git+https://host.invalid/a")),
            ("type = 'legacy', url = 'https://index.invalid/simple'", None),
            ("type = 'git', url = 'https://host.invalid/a'", Some("git+https://host.invalid/a")),
        ] {
            let text = format!("[[package]]\nname = 'a'\nversion = '1'\nsource = {{ {source} }}\n");
            let lock: LockFile = toml::from_str(&text).expect("a lock file");
            assert_eq!(direct(&lock.package[0].source).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn poetry_locks_are_read_by_group() {
        let text = r#"
[[package]]
name = "Flask"
version = "3.1.0"
optional = false
groups = ["main"]
files = [{file = "flask-3.1.0-py3-none-any.whl", hash = "sha256:aa"}, {file = "flask-3.1.0.tar.gz", hash = "sha256:bb"}]
[package.dependencies]
click = ">=8"
[[package]]
name = "pytest"
version = "8.0"
optional = false
groups = ["dev"]
[[package]]
name = "colorama"
version = "0.4"
optional = false
groups = ["main"]
markers = "platform_system == \"Windows\""
"#;
        assert_eq!(names(text, "poetry install --only main --no-root"), ["flask=3.1.0:0"]);
        assert_eq!(names(text, "poetry install"), ["flask=3.1.0:0", "pytest=8.0:0"]);
        let older = "[[package]]\nname = 'a'\nversion = '1'\ncategory = 'main'\noptional = false\n\
                     [[package]]\nname = 'b'\nversion = '1'\ncategory = 'dev'\noptional = false\n\
                     [[package]]\nname = 'c'\nversion = '1'\ncategory = 'main'\noptional = true\n\
                     [extras]\ngpu = ['c (>=1)']\n";
        for (command, expected) in [
            ("poetry install --no-dev", &["a=1:0"][..]),
            ("poetry install", &["a=1:0", "b=1:0"]),
            ("poetry install --without dev --extras gpu", &["a=1:0", "c=1:0"]),
        ] {
            assert_eq!(names(older, command), expected, "{command}");
        }
    }

    #[test]
    fn pipfile_locks_name_versions() {
        let text = r#"{"_meta": {}, "default": {
            "Flask": {"version": "==3.1.0", "hashes": ["sha256:aa"]},
            "colorama": {"version": "==0.4", "markers": "sys_platform == 'win32'"},
            "own": {"editable": true, "path": "."}},
            "develop": {"pytest": {"version": "==8.0"}}}"#;
        assert_eq!(names(text, "pipenv install --system --deploy"), ["flask=3.1.0:0"]);
        assert_eq!(names(text, "pipenv sync --dev"), ["flask=3.1.0:0", "pytest=8.0:0"]);
    }
}
