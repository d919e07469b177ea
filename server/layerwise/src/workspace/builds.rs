//! Compose and bake files on disk that build a Dockerfile.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use analysis::builds::{self, Beside, Build, Format};

use super::context::read_inside;

/// Folders above the Dockerfile's that are looked into where no repository says how far it reaches.
const MAX_ABOVE: usize = 2;
/// Entries of a folder that are looked at.
const MAX_ENTRIES: usize = 10_000;
/// Folders whose listings are kept.
const MAX_LISTED: usize = 64;
/// Files of builds that are read for one Dockerfile.
const MAX_FILES: usize = 64;

/// What lies around a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The build context: what the builds agree on, else the Dockerfile's folder.
    pub root: PathBuf,
    pub builds: Arc<[Build]>,
}

impl Surroundings {
    /// A folder as the build context, with nothing that says how it is built.
    pub fn folder(root: &Path) -> Self {
        Self { root: root.to_owned(), builds: Arc::default() }
    }

    /// Of a file on disk.
    pub fn of(dockerfile: &Path) -> Self {
        let own =
            dockerfile.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Some(found) = find(dockerfile) else { return Self::folder(own) };
        let roots: BTreeSet<&PathBuf> = found.iter().map(|(_, root)| root).collect();
        let agreed = roots.first().filter(|_| roots.len() == 1).map(|root| (*root).clone());
        Self {
            root: agreed.unwrap_or_else(|| own.to_owned()),
            builds: found.into_iter().map(|(build, _)| build).collect(),
        }
    }
}

/// The builds of a Dockerfile with their contexts. `None` where the file is not there.
fn find(given: &Path) -> Option<Vec<(Build, PathBuf)>> {
    let given = std::path::absolute(given).ok()?;
    let dockerfile = given.canonicalize().ok()?;
    let folders: Vec<&Path> = dockerfile.ancestors().skip(1).collect();
    let repository = folders.iter().position(|folder| folder.join(".git").exists());
    let reach = &folders[..=repository.unwrap_or(MAX_ABOVE).min(folders.len().saturating_sub(1))];
    let top = reach.last()?;
    let files = reach.iter().flat_map(|folder| files_of_builds(folder)).take(MAX_FILES);
    let found = files.flat_map(|file| read(top, &file)).filter_map(|(folder, build)| {
        let context = plain(&folder.join(&build.context));
        let is_this = plain(&context.join(&build.dockerfile)).canonicalize().ok()? == dockerfile;
        // What a file may name as a context is no further away than the file may be itself.
        let below = dockerfile.strip_prefix(&context).ok().filter(|_| context.starts_with(top));
        // Named as the Dockerfile was, links included: so editors know the folder.
        let levels = below.map_or(1, |below| below.components().count());
        let root = given.ancestors().nth(levels)?.to_owned();
        is_this.then_some((build, root))
    });
    Some(found.collect())
}

thread_local! {
    /// What was found in folders that have not changed since, so that a run over many Dockerfiles of one
    /// folder lists it once.
    static LISTED: RefCell<HashMap<PathBuf, (SystemTime, Vec<PathBuf>)>> = RefCell::default();
}

/// Files of builds in a folder, sorted.
fn files_of_builds(folder: &Path) -> Vec<PathBuf> {
    let Ok(changed) = fs::metadata(folder).and_then(|it| it.modified()) else { return Vec::new() };
    LISTED.with_borrow_mut(|listed| {
        if let Some((_, files)) = listed.get(folder).filter(|(at, _)| *at == changed) {
            return files.clone();
        }
        if listed.len() >= MAX_LISTED {
            listed.clear();
        }
        let files = list(folder);
        listed.insert(folder.to_owned(), (changed, files.clone()));
        files
    })
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(MAX_ENTRIES).flatten();
    let is_one = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| Format::of(name).is_some());
    let mut files: Vec<PathBuf> =
        entries.filter(|entry| is_one(&entry.file_name())).map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// The builds of a file, each with the folder that its paths begin in. A broken file has none: the tool
/// that it belongs to says what is wrong with it.
///
/// What lies outside of `top` is not read through links either: an argument may be part of an address.
fn read(top: &Path, file: &Path) -> Vec<(PathBuf, Build)> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let (Some(name), Some(text)) = (file.file_name().and_then(|name| name.to_str()), read_inside(top, file))
    else {
        return Vec::new();
    };
    let environment =
        read_inside(top, &folder.join(".env")).map(|text| builds::env_file(&text)).unwrap_or_default();
    let other = |path: &str| read_inside(top, &plain(&folder.join(path)));
    let beside = Beside { environment: &|name| environment.get(name).cloned(), file: &other };
    let found = builds::read(name, &text, &beside).unwrap_or_default();
    found.into_iter().map(|build| (folder.to_owned(), build)).collect()
}

/// Without `.` and `..`, by the path's words alone.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files; the surroundings of one of them, paths from the folder.
    fn surroundings(files: &[(&str, &str)], dockerfile: &str) -> (String, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("made");
            fs::write(path, text).expect("written");
        }
        let found = Surroundings::of(&root.join(dockerfile));
        let context = found.root.strip_prefix(&root).expect("inside").display().to_string();
        (context, found.builds.iter().map(|build| build.origin.clone()).collect())
    }

    #[test]
    fn builds_of_this_dockerfile_are_found_with_their_context() {
        let compose =
            "services:\n  a:\n    build: {context: ., dockerfile: docker/Dockerfile}\n  b:\n    build: .\n";
        let files = [("docker/Dockerfile", ""), ("Dockerfile", ""), ("compose.yaml", compose)];
        let found = surroundings(&files, "docker/Dockerfile");
        assert_eq!(found, (String::new(), vec!["compose.yaml, service a".to_owned()]));
        assert_eq!(surroundings(&files, "Dockerfile").1, ["compose.yaml, service b"]);
    }

    #[test]
    fn contexts_that_differ_or_lie_outside_are_not_taken() {
        let compose = "services:\n  a:\n    build: {context: ., dockerfile: docker/Dockerfile}\n  \
                       b:\n    build: docker\n";
        let files = [("docker/Dockerfile", ""), ("compose.yaml", compose)];
        let (context, builds) = surroundings(&files, "docker/Dockerfile");
        assert_eq!((context.as_str(), builds.len()), ("docker", 2));
        let outside = "services:\n  a:\n    build: {context: ../../.., dockerfile: DOCKERFILE}\n";
        let files = [("repo/.git/HEAD", ""), ("repo/Dockerfile", ""), ("repo/compose.yaml", outside)];
        assert_eq!(surroundings(&files, "repo/Dockerfile"), ("repo".to_owned(), Vec::new()));
        // Above the repository nothing is looked at.
        let above = "services:\n  a:\n    build: repo\n";
        let files = [("repo/.git/HEAD", ""), ("repo/Dockerfile", ""), ("compose.yaml", above)];
        assert_eq!(surroundings(&files, "repo/Dockerfile"), ("repo".to_owned(), Vec::new()));
    }

    #[test]
    #[cfg(unix)]
    fn secrets_outside_of_the_repository_are_no_arguments() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = folder.path().join("repository");
        fs::create_dir_all(repository.join(".git")).expect("made");
        let compose = "services:\n  a:\n    build: {context: ., args: {A: '${TOKEN}'}}\n";
        for (path, text) in
            [("token", "TOKEN=secret\n"), ("repository/Dockerfile", ""), ("repository/compose.yaml", compose)]
        {
            fs::write(folder.path().join(path), text).expect("written");
        }
        let argument = || Surroundings::of(&repository.join("Dockerfile")).builds[0].arguments["A"].clone();
        std::os::unix::fs::symlink("../token", repository.join(".env")).expect("linked");
        assert_ne!(argument().as_deref(), Some("secret"));
        fs::remove_file(repository.join(".env")).expect("removed");
        fs::copy(folder.path().join("token"), repository.join(".env")).expect("copied");
        assert_eq!(argument().as_deref(), Some("secret"));
    }

    #[test]
    fn files_of_builds_lead_to_others_inside_the_repository() {
        let compose = "include: [more/x.yaml, ../far.yaml]\nservices:\n  a:\n    extends: {service: b, file: more/x.yaml}\n";
        let other = "services:\n  b:\n    build: ..\n";
        let files = [
            ("repo/.git/HEAD", ""),
            ("repo/Dockerfile", ""),
            ("repo/compose.yaml", compose),
            ("repo/more/x.yaml", other),
            ("far.yaml", "services:\n  c:\n    build: repo\n"),
        ];
        let (_, builds) = surroundings(&files, "repo/Dockerfile");
        assert_eq!(builds, ["compose.yaml, service a", "more/x.yaml, service b"]);
    }

    #[test]
    fn broken_and_missing_files_have_no_builds() {
        let files = [("Dockerfile", ""), ("compose.yaml", "a: ["), ("docker-bake.hcl", "{")];
        assert_eq!(surroundings(&files, "Dockerfile").1, [""; 0]);
        assert_eq!(surroundings(&[], "Dockerfile").1, [""; 0]);
    }
}
