//! Compose files: the `build` of each service, with what `extends`, `include` and override files add to it.

mod nodes;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use yaml_rust2::Yaml;
use yaml_rust2::yaml::Hash;

use self::nodes::{get, pairs, scalar};
use super::interpolation::interpolate;
use super::{Beside, Build, bounded, is_local};
use crate::yaml;

/// Services that extend each other, and files that include each other.
const MAX_DEPTH: usize = 8;
/// Files that one compose file leads to.
const MAX_FILES: usize = 32;
/// Projects that are included, each time that they are.
const MAX_INCLUDED: usize = 64;

pub(super) fn read(file_name: &str, text: &str, beside: &Beside<'_>) -> Result<Vec<Build>, String> {
    let library = Library { beside, opened: RefCell::default(), included: Cell::new(0) };
    let mut files = vec![Rc::new(File::parse(file_name, text)?)];
    match role(file_name) {
        // It is read with the file that it overrides.
        Role::Override(base) if library.open_any(&base).is_some() => return Ok(Vec::new()),
        Role::Variant(base) => files.extend(library.open_any(&base)),
        Role::Main(over) => files.splice(0..0, library.open_any(&over)).for_each(drop),
        Role::Override(_) => {}
    }
    let naming = if matches!(role(file_name), Role::Variant(_)) { 1 } else { files.len() };
    let project = Project { name: file_name, files, naming, folder: None, library: &library };
    let mut builds = project.builds();
    project.include(&mut builds, MAX_DEPTH);
    Ok(bounded(builds))
}

/// What a file is to the others of its folder, with the beginning of the other's name.
enum Role {
    Main(String),
    Override(String),
    /// Taken with `-f` on top of the main file: `compose.gpu.yaml`.
    Variant(String),
}

fn role(file_name: &str) -> Role {
    let mut parts = file_name.split('.');
    let base = parts.next().unwrap_or_default().to_owned();
    match parts.next() {
        Some("override") => Role::Override(base),
        Some("yaml" | "yml") | None => Role::Main(format!("{base}.override")),
        Some(_) => Role::Variant(base),
    }
}

/// The files that a compose file leads to, each read once.
struct Library<'b> {
    beside: &'b Beside<'b>,
    opened: RefCell<HashMap<String, Option<Rc<File>>>>,
    /// How many projects were included.
    included: Cell<usize>,
}

impl Library<'_> {
    fn open(&self, path: &str) -> Option<Rc<File>> {
        if let Some(known) = self.opened.borrow().get(path) {
            return known.clone();
        }
        let is_allowed = self.opened.borrow().len() < MAX_FILES;
        let read = || File::parse(path, &(self.beside.file)(path)?).ok().map(Rc::new);
        let file = is_allowed.then(read).flatten();
        if is_allowed {
            self.opened.borrow_mut().insert(path.to_owned(), file.clone());
        }
        file
    }

    /// The file of a name without its extension.
    fn open_any(&self, stem: &str) -> Option<Rc<File>> {
        ["yaml", "yml"].iter().find_map(|extension| self.open(&format!("{stem}.{extension}")))
    }
}

/// One YAML file.
struct File {
    /// From the folder of the file that was asked for, with a slash at its end where it is another.
    folder: String,
    path: String,
    document: Yaml,
}

impl File {
    fn parse(path: &str, text: &str) -> Result<Self, String> {
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]).to_owned();
        Ok(Self { folder, path: path.to_owned(), document: yaml::load(text)? })
    }

    fn services(&self) -> Option<&Hash> {
        self.document["services"].as_hash()
    }

    fn service(&self, name: &str) -> Option<&Yaml> {
        self.services()?.get(&Yaml::String(name.to_owned()))
    }
}

/// Files that are read as one, those that win first.
struct Project<'p> {
    name: &'p str,
    files: Vec<Rc<File>>,
    /// How many of them name services: a variant adds to those of the main file, and the others are built
    /// without it.
    naming: usize,
    /// Where the paths of its files begin, where `include` says so.
    folder: Option<String>,
    library: &'p Library<'p>,
}

/// A `build` with the folder in which its paths begin.
type Layer = (String, Yaml);

impl Project<'_> {
    fn builds(&self) -> Vec<Build> {
        let mut names: Vec<&str> = Vec::new();
        for file in &self.files[..self.naming] {
            for name in file.services().into_iter().flatten().filter_map(|(name, _)| name.as_str()) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        bounded(names.into_iter().filter_map(|name| self.build(name)))
    }

    fn build(&self, name: &str) -> Option<Build> {
        let mut layers = Vec::new();
        for file in &self.files {
            self.layers(file, name, MAX_DEPTH, &mut layers);
        }
        self.merged(format!("{}, service {name}", self.name), &layers)
    }

    /// The `build` of a service, then those of the services that it extends.
    fn layers(&self, file: &File, name: &str, depth: usize, found: &mut Vec<Layer>) {
        let Some(service) = file.service(name).filter(|_| depth > 0) else { return };
        if let Some(build) = get(service, "build") {
            found.push((self.folder_of(file).to_owned(), build.clone()));
        }
        let Some(extended) = get(service, "extends") else { return };
        let text = |key: &str| self.interpolated(get(extended, key)?);
        match (extended.as_str(), text("service"), text("file")) {
            (Some(base), ..) => self.layers(file, base, depth - 1, found),
            (None, Some(base), None) => self.layers(file, &base, depth - 1, found),
            (None, Some(base), Some(path)) => {
                if let Some(other) = self.library.open(&format!("{}{path}", self.folder_of(file))) {
                    self.layers(&other, &base, depth - 1, found);
                }
            }
            _ => {}
        }
    }

    fn merged(&self, origin: String, layers: &[Layer]) -> Option<Build> {
        let environment = self.library.beside.environment;
        let attribute = |key: &str| {
            layers.iter().find_map(|(folder, build)| match (build, key) {
                (Yaml::String(_), "context") => Some((folder, build)),
                _ => get(build, key).map(|value| (folder, value)),
            })
        };
        let text = |key: &str| self.interpolated(attribute(key)?.1);
        let (first, _) = layers.first()?;
        if attribute("dockerfile_inline").is_some() {
            return None;
        }
        let (folder, context) = match attribute("context") {
            Some((folder, context)) => (folder, self.interpolated(context)?),
            None => (first, ".".to_owned()),
        };
        let dockerfile = match attribute("dockerfile") {
            Some(_) => text("dockerfile")?,
            None => "Dockerfile".to_owned(),
        };
        let all = |key: &str| {
            let mut all = BTreeMap::new();
            for (name, value) in layers.iter().flat_map(|(_, build)| pairs(get(build, key), environment)) {
                all.entry(name).or_insert(value);
            }
            all
        };
        is_local(&context).then(|| Build {
            origin,
            context: beneath(folder, &context),
            dockerfile,
            arguments: all("args"),
            target: text("target"),
            contexts: all("additional_contexts")
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
        })
    }

    /// Adds the builds of included files, each a project of its own.
    fn include(&self, builds: &mut Vec<Build>, depth: usize) {
        for file in &self.files {
            let list = file.document["include"].as_vec().into_iter().flatten().take(MAX_FILES);
            for (paths, folder) in list.filter_map(|entry| self.included(entry, self.folder_of(file))) {
                // The later of several files wins.
                let files = paths.iter().rev().filter_map(|path| self.library.open(path));
                let files: Vec<Rc<File>> = files.take(MAX_FILES).collect();
                let Some(name) = files.last().map(|file| file.path.clone()) else { continue };
                self.library.included.set(self.library.included.get() + 1);
                if depth == 0 || self.library.included.get() > MAX_INCLUDED {
                    return;
                }
                let naming = files.len();
                let project = Project { name: &name, files, naming, folder, library: self.library };
                builds.extend(project.builds());
                project.include(builds, depth - 1);
            }
        }
    }

    fn folder_of<'f>(&'f self, file: &'f File) -> &'f str {
        let is_own = self.files.iter().any(|own| std::ptr::eq(&**own, file));
        self.folder.as_deref().filter(|_| is_own).unwrap_or(&file.folder)
    }

    /// The files of an entry of `include`, and the folder that it sets for their paths.
    fn included(&self, entry: &Yaml, folder: &str) -> Option<(Vec<String>, Option<String>)> {
        let place = |node: &Yaml| Some(format!("{folder}{}", self.interpolated(node)?));
        let paths = match get(entry, "path").unwrap_or(entry) {
            Yaml::Array(paths) => paths.iter().filter_map(place).collect(),
            path => vec![place(path)?],
        };
        let own = get(entry, "project_directory").and_then(place);
        Some((paths, own.map(|own| format!("{}/", own.trim_end_matches('/')))))
    }

    fn interpolated(&self, node: &Yaml) -> Option<String> {
        interpolate(&scalar(node)?, self.library.beside.environment)
    }
}

/// A path that begins in a folder. An absolute one stays as it is.
fn beneath(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("{folder}{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builds(text: &str) -> Vec<Build> {
        builds_beside("compose.yaml", text, &[])
    }

    /// The same beside other files.
    fn builds_beside(file_name: &str, text: &str, files: &[(&str, &str)]) -> Vec<Build> {
        let file = |path: &str| files.iter().find(|file| file.0 == path).map(|file| file.1.to_owned());
        let environment = |name: &str| (name == "TAG").then(|| "12.4.1".to_owned());
        read(file_name, text, &Beside { environment: &environment, file: &file }).expect("YAML")
    }

    fn shown(build: &Build) -> String {
        let arguments = build.arguments.iter();
        let arguments: Vec<String> =
            arguments.map(|(name, value)| format!("{name}={}", value.as_deref().unwrap_or("?"))).collect();
        let target = build.target.as_deref().unwrap_or("-");
        format!("{}: {} {} {target} {}", build.origin, build.context, build.dockerfile, arguments.join(" "))
    }

    const MAIN: &str =
        "services:\n  a:\n    build: {context: ., target: t, args: {A: '1', B: '1'}}\n  b:\n    build: ./b\n";

    #[test]
    fn an_override_file_is_merged_into_the_main_one() {
        let over = "services:\n  a:\n    build: {args: [B=2], dockerfile: x}\n  c:\n    build: ./c\n";
        let found = builds_beside("compose.yaml", MAIN, &[("compose.override.yml", over)]);
        assert_eq!(
            found.iter().map(shown).collect::<Vec<_>>(),
            [
                "compose.yaml, service a: . x t A=1 B=2",
                "compose.yaml, service c: ./c Dockerfile - ",
                "compose.yaml, service b: ./b Dockerfile - ",
            ]
        );
        assert_eq!(builds_beside("compose.override.yml", over, &[("compose.yaml", MAIN)]), []);
        assert_eq!(builds_beside("compose.override.yml", over, &[]).len(), 2);
    }

    #[test]
    fn a_variant_lies_on_top_of_the_main_file() {
        let gpu = "services:\n  a:\n    build: {args: {A: gpu}}\n";
        let found = builds_beside("compose.gpu.yaml", gpu, &[("compose.yaml", MAIN)]);
        let shown: Vec<String> = found.iter().map(shown).collect();
        assert_eq!(shown, ["compose.gpu.yaml, service a: . Dockerfile t A=gpu B=1"]);
    }

    #[test]
    fn services_extend_others() {
        let text = "services:\n  a:\n    extends: b\n    build: {args: {A: '2'}}\n  b:\n    extends: {service: c, file: common/x.yaml}\n  \
                    d:\n    extends: {service: d}\n    build: .\n";
        let common = "services:\n  c:\n    build: {context: sub, target: t, args: {A: '1', C: '1'}}\n";
        let found = builds_beside("compose.yaml", text, &[("common/x.yaml", common)]);
        assert_eq!(
            found.iter().map(shown).collect::<Vec<_>>(),
            [
                "compose.yaml, service a: common/sub Dockerfile t A=2 C=1",
                "compose.yaml, service b: common/sub Dockerfile t A=1 C=1",
                "compose.yaml, service d: . Dockerfile - ",
            ]
        );
    }

    /// Each of these would take ages or gigabytes.
    #[test]
    fn files_that_lead_to_each_other_come_to_an_end() {
        let all = "include: [a.yaml, b.yaml, c.yaml, d.yaml]\nservices:\n  s:\n    extends: {service: s, file: a.yaml}\n    build: .\n";
        let files = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"].map(|name| (name, all));
        assert!(builds_beside("compose.yaml", all, &files).len() <= MAX_INCLUDED + 1);
        let mut many = "services:\n  base:\n    build:\n      context: .\n      args:\n".to_owned();
        (0..5_000).for_each(|at| many.push_str(&format!("        A{at}: x\n")));
        (0..2_000).for_each(|at| many.push_str(&format!("  s{at}: {{extends: base}}\n")));
        assert_eq!(builds_beside("compose.yaml", &many, &[]).len(), 4, "20,000 arguments");
    }

    #[test]
    fn included_files_are_read() {
        let text = "include:\n  - web/compose.yaml\n  - {path: [x/a.yaml, x/b.yaml], project_directory: y}\n  - loop.yaml\n";
        let service = |build: &str| format!("services:\n  s:\n    build: {build}\n");
        let (web, a, b) = (service("."), service("{context: c, target: a}"), service("{target: b}"));
        let files = [
            ("web/compose.yaml", web.as_str()),
            ("x/a.yaml", a.as_str()),
            ("x/b.yaml", b.as_str()),
            ("loop.yaml", "include: [loop.yaml]\n"),
        ];
        let found = builds_beside("compose.yaml", text, &files);
        assert_eq!(
            found.iter().map(shown).collect::<Vec<_>>(),
            ["web/compose.yaml, service s: web/. Dockerfile - ", "x/a.yaml, service s: y/c Dockerfile b "]
        );
    }

    #[test]
    fn services_are_read_with_their_arguments() {
        let found = builds(
            "services:\n  train:\n    build:\n      context: .\n      dockerfile: gpu.Dockerfile\n      target: final\n      \
             args:\n        BASE: nvidia/cuda:${TAG}\n        JOBS: 4\n        TOKEN:\n  \
             web:\n    build: ./web\n  db:\n    image: postgres\n  \
             far:\n    build: https://example.com/x.git\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].origin, "compose.yaml, service train");
        assert_eq!((found[0].context.as_str(), found[0].dockerfile.as_str()), (".", "gpu.Dockerfile"));
        assert_eq!(found[0].target.as_deref(), Some("final"));
        assert_eq!(found[0].arguments["BASE"].as_deref(), Some("nvidia/cuda:12.4.1"));
        assert_eq!(found[0].arguments["JOBS"].as_deref(), Some("4"));
        assert_eq!(found[0].arguments["TOKEN"], None);
        assert_eq!((found[1].context.as_str(), found[1].dockerfile.as_str()), ("./web", "Dockerfile"));
    }

    #[test]
    fn lists_and_merged_maps_are_read() {
        let found = builds(
            "x-build: &build\n  context: .\n  args: &args {A: '1', B: '2'}\nservices:\n  a:\n    build:\n      \
             <<: *build\n      target: t\n  b:\n    build:\n      context: .\n      args: {<<: *args, B: '3'}\n  \
             c:\n    build:\n      context: .\n      args: ['A=x=y', B]\n",
        );
        let arguments = |at: usize| -> Vec<(&str, Option<&str>)> {
            found[at].arguments.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect()
        };
        assert_eq!(arguments(0), [("A", Some("1")), ("B", Some("2"))]);
        assert_eq!(arguments(1), [("A", Some("1")), ("B", Some("3"))]);
        assert_eq!(arguments(2), [("A", Some("x=y")), ("B", None)]);
    }

    #[test]
    fn what_is_no_compose_file_has_no_builds() {
        for text in ["", "services:\n", "services: [a]\n", "a: 1\n", "services:\n  a: 1\n"] {
            assert_eq!(builds(text), [], "{text}");
        }
        assert!(File::parse("compose.yaml", "a: [").is_err());
    }
}
