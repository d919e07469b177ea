//! How compose and bake files build a Dockerfile: with which arguments, which target, which context.
//!
//! They are read, never edited. What they leave to the environment of the build stays unknown.

mod bake;
mod compose;
mod interpolation;
mod nesting;

use std::collections::BTreeMap;

pub use interpolation::env_file;

/// Larger files are not read: nobody writes them by hand.
pub const MAX_BYTES: u64 = 256 << 10;

/// One way in which an image is built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    /// Who says so: `compose.yaml, service train`.
    pub origin: String,
    /// The build context, from the folder of the file.
    pub context: String,
    /// From the context.
    pub dockerfile: String,
    /// `None` where the environment of the build gives the value.
    pub arguments: BTreeMap<String, Option<String>>,
    pub target: Option<String>,
    /// Further contexts by name, as `COPY --from` may use them.
    pub contexts: BTreeMap<String, String>,
}

/// What the builds of a Dockerfile say about one of its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given<'b> {
    /// No build gives it a value.
    Nothing,
    /// Those that give it a value agree; whether all builds are among them.
    Value { value: &'b str, by_all: bool },
    /// They differ, or one leaves it to its environment.
    Unclear,
}

/// The value of an argument in these builds.
pub fn given<'b>(builds: &'b [Build], name: &str) -> Given<'b> {
    let values: Vec<Option<&str>> =
        builds.iter().filter_map(|build| Some(build.arguments.get(name)?.as_deref())).collect();
    match values.split_first() {
        None => Given::Nothing,
        Some((Some(value), rest)) if rest.iter().all(|it| it == &Some(*value)) => {
            Given::Value { value, by_all: values.len() == builds.len() }
        }
        Some(_) => Given::Unclear,
    }
}

/// How a file of builds is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Compose,
    BakeHcl,
    BakeJson,
}

impl Format {
    /// By the file's name: `compose.yaml`, `docker-compose.gpu.yml`, `docker-bake.hcl` and the like.
    pub fn of(file_name: &str) -> Option<Self> {
        let (stem, extension) = file_name.rsplit_once('.')?;
        let first = stem.split('.').next()?;
        match (first, extension) {
            ("compose" | "docker-compose", "yaml" | "yml") => Some(Self::Compose),
            ("docker-bake", "hcl") => Some(Self::BakeHcl),
            ("docker-bake", "json") => Some(Self::BakeJson),
            _ => None,
        }
    }
}

/// What a file of builds may refer to.
#[derive(Clone, Copy)]
pub struct Beside<'b> {
    /// What the `.env` beside it says.
    pub environment: &'b dyn Fn(&str) -> Option<String>,
    /// Other files, by their paths from its folder.
    pub file: &'b dyn Fn(&str) -> Option<String>,
}

/// Reads the builds of a file, with what others beside it add.
///
/// # Errors
/// In one line, where the text is not what its name says.
pub fn read(file_name: &str, text: &str, beside: &Beside<'_>) -> Result<Vec<Build>, String> {
    match Format::of(file_name) {
        _ if text.len() as u64 > MAX_BYTES => Err(format!("it is larger than {} kB", MAX_BYTES >> 10)),
        Some(Format::Compose) => compose::read(file_name, text, beside),
        Some(Format::BakeHcl) => bake::read_hcl(file_name, text, beside),
        Some(Format::BakeJson) => bake::read_json(file_name, text),
        None => Ok(Vec::new()),
    }
}

/// Builds that one file may have, and arguments and contexts of all of them: extended and inherited ones
/// are counted again for each.
const MAX_BUILDS: usize = 512;
const MAX_PAIRS: usize = 20_000;

/// As many builds as anybody writes.
fn bounded(builds: impl IntoIterator<Item = Build>) -> Vec<Build> {
    let mut pairs = 0;
    let within = |build: &Build| {
        pairs += build.arguments.len() + build.contexts.len();
        pairs <= MAX_PAIRS
    };
    builds.into_iter().take(MAX_BUILDS).take_while(within).collect()
}

/// A context in the file system, not an address.
fn is_local(context: &str) -> bool {
    let is_remote =
        context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/");
    !is_remote && !context.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        for (name, format) in [
            ("compose.yaml", Some(Format::Compose)),
            ("docker-compose.override.yml", Some(Format::Compose)),
            ("docker-bake.hcl", Some(Format::BakeHcl)),
            ("docker-bake.json", Some(Format::BakeJson)),
            ("composer.json", None),
            ("docker-compose", None),
            ("values.yaml", None),
        ] {
            assert_eq!(Format::of(name), format, "{name}");
        }
    }

    #[test]
    fn builds_agree_or_not() {
        let build = |pairs: &[(&str, Option<&str>)]| Build {
            arguments: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
                .collect(),
            ..Build::default()
        };
        let both = [build(&[("A", Some("1")), ("B", Some("1"))]), build(&[("A", Some("1")), ("C", None)])];
        assert_eq!(given(&both, "A"), Given::Value { value: "1", by_all: true });
        assert_eq!(given(&both, "B"), Given::Value { value: "1", by_all: false });
        assert_eq!(given(&both, "C"), Given::Unclear);
        assert_eq!(given(&both, "D"), Given::Nothing);
        let other = [build(&[("A", Some("1"))]), build(&[("A", Some("2"))])];
        assert_eq!(given(&other, "A"), Given::Unclear);
    }
}
