//! Files of a workspace.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use analysis::builds::{self, Beside};
use analysis::context::{BuildContext, ContextListing, DockerIgnore};
use analysis::facts::{Fact, Known, NoFacts, Origin, Unavailable};
use analysis::install::RequirementsFile;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use syntax::Source;

/// Patterns on the first line break, a path behind the last.
pub fn dockerignore(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (patterns, path) = text.rsplit_once('\n').unwrap_or((&text, "data/model.bin"));
    let ignore = DockerIgnore::parse(patterns);
    let path = path.trim_matches('/');
    assert_eq!(ignore.ignores(path), ignore.ignores(path));
}

pub fn requirements(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    RequirementsFile::parse("requirements.txt", &text);
}

pub fn hadolint_settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // An error is an answer as good as settings.
    let _ = analysis::lint::hadolint::parse(&text);
}

/// Compose and bake files, each reader over the same text, with an environment from it; every file that one
/// refers to is this text again.
pub fn builds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let environment = builds::env_file(&text);
    for name in ["compose.yaml", "docker-bake.hcl", "docker-bake.json"] {
        // An error is an answer as good as builds.
        let file = |_: &str| Some(text.clone().into_owned());
        let beside = Beside { environment: &|name| environment.get(name).cloned(), file: &file };
        let _ = builds::read(name, &text, &beside);
    }
}

/// Every file that an installer reads, behind the name on its own line: `=== uv.lock`.
pub fn context_files(data: &[u8]) {
    const DOCKERFILE: &str = "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt -c constraints.txt\n\
        RUN pip install .\nRUN uv sync --frozen\nRUN poetry install\nRUN pipenv install --system --deploy\n\
        RUN conda env create -f environment.yml\nRUN npm ci\n";
    let text = String::from_utf8_lossy(data);
    let (options, memo, context) = (Options::default(), Memo::default(), Files::of(&text));
    let inputs = Inputs { facts: &NoFacts, context: &context, options: &options, memo: &memo };
    let source = Source::parse(DOCKERFILE);
    let analysis = Analysis::new(&source, inputs);
    lint(&analysis);
    size::layers(&analysis);
}

/// A build context in memory.
struct Files(HashMap<String, Known<str>>);

impl Files {
    fn of(text: &str) -> Self {
        let parts = text.split("=== ").filter_map(|part| part.split_once('\n'));
        let known = |text: &str| Known {
            value: Arc::from(text),
            origin: Origin::Live,
            as_of: SystemTime::UNIX_EPOCH,
        };
        Self(parts.map(|(name, text)| (name.to_owned(), known(text))).collect())
    }
}

impl BuildContext for Files {
    fn listing(&self) -> Fact<ContextListing> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn read(&self, path: &str) -> Fact<str> {
        self.0.get(path).map_or(Fact::Unavailable(Unavailable::NotFound), |known| Fact::Known(known.clone()))
    }
}
