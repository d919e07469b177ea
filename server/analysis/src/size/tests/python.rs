//! What pip and its relatives install, over a fake index and build context.

use super::{Files, best};
use crate::facts::{Fact, FactStore, PythonIndex, PythonProject, Unavailable};
use crate::model::Memo;
use crate::options::Options;
use crate::size::LayerEstimate;
use crate::size::fake_store::FakeStore;
use crate::{Analysis, Inputs};

const WHEELS: &str = "\
    app-1.0-py3-none-any.whl 1000000 : lib>=1; more | extra == 'x'
    lib-1.0-py3-none-any.whl 2000000
    lib-2.0-py3-none-any.whl 4000000
    more-1.0-py3-none-any.whl 8000000
    picky-1.0-py3-none-any.whl 16000000 : lib<2";

/// What RECORD and its like add to two wheels of ten files.
const RECORD: u64 = 1_000 + 20 * 10;

fn layer(files: &[(&'static str, &str)], text: &str) -> LayerEstimate {
    layer_by(&FakeStore::wheels(WHEELS), files, text)
}

fn layer_by(store: &dyn FactStore, files: &[(&'static str, &str)], text: &str) -> LayerEstimate {
    let source = syntax::Source::parse(text);
    let files = Files::of(files);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: store, context: &files, options: &options, memo: &memo };
    let report = crate::size::report(&Analysis::new(&source, inputs), None).expect("there is a stage");
    report.layers.into_iter().next_back().expect("a layer")
}

/// Bytes of a RUN after the whole context was copied to `/w`, in megabytes without RECORD's.
fn megabytes(files: &[(&'static str, &str)], script: &str) -> u64 {
    let text = format!("FROM debian:12\nWORKDIR /w\nCOPY . .\nRUN {script}\n");
    let layer = layer(files, &text);
    let packages =
        layer.parts.iter().filter(|part| part.source.contains("files of the wheel")).count() as u64;
    assert!(layer.bytes.high.is_some(), "{script}: {layer:#?}");
    (best(layer.bytes) - packages * RECORD) / 1_000_000
}

#[test]
fn every_way_to_say_what_is_installed() {
    let pip = "pip install --no-cache-dir";
    let files: &[(&str, &str)] = &[
        ("requirements.txt", "-r more/base.txt\n-c constraints.txt\nmore ; sys_platform == 'win32'\n"),
        ("more/base.txt", "app\n"),
        ("constraints.txt", "lib<2\n"),
        (
            "Pipfile.lock",
            r#"{"default": {"lib": {"version": "==1.0"}}, "develop": {"more": {"version": "==1.0"}}}"#,
        ),
        (
            "poetry.lock",
            "[[package]]\nname = 'lib'\nversion = '1.0'\noptional = false\nfiles = [{file = 'lib-1.0-py3-none-any.whl', hash = 'sha256:ab'}]\n",
        ),
    ];
    for (script, expected) in [
        (format!("{pip} app"), 5),
        (format!("{pip} 'app[x]'"), 13),
        (format!("{pip} app --no-deps"), 1),
        (format!("{pip} 'lib<2'"), 2),
        (format!("{pip} app -c constraints.txt"), 3),
        (format!("{pip} -r requirements.txt"), 3),
        (format!("{pip} 'lib; sys_platform == \"win32\"'"), 0),
        (format!("{pip} --target /t app && rm -rf /t/lib"), 1),
        (format!("{pip} https://files.invalid/lib-1.0-py3-none-any.whl"), 2),
        (format!("{pip} 'lib @ https://files.invalid/lib-1.0-py3-none-any.whl' app"), 3),
        (format!("{pip} app lib==1.0 && {pip} app"), 3),
        ("uv pip install --system --no-cache app".into(), 5),
        ("pipenv install --system --deploy".into(), 2),
        ("pipenv sync --dev".into(), 10),
        ("poetry install --no-root".into(), 2),
    ] {
        assert_eq!(megabytes(files, &script), expected, "{script}");
    }
}

#[test]
fn a_page_of_links_has_the_files_of_many_projects() {
    let mut store = FakeStore::wheels(WHEELS);
    let files = std::mem::take(&mut store.projects).into_values().flatten().collect();
    store.links.insert("https://links.invalid/x.html".into(), files);
    let source = syntax::Source::parse(
        "FROM debian:12\nRUN pip install --no-cache-dir --no-index -f https://links.invalid/x.html app\n",
    );
    let (options, memo) = (Options::default(), Memo::default());
    let files = Files::of(&[]);
    let inputs = Inputs { facts: &store, context: &files, options: &options, memo: &memo };
    let report = crate::size::report(&Analysis::new(&source, inputs), None).expect("there is a stage");
    let layer = report.layers.last().expect("a layer");
    assert_eq!(best(layer.bytes), 5_000_000 + 2 * RECORD, "{layer:#?}");
}

#[test]
fn conflicts_and_unknown_names_say_why() {
    for (script, words) in [
        ("pip install picky lib==2.0", "`lib==2.0` and picky 1.0, which needs `lib<2`, exclude one another"),
        ("pip install nunpy", "the package index has no project of this name; did you mean `numpy`?"),
        ("pip install lib==9", "no version fits `lib==9`"),
    ] {
        let layer = layer(&[], &format!("FROM debian:12\nRUN {script}\n"));
        let said = layer.parts.iter().any(|part| part.bytes.is_none() && part.source.contains(words));
        assert!(said, "{script}: {:#?}", layer.parts);
    }
}

#[test]
fn wheels_of_the_image_are_found() {
    let text = "FROM debian:12 AS build\nCOPY dist/lib-1.0-py3-none-any.whl dist/own-3.0-py3-none-any.whl /wheels/\n\
                FROM debian:12\nCOPY --from=build /wheels /wheels\nRUN pip install --no-cache-dir /wheels/*.whl\n";
    let files = [("dist/lib-1.0-py3-none-any.whl", "x"), ("dist/own-3.0-py3-none-any.whl", "1234567890")];
    let layer = layer(&files, text);
    let part = |name: &str| layer.parts.iter().find(|part| part.what.starts_with(name));
    assert_eq!(part("lib 1.0").and_then(|part| part.bytes), Some(2_000_000 + RECORD as i64), "{layer:#?}");
    // Nobody else has it: its length in the build context is all there is.
    assert_eq!(part("own 3.0").map(|part| part.source.as_str()), Some("the wheel's length"), "{layer:#?}");
}

#[test]
fn wheels_that_are_kept_as_files_have_their_own_length() {
    // The index tells a third of the files' bytes.
    for (script, parts) in [
        (
            "pip download --no-cache-dir -d /w app",
            "app-1.0-py3-none-any.whl 333333 lib-2.0-py3-none-any.whl 1333333",
        ),
        ("pip wheel --no-cache-dir --no-deps --wheel-dir /w app", "app-1.0-py3-none-any.whl 333333"),
        (
            "pip install --no-cache-dir app && python3 -m pip --no-cache-dir wheel app",
            "app 1.0 1001200 app-1.0-py3-none-any.whl 333333 lib 2.0 4001200 lib-2.0-py3-none-any.whl 1333333",
        ),
        // A folder of wheels has what was put there, not what the index has.
        (
            "pip wheel --no-cache-dir --no-deps -w /w lib==1.0 && rm -rf /x && \\\n\
             pip install --no-cache-dir --no-index --find-links /w lib && rm -r /w",
            "lib 1.0 2001200",
        ),
        // What was built in one place is installed from there, without its neighbours.
        (
            "pip wheel --no-cache-dir --no-deps -w /w lib==1.0 && pip install --no-cache-dir /w/*.whl && rm -r /w",
            "lib 1.0 2001200",
        ),
    ] {
        let layer = layer(&[], &format!("FROM debian:12\nRUN {script}\n"));
        let part = |part: &crate::size::Part| format!("{} {}", part.what, part.bytes.unwrap_or_default());
        let mut found: Vec<String> = layer.parts.iter().map(part).collect();
        found.sort();
        assert_eq!(found.join(" "), parts, "{script}");
    }
}

/// The parts of a pip install by the embedded tables alone: `NAME VERSION`, `?` where a size is unknown.
fn without_an_index(script: &str) -> (LayerEstimate, Vec<String>) {
    let layer = super::last(&format!("FROM python:3.11-slim\nRUN {script}\n"));
    let name = |part: &crate::size::Part| match part.bytes {
        Some(_) => part.what.clone(),
        None => format!("{}?", part.what),
    };
    let parts = layer.parts.iter().map(name).collect();
    (layer, parts)
}

#[test]
fn without_an_index_the_tables_are_resolved() {
    let has = |parts: &[String], start: &str| parts.iter().any(|part| part.starts_with(start));
    for (install, present, absent) in [
        // A closure is whole, with what its parts need; markers and extras decide.
        ("flask", &["flask ", "werkzeug ", "jinja2 ", "markupsafe "][..], &["colorama", "asgiref"][..]),
        ("uvicorn", &["uvicorn ", "h11 "], &["uvloop"]),
        ("'uvicorn[standard]'", &["uvicorn ", "uvloop ", "httptools "], &["colorama"]),
        ("'numpy<2'", &["numpy 1.26.4"], &["numpy 2"]),
        ("--no-deps flask", &["flask "], &["werkzeug"]),
        // A version of which nothing is known stands with its own number, in a series' neighbour's size.
        ("pandas==2.2.1", &["pandas 2.2.1", "numpy ", "python-dateutil "], &["pandas 2.2.3"]),
        ("torch==2.3.1", &["torch 2.3.1", "nvidia-cublas-cu12 12.1.3.1", "sympy "], &[]),
        (
            "torch --index-url https://download.pytorch.org/whl/cpu",
            &["torch 2", "sympy "],
            &["nvidia", "triton"],
        ),
        ("torchvision==0.18.1", &["torchvision 0.18.1", "torch 2.3.1"], &[]),
        ("flask nobody-knows-this", &["flask ", "nobody-knows-this?"], &[]),
    ] {
        let (layer, parts) = without_an_index(&format!("pip install --no-cache-dir {install}"));
        for one in present {
            assert!(has(&parts, one), "{install}: {one} in {parts:?}");
        }
        for one in absent {
            assert!(!has(&parts, one), "{install}: no {one} in {parts:?}");
        }
        let is_whole = layer.bytes.high.is_some();
        assert_eq!(is_whole, !install.contains("nobody"), "{install}: {layer:#?}");
        let confidence = layer.bytes.confidence;
        assert!(confidence <= crate::size::Confidence::Estimated, "never exact: {install}");
    }
}

#[test]
fn ranges_without_an_index_tell_how_near_a_version_is() {
    let width = |install: &str, name: &str| {
        let (layer, _) = without_an_index(&format!("pip install --no-cache-dir --no-compile {install}"));
        let part = layer.parts.iter().find(|part| part.what.starts_with(name)).cloned();
        let source = part.expect("it is there").source;
        let bytes = layer.bytes;
        let width = bytes.high.unwrap_or_default() as f64 - bytes.low.unwrap_or_default() as f64;
        (width / bytes.best.unwrap_or_default() as f64, source)
    };
    let (pinned, source) = width("numpy==1.26.4", "numpy");
    assert!(source.starts_with("embedded table of wheels as of 20"), "{source}");
    let (newest, _) = width("numpy", "numpy");
    let (neighbour, source) = width("numpy==1.26.1", "numpy");
    assert!(source.ends_with("version 1.26.4 in place of the one installed"), "{source}");
    assert!(pinned < newest && newest < neighbour, "{pinned} {newest} {neighbour}");
}

/// A package index that is down.
struct Down;

impl FactStore for Down {
    fn python_project(&self, _: &PythonIndex, _: &str) -> Fact<PythonProject> {
        Fact::Unavailable(Unavailable::Failed("index.example: no connection".into()))
    }
}

#[test]
fn the_embedded_tables_stand_in_for_an_index_that_is_down() {
    let layer = layer_by(&Down, &[], "FROM python:3.12-slim\nRUN pip install --no-cache-dir torch==2.5.1\n");
    assert!(layer.bytes.best.is_some_and(|bytes| bytes > 4_000_000_000), "{layer:#?}");
    assert!(
        layer.parts.iter().any(|part| part.what.starts_with("torch") && part.source.contains("embedded"))
    );
    assert_eq!(layer.notes, ["the package index gave no answer: index.example: no connection"]);
}

/// An index beside the one of the fake store that does not answer.
struct Silent(FakeStore);

impl FactStore for Silent {
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        match index {
            PythonIndex::Url(_) => Fact::Unavailable(Unavailable::Failed("it timed out".into())),
            _ => self.0.python_project(index, name),
        }
    }
    fn wheel_metadata(&self, file: &crate::facts::ProjectFile) -> Fact<crate::facts::WheelMetadata> {
        self.0.wheel_metadata(file)
    }
    fn wheel_contents(&self, file: &crate::facts::ProjectFile) -> Fact<crate::facts::WheelContents> {
        self.0.wheel_contents(file)
    }
}

#[test]
fn an_index_that_does_not_answer_may_have_what_others_lack() {
    let store = Silent(FakeStore::wheels(WHEELS));
    let extra = "--extra-index-url https://user:secret@own.example/simple";
    let layer =
        |what: &str| layer_by(&store, &[], &format!("FROM debian:12\nRUN pip install {extra} {what}\n"));
    let found = layer("lib==9");
    assert!(found.bytes.is_unknown(), "{found:#?}");
    let why = "no version of lib that fits was found; own.example (it timed out) did not answer";
    assert!(found.parts.iter().any(|part| part.source.contains(why)), "{found:#?}");
    let found = layer("lib");
    assert_eq!(best(found.bytes) / 1_000_000, 5, "with pip's cache: {found:#?}");
    let note = "own.example (it timed out) did not answer: versions that it alone has are not seen";
    assert!(found.notes.iter().any(|one| one == note), "{:?}", found.notes);
}

#[test]
fn a_project_that_is_linked_takes_next_to_nothing() {
    let files = [("pyproject.toml", "[project]\nname = 'own'\nversion = '1'\ndependencies = ['lib==1.0']\n")];
    for (run, is_known) in
        [("pip install --no-cache-dir -e .", true), ("pip install --no-cache-dir .", false)]
    {
        let layer = layer(&files, &format!("FROM debian:12\nWORKDIR /w\nCOPY . .\nRUN {run}\n"));
        assert_eq!(layer.bytes.high.is_some(), is_known, "{run}: {layer:#?}");
        assert_eq!(best(layer.bytes) / 1_000_000, 2, "{run}: {layer:#?}");
    }
}

/// Low, best and high bytes of a layer that is the project itself.
fn own_layer(pyproject: &str, files: &[(&'static str, &str)], run: &str) -> Option<(u64, u64, u64)> {
    let files = [&[("pyproject.toml", pyproject)], files].concat();
    let layer = layer(&files, &format!("FROM debian:12\nWORKDIR /w\nCOPY . .\nRUN {run}\n"));
    layer.parts.iter().find(|part| part.source == "the project's files in the build context")?;
    assert_eq!((layer.parts.len(), layer.parts[0].what.as_str()), (1, "own-app 1"), "{layer:#?}");
    Some((layer.bytes.low?, layer.bytes.best?, layer.bytes.high?))
}

#[test]
fn a_project_of_the_context_brings_its_package() {
    let pip = "pip install --no-cache-dir --no-compile";
    let project = "[project]\nname = 'Own-App'\nversion = '1'\nreadme = 'README.md'\n";
    let (source, data) = ("x".repeat(10_000), "d".repeat(50_000));
    let flat = [
        ("README.md", "hello"),
        ("own_app/__init__.py", source.as_str()),
        ("own_app/model.bin", data.as_str()),
        ("scripts/other.py", data.as_str()),
    ];
    let under_src = [("src/own_app/__init__.py", source.as_str()), ("src/own_app/x/y.py", source.as_str())];
    let described = 5 + 3_500 + 1_000;
    let sources = 10_000 + 20 + described;
    let all = sources + 50_000 + 20;
    let setuptools = own_layer(project, &flat, &format!("{pip} ."));
    assert_eq!(setuptools, Some((sources, sources, all)), "data may be left out");
    let hatch = format!("{project}[build-system]\nbuild-backend = 'hatchling.build'\n");
    assert_eq!(own_layer(&hatch, &flat, &format!("{pip} /w")), Some((sources, all, all)));
    let two = 20_000 + 40 + 3_500 + 1_000;
    assert_eq!(own_layer(project, &under_src, &format!("{pip} .")), Some((two, two, two)));
    let compiling = format!("{project}[build-system]\nbuild-backend = 'maturin'\n");
    assert_eq!(own_layer(&compiling, &flat, &format!("{pip} .")), None);
    let with = |name| [&flat[..], &[(name, "")]].concat();
    assert_eq!(own_layer(project, &with("own_app/fast.pyx"), &format!("{pip} .")), None);
    assert_eq!(own_layer(project, &with("setup.py"), &format!("{pip} .")), None);
    assert_eq!(own_layer(project, &flat, &format!("{pip} -e .")), None);
}

#[test]
fn exported_lock_files_stand_for_requirement_files() {
    let files = [(
        "poetry.lock",
        "[[package]]\nname = 'lib'\nversion = '1.0'\noptional = false\ngroups = ['main']\nfiles = [{file = 'lib-1.0-py3-none-any.whl', hash = 'sha256:ab'}]\n\
        [[package]]\nname = 'more'\nversion = '1.0'\noptional = false\ngroups = ['dev']\nfiles = [{file = 'more-1.0-py3-none-any.whl', hash = 'sha256:cd'}]\n",
    )];
    let pip = "pip install --no-cache-dir --no-compile";
    for (text, expected) in [
        (format!("RUN poetry export -f requirements.txt -o r.txt --without-hashes && {pip} -r r.txt"), 2),
        (format!("RUN poetry export --with dev > r.txt\nRUN {pip} -r r.txt"), 10),
        (
            format!(
                "RUN poetry export --output /tmp/r.txt\nFROM debian:12\nWORKDIR /code\nCOPY --from=a /tmp/r.txt ./\nRUN {pip} -r /code/r.txt"
            ),
            2,
        ),
        (
            format!(
                "RUN poetry export -o out/r.txt\nFROM debian:12\nCOPY --from=a /w/out /x/\nRUN {pip} -r /x/r.txt"
            ),
            2,
        ),
    ] {
        let text = format!("FROM debian:12 AS a\nWORKDIR /w\nCOPY . .\n{text}\n");
        let layer = layer(&files, &text);
        assert_eq!(best(layer.bytes) / 1_000_000, expected, "{text}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{text}: {layer:#?}");
    }
}
