use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use syntax::{Source, edit};

use super::super::fixture::{check, check_none};
use super::*;
use crate::Inputs;
use crate::context::{BuildContext, ContextEntry, ContextListing};
use crate::facts::{Fact, Known, NoFacts, Origin, Unavailable};
use crate::model::Memo;
use crate::options::Options;

struct Files(BTreeMap<&'static str, &'static str>);

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

impl BuildContext for Files {
    fn listing(&self) -> Fact<ContextListing> {
        let entry = |path: &&str| ContextEntry::file(*path, 1);
        let entries = self.0.keys().map(entry).collect();
        known(Arc::new(ContextListing { entries, truncated: false }))
    }
    fn read(&self, path: &str) -> Fact<str> {
        self.0.get(path).map_or(Fact::Unavailable(Unavailable::NotFound), |text| known(Arc::from(*text)))
    }
}

/// What becomes of a file at its first COPY, with a build context.
fn split(files: &[(&'static str, &'static str)], text: &str) -> Option<String> {
    let context = Files(files.iter().copied().collect());
    let source = Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &context, options: &options, memo: &memo };
    let analysis = Analysis::new(&source, inputs);
    let start = text.find("COPY").expect("there is a COPY");
    let fix = offer(&analysis, syntax::range(start, start)).pop()?;
    edit::apply(text, fix.edits()).ok()
}

#[test]
fn named_files_go_first() {
    check(
        offer,
        "FROM x\nWORKDIR /app\nCOPY . <CURSOR>.\nRUN pip install -r requirements.txt\nCMD [\"a\"]\n",
        "FROM x\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD [\"a\"]\n",
    );
    check(
        offer,
        "FROM x\nCOPY --chown=me . /app\nWORKDIR /app\nRUN pip install -U pip\nRUN pip <CURSOR>install -r deps/a.txt -c b.txt && rm -rf /root/.cache\n",
        "FROM x\nCOPY --chown=me b.txt /app/\nCOPY --chown=me deps/a.txt /app/deps/\nWORKDIR /app\nRUN pip install -U pip\nRUN pip install -r deps/a.txt -c b.txt && rm -rf /root/.cache\nCOPY --chown=me . /app\n",
    );
    check(
        offer,
        "FROM x\nCOPY <CURSOR>. /srv/\nRUN --mount=type=cache,target=/c pip install --no-cache-dir -r /srv/r.txt torch\nRUN make\n",
        "FROM x\nCOPY r.txt /srv/\nRUN --mount=type=cache,target=/c pip install --no-cache-dir -r /srv/r.txt torch\nCOPY . /srv/\nRUN make\n",
    );
}

#[test]
fn what_needs_the_sources_stays_behind_them() {
    for run in [
        "RUN pip install .",
        "RUN pip install -e .",
        "RUN pip install -r requirements.txt -e .",
        "RUN pip install -r requirements.txt && python setup.py build",
        "RUN pip install -r $FILE",
        "RUN pip install -r /elsewhere/requirements.txt",
        "RUN pip install torch",
        "RUN make\nRUN pip install -r requirements.txt",
        "WORKDIR /y\nRUN pip install -r requirements.txt",
        "RUN pip install --find-links wheels -r requirements.txt",
        "RUN pip install -r requirements.txt && rm requirements.txt",
        "RUN --mount=target=/z pip install -r requirements.txt",
        "RUN uv sync",
        "RUN poetry install --no-root",
        "USER me\nRUN pip install -r requirements.txt",
    ] {
        check_none(offer, &format!("FROM x\nWORKDIR /app\nCOPY <CURSOR>. .\n{run}\n"));
    }
    let install = "RUN pip install -r requirements.txt\n";
    check_none(offer, &format!("FROM x\nCOPY <CURSOR>a .\n{install}"));
    check_none(offer, &format!("FROM x\nCOPY <CURSOR>--exclude=b . .\n{install}"));
    check_none(offer, &format!("FROM x\nCOPY <CURSOR>. $WHERE\n{install}"));
    check_none(offer, &format!("FROM x\nCOPY <CURSOR>[\".\", \".\"]\n{install}"));
}

#[test]
fn the_build_context_is_asked() {
    let text = |run: &str| format!("FROM x\nWORKDIR /app\nCOPY . .\nRUN {run}\n");
    let expected =
        |copied: &str, run: &str| Some(format!("FROM x\nWORKDIR /app\nCOPY {copied}\nRUN {run}\nCOPY . .\n"));
    let pip = "pip install -r a.txt";
    assert_eq!(split(&[("a.txt", "-r b.txt\nnumpy\n"), ("b.txt", "-c c/d.txt\n"), ("c/d.txt", "")], &text(pip)),
        Some("FROM x\nWORKDIR /app\nCOPY a.txt b.txt ./\nCOPY c/d.txt ./c/\nRUN pip install -r a.txt\nCOPY . .\n".to_owned()));
    assert_eq!(split(&[("a.txt", "-e .\n")], &text(pip)), None);
    assert_eq!(split(&[("a.txt", "./vendored\n")], &text(pip)), None);
    assert_eq!(split(&[("other.txt", "")], &text(pip)), None);
    let uv = "uv sync --frozen --no-install-project";
    let project = [("pyproject.toml", ""), ("uv.lock", "")];
    assert_eq!(split(&project, &text(uv)), expected("pyproject.toml uv.lock ./", uv));
    assert_eq!(split(&project, &text("uv sync --frozen")), None);
    let poetry = "poetry install --no-root";
    assert_eq!(split(&project[..1], &text(poetry)), expected("pyproject.toml .", poetry));
}
