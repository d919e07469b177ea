//! Layers of small Dockerfiles over a fake build context, by the embedded tables.

mod images;
mod models;
mod python;

use std::sync::Arc;
use std::time::SystemTime;

use super::{Estimate, LayerEstimate, SizeReport};
use crate::context::{BuildContext, ContextEntry, ContextListing, EntryKind};
use crate::facts::{Fact, Known, NoFacts, Origin, Unavailable};
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};

/// Files with their text; bytes are the text's.
struct Files(Vec<(&'static str, String)>);

impl Files {
    fn of(files: &[(&'static str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect())
    }
}

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

impl BuildContext for Files {
    fn listing(&self) -> Fact<ContextListing> {
        // `a.link` with the text `b` is a link to `b`.
        let file = |(path, text): &(&'static str, String)| match path.ends_with(".link") {
            true => ContextEntry::link(*path, text),
            false => ContextEntry::file(*path, text.len() as u64),
        };
        let mut entries: Vec<ContextEntry> = self.0.iter().map(file).collect();
        let folders: Vec<String> =
            entries.iter().filter_map(|entry| Some(entry.path.rsplit_once('/')?.0.to_owned())).collect();
        for path in folders {
            if !entries.iter().any(|entry| entry.path == path) {
                entries.push(ContextEntry::empty(path, EntryKind::Directory));
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        known(Arc::new(ContextListing { entries, truncated: false }))
    }

    fn read(&self, path: &str) -> Fact<str> {
        match self.0.iter().find(|(name, _)| *name == path) {
            Some((_, text)) => known(Arc::from(text.as_str())),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }
}

fn report(text: &str, files: &Files) -> SizeReport {
    let source = syntax::Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: files, options: &options, memo: &memo };
    super::report(&Analysis::new(&source, inputs), None).expect("there is a stage")
}

fn last(text: &str) -> LayerEstimate {
    report(text, &Files::of(&[])).layers.pop().expect("there is a layer")
}

pub(super) fn best(estimate: Estimate) -> u64 {
    estimate.best.expect("it is known")
}

#[test]
fn what_is_not_wanted_any_more_is_not_kept() {
    let source =
        syntax::Source::parse("FROM scratch\nCOPY a.txt /\nCOPY a.txt /b\nFROM scratch\nCOPY a.txt /\n");
    let files = Files::of(&[("a.txt", "12345")]);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &files, options: &options, memo: &memo };
    let fresh = super::layers(&Analysis::new(&source, inputs));
    for wanted in 0..5_u32 {
        let analysis = Analysis::new(&source, inputs);
        let left = std::cell::Cell::new(wanted);
        super::prepare(&analysis, &|| left.replace(left.get().saturating_sub(1)) > 0);
        assert_eq!(analysis.sizes().are_all_done(), wanted >= 3, "there are three instructions behind FROM");
        assert_eq!(super::layers(&analysis), fresh, "stopped after {wanted}");
    }
}

#[test]
fn copies_are_exact() {
    let files = Files::of(&[
        ("a.txt", "12345"),
        ("src/main.py", "1234567890"),
        ("src/deep/b.py", "123"),
        ("src/x.link", "deep/b.py"),
        ("top.link", "/src"),
        ("gone.link", "gone"),
        ("docs/c.md", "1234"),
    ]);
    for (text, bytes) in [
        ("COPY a.txt /x/", 5),
        ("COPY a.txt src/main.py /x/", 15),
        ("COPY src /x", 13),
        ("COPY src/ /x/", 13),
        ("COPY . .", 22),
        ("COPY s*/*.py /x/", 10),
        ("COPY --exclude=**/*.md . /x/", 18),
        ("COPY [\"a.txt\", \"/x/\"]", 5),
        ("ARG F=a.txt\nCOPY ${F} /x/", 5),
        ("COPY --chown=1:1 docs /docs", 4),
        ("ADD a.txt /x", 5),
        ("COPY src/x.link /x/", 3),
        ("COPY top.link /x/", 13),
        ("COPY top.link/main.py /x/", 10),
        ("COPY src/* /x/", 16),
        ("COPY *.txt *.txt a.txt /x/", 5),
        ("COPY no* /x/", 0),
        ("COPY --parents src/*.py docs /x/", 14),
        ("COPY --parents src/./deep top.link /x/", 3),
        ("COPY --exclude=*.py --exclude=!main.py src /x/", 13),
        ("ENV U=ab\nCOPY <<EOF /etc/a\n$U \"q\" \\$X\nEOF", 10),
        ("COPY <<EOF /etc/a\nhello\nEOF", 6),
        ("COPY <<-\"EOF\" /etc/a\n\thello $X\nEOF", 9),
    ] {
        let text = format!("FROM scratch\n{text}\n");
        let layer = report(&text, &files).layers.pop().expect("a layer");
        assert_eq!(layer.bytes, Estimate::exact(bytes), "{text}: {:#?}", layer.parts);
    }
}

#[test]
fn programs_of_known_images_have_sizes() {
    for (source, megabytes) in [
        ("--from=ghcr.io/astral-sh/uv:0.5.4 /uv /uvx", Some(40)),
        ("--from=ghcr.io/astral-sh/uv /uv", Some(55)),
        ("--from=ghcr.io/astral-sh/uv:0.5 /other", None),
        ("--from=example.com/tool:1 /uv", None),
    ] {
        let layer = last(&format!("FROM debian:12\nCOPY {source} /bin/\n"));
        assert_eq!(layer.bytes.best.map(|bytes| (bytes + 500_000) / 1_000_000), megabytes, "{source}");
    }
}

#[test]
fn what_is_not_known_stays_unknown() {
    let files = Files::of(&[("a.txt", "12345")]);
    for text in [
        "FROM scratch\nCOPY missing /x\n",
        "FROM scratch\nARG X\nCOPY ${X} /x\n",
        "FROM scratch\nADD https://example.com/a.bin /x\n",
        "FROM debian:12\nRUN make install\n",
        "FROM debian:12\nRUN [\"/opt/setup\"]\n",
        "FROM debian:12\nRUN curl -fsSL https://example.com/x.sh | bash\n",
        "FROM debian:12\nRUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\n",
        "FROM example.com/app:1\nRUN apt-get install -y curl\n",
    ] {
        let layer = report(text, &files).layers.pop().expect("a layer");
        assert!(layer.bytes.is_unknown(), "{text}: {layer:#?}");
    }
    let report = report("FROM debian:bookworm\nRUN apt-get update && make\nCOPY a.txt /\n", &files);
    assert_eq!(report.bytes.high, None);
    assert!(report.layers[1].bytes.best > Some(19_000_000), "{:#?}", report.layers[1]);
}

#[test]
fn commands_that_write_nothing_are_zero() {
    for text in [
        "cd /tmp && mkdir -p a/b && ls",
        "set -eux; echo hello; true",
        "export X=1 && test -n \"$X\" || exit 1",
        "python3 --version && nvcc --version",
        "git config --global user.name x",
        "apt-get update && rm -rf /var/lib/apt/lists/*",
        "apt-get update && apt-get dist-clean",
    ] {
        let layer = last(&format!("FROM debian:bookworm-slim\nRUN {text}\n"));
        assert_eq!(layer.bytes, Estimate::exact(0), "{text}: {:#?}", layer.parts);
    }
}

/// Truth: layers built with buildah on Debian 12; see docs/accuracy.md.
#[test]
fn apt_layers_come_near_the_truth() {
    for (from, script, truth, error) in [
        ("debian:bookworm-slim", "apt-get update", 19_856_468, 0.02),
        (
            "debian:bookworm-slim",
            "apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*",
            69_869_736,
            0.05,
        ),
        (
            "debian:bookworm-slim",
            "apt-get update && apt-get install -y --no-install-recommends build-essential git curl ca-certificates && rm -rf /var/lib/apt/lists/*",
            343_504_210,
            0.03,
        ),
        (
            "debian:bookworm",
            "apt-get update && apt-get install -y --no-install-recommends build-essential git curl ca-certificates && rm -rf /var/lib/apt/lists/*",
            384_188_726,
            0.03,
        ),
        (
            "debian:bookworm-slim",
            "set -ex; P='ffmpeg libgl1'; apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y $P libglib2.0-0; rm -r /var/lib/apt/lists",
            617_806_051,
            0.03,
        ),
    ] {
        let layer = last(&format!("FROM {from}\nRUN {script}\n"));
        let off = (best(layer.bytes) as f64 - f64::from(truth)).abs() / f64::from(truth);
        assert!(off < error, "{script}: {} {:#?}", off, layer.bytes);
        assert!(layer.bytes.low < Some(truth as u64) && layer.bytes.high > Some(truth as u64), "{script}");
    }
}

#[test]
fn earlier_installs_and_removals_count() {
    let install = "apt-get update && apt-get install -y --no-install-recommends";
    let git = best(last(&format!("FROM debian:12\nRUN {install} git\n")).bytes);
    let again = best(last(&format!("FROM debian:12\nRUN {install} git\nRUN {install} git\n")).bytes);
    assert!(again < 30_000_000 && git > 60_000_000, "{git} {again}");
    let purged = format!(
        "FROM debian:12\nRUN {install} git curl && apt-get purge -y --auto-remove git && rm -rf /var/lib/apt/lists/*\n"
    );
    let curl = format!("FROM debian:12\nRUN {install} curl && rm -rf /var/lib/apt/lists/*\n");
    assert_eq!(last(&purged).bytes.best, last(&curl).bytes.best);
    let mounted =
        format!("FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked {install} curl\n");
    assert_eq!(last(&mounted).bytes.best, last(&curl).bytes.best);
}

#[test]
fn removing_in_a_later_run_saves_nothing() {
    let layer = last("FROM debian:12\nRUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n");
    assert_eq!(layer.bytes, Estimate::exact(0));
    assert!(layer.notes.iter().any(|note| note.contains("saves nothing")), "{:?}", layer.notes);
}

#[test]
fn torch_brings_its_cuda() {
    let requirements = [("requirements.txt", "torch==1.13.1\ntorchvision==0.14.1\nnumpy==1.23.5\n")];
    let files = Files::of(&requirements);
    let text = |line: &str| {
        format!("FROM python:3.10-slim-bookworm\nCOPY requirements.txt /tmp/r.txt\nRUN {line}\n")
    };
    let size = |line: &str| report(&text(line), &files).layers.pop().expect("a layer");
    let plain = size("pip install --no-cache-dir -r /tmp/r.txt");
    assert!((3_350_000_000..3_700_000_000).contains(&best(plain.bytes)), "{plain:#?}");
    assert!(plain.parts.iter().any(|part| part.what.starts_with("nvidia-cudnn-cu11")));
    assert!(plain.bytes.high.is_some(), "all of it is known: {:#?}", plain.parts);
    let cached = size("pip install -r /tmp/r.txt");
    assert!(best(cached.bytes) > best(plain.bytes) + 1_700_000_000, "{cached:#?}");
    let mounted = size("true");
    assert_eq!(best(mounted.bytes), 0);
    let cpu =
        size("pip install --no-cache-dir torch==2.1.0 --index-url https://download.pytorch.org/whl/cpu");
    assert!(best(cpu.bytes) < 1_000_000_000, "{cpu:#?}");
    let other =
        size("pip install --no-cache-dir torch==2.3.1 --index-url https://download.pytorch.org/whl/cu118");
    assert!((4_000_000_000..6_500_000_000).contains(&best(other.bytes)), "{other:#?}");
}

#[test]
fn stages_pass_on_what_they_wrote() {
    let files = Files::of(&[("a.txt", "12345"), ("requirements.txt", "numpy==1.26.4\n")]);
    let text = "FROM python:3.11-slim AS build\nCOPY a.txt /out/a.txt\nRUN python -m venv /opt/venv\n\
                ENV PATH=/opt/venv/bin:$PATH\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n\
                FROM scratch\nCOPY --from=build /out /x\nCOPY --from=build /opt/venv /opt/venv\n";
    let layers = report(text, &files).layers;
    assert_eq!(layers[0].bytes, Estimate::exact(5));
    assert!((90_000_000..120_000_000).contains(&best(layers[1].bytes)), "{:#?}", layers[1]);
}

#[test]
fn a_base_stage_is_not_counted_twice() {
    let text = "FROM debian:bookworm-slim AS base\nRUN apt-get update\nFROM base\nRUN true\n";
    let report = report(text, &Files::of(&[]));
    let keywords: Vec<_> = report.layers.iter().map(|layer| layer.keyword).collect();
    assert_eq!(keywords, ["FROM", "RUN", "RUN"]);
    assert_eq!((report.layers[0].stage.as_str(), report.target.as_str()), ("base", "1"));
}

#[test]
fn changing_modes_stores_files_again() {
    let files = Files::of(&[("model.bin", &"x".repeat(2_000_000))]);
    let text = "FROM debian:12\nCOPY model.bin /app/model.bin\nRUN chown -R app /app\n";
    let layer = report(text, &files).layers.pop().expect("a layer");
    assert_eq!(layer.bytes, Estimate::exact(2_000_000));
    assert!(layer.notes[0].contains("COPY --chown"), "{:?}", layer.notes);
}

const NUMPY: &str = "numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl 64666132
    other-1.0-py3-none-any.whl 1000 : numpy>=1";

fn live(text: &str, store: &super::fake_store::FakeStore) -> LayerEstimate {
    live_with(&[], text, store)
}

/// The last layer of a file whose build context holds some files.
pub(super) fn live_with(
    files: &[(&'static str, &str)],
    text: &str,
    store: &dyn crate::facts::FactStore,
) -> LayerEstimate {
    let source = syntax::Source::parse(text);
    let (options, memo, files) = (Options::default(), Memo::default(), Files::of(files));
    let inputs = Inputs { facts: store, context: &files, options: &options, memo: &memo };
    let report = super::report(&Analysis::new(&source, inputs), None).expect("there is a stage");
    report.layers.into_iter().next_back().expect("there is a layer")
}

#[test]
fn wheels_of_the_index_are_exact() {
    let mut store = super::fake_store::FakeStore::wheels(NUMPY);
    let text = "FROM python:3.11-slim\nRUN pip install --no-cache-dir --no-compile other\n";
    let layer = live(text, &store);
    let first_run = 5_455_641 + 5_142_916;
    let expected = 64_666_132 + 1_000 + 2 * (1_000 + 20 * 10) + first_run;
    assert_eq!(best(layer.bytes), expected, "{layer:#?}");
    assert!(layer.parts.iter().any(|part| part.source.contains("files of the wheel")));
    // While an answer is missing, the embedded tables speak.
    store.pending.push("numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl".into());
    let layer = live("FROM python:3.11-slim\nRUN pip install --no-cache-dir numpy==1.26.4\n", &store);
    assert!(layer.parts.iter().any(|part| part.source.contains("measured")), "{layer:#?}");
}

#[test]
fn downloads_have_the_length_that_the_server_names() {
    let mut store = super::fake_store::FakeStore::default();
    store.urls.insert("https://example.com/a.tar.gz".into(), 1_000_000);
    store.urls.insert("https://example.com/model.bin".into(), 5_000_000);
    for (script, expected) in [
        ("curl -fsSL https://example.com/model.bin -o /m.bin", 5_000_000),
        ("cd /opt && wget -q https://example.com/model.bin", 5_000_000),
        ("wget -qO /tmp/a.tar.gz https://example.com/a.tar.gz && rm /tmp/a.tar.gz", 0),
        ("curl -sL https://example.com/a.tar.gz | tar -xz -C /opt", 3_300_000),
        ("curl -sLO https://example.com/a.tar.gz && tar xzf a.tar.gz && rm a.tar.gz", 3_300_000),
        ("curl -s https://example.com/model.bin > /m.bin && mv /m.bin /n.bin", 5_000_000),
    ] {
        let layer = live(&format!("FROM debian:12\nRUN {script}\n"), &store);
        assert_eq!(layer.bytes.best, Some(expected), "{script}: {layer:#?}");
    }
    let layer = live("FROM debian:12\nADD https://example.com/model.bin /opt/\n", &store);
    assert_eq!(layer.bytes.best, Some(5_000_000));
}

/// An image whose own archive is known: packages as `name version bytes ; depends ; recommends ; provides`.
fn debian_store(packages: &str, installed: &[(&str, &str)]) -> super::fake_store::FakeStore {
    use crate::facts::{AptArchive, AptIndex, AptPackage, BaseContents, InstalledPackage};
    let package = |line: &str| {
        let fields: Vec<&str> = line.split(';').map(str::trim).collect();
        let head: Vec<&str> = fields[0].split_whitespace().collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_owned();
        AptPackage {
            name: head[0].into(),
            version: head[1].into(),
            installed_bytes: head[2].parse().expect("bytes"),
            depends: field(1),
            recommends: field(2),
            provides: field(3),
            priority: "optional".into(),
            ..AptPackage::default()
        }
    };
    let mut packages: Vec<AptPackage> = packages.lines().map(package).collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    let archive = AptArchive {
        url: "http://archive.invalid/debian".into(),
        suite: "stable".into(),
        component: "main".into(),
        architecture: "amd64".into(),
    };
    let mut store = super::fake_store::FakeStore::default();
    store
        .indexes
        .insert("stable".into(), AptIndex { packages, list_bytes: 1_000_000, ..AptIndex::default() });
    let installed = installed.iter().map(|(name, version)| InstalledPackage {
        name: (*name).into(),
        version: (*version).into(),
        provides: Vec::new(),
    });
    let contents = BaseContents {
        distro: Some("debian".into()),
        release: Some("12".into()),
        packages: installed.collect(),
        apt_archives: vec![archive],
        apt_docker_clean: true,
        apt_gzip_indexes: true,
        ..BaseContents::default()
    };
    store.bases.insert("example.com/base:1".into(), contents);
    store
}

#[test]
fn the_image_s_own_archive_answers() {
    let store = debian_store(
        "app 1.0 1000000 ; libc6 (>= 2.30), libx (>= 2) ; liby-new | exp, virtual-mail, first | second\n\
         libx 1.9 500\nlibx 2.1 20000 ; libc6 (>= 2.36-9+deb12u9)\nlibc6 2.36-9+deb12u10 300000\n\
         exim 1 4000 ; ; ; virtual-mail\nfirst 1 7000\nsecond 1 9000\nexp 1 600\nrest 1 50 ; missing-dep ; app",
        &[("libc6", "2.36-9+deb12u7"), ("second", "1")],
    );
    let kept = |(name, installed): &(&str, u64)| {
        installed * knowledge::apt::file_shares(name, "", *installed).all / 1_000
    };
    let (app, libx, libc6) = (("app", 1_000_000), ("libx", 20_000), ("libc6", 300_000));
    for (script, packages) in [
        // libx needs a newer libc6: it is renewed.
        ("apt-get install -y --no-install-recommends app", &[app, libx, libc6][..]),
        ("apt-get install -y app", &[app, libx, libc6, ("exp", 600), ("exim", 4_000)]),
        ("apt-get install -y --no-install-recommends libx", &[libx, libc6]),
        ("apt-get install -y virtual-mail", &[("exim", 4_000)]),
        ("apt-get install -y --no-install-recommends rest=1 && apt-get install -y second", &[("rest", 50)]),
    ] {
        let layer = live(&format!("FROM example.com/base:1\nRUN {script}\n"), &store);
        let of_packages = layer.parts.iter().filter(|part| part.source.starts_with("package index"));
        let bytes: i64 = of_packages.filter_map(|part| part.bytes).sum();
        assert_eq!(bytes as u64, packages.iter().map(kept).sum::<u64>(), "{script}: {layer:#?}");
        // debconf's templates, dpkg's status twice, logs.
        assert!(best(layer.bytes) > bytes as u64 + 900_000, "{script}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{script}");
    }
    let layer = live("FROM example.com/base:1\nRUN apt-get install -y no-such\n", &store);
    assert!(layer.parts[0].source.contains("no such package"), "{layer:#?}");
    for source in [
        "RUN add-apt-repository ppa:a/b",
        "RUN sed -i 's/main/main contrib/' /etc/apt/sources.list",
        "COPY <<EOF /etc/apt/sources.list.d/own.list\ndeb x y z\nEOF",
        "RUN curl -fsSL https://x.invalid/setup | bash -",
        "ADD https://x.invalid/own.list /etc/apt/sources.list.d/own.list",
        "RUN dpkg -i own-archive.deb",
    ] {
        let text = format!("FROM example.com/base:1\n{source}\nRUN apt-get install -y no-such\n");
        let layer = live(&text, &store);
        assert!(layer.parts[0].source.contains("may come from sources"), "{source}: {layer:#?}");
        assert_eq!(layer.bytes.high, None, "{source}");
    }
    let layer = live("FROM example.com/base:1\nRUN apt-get update\n", &store);
    assert_eq!(layer.bytes.best, Some(374_000 + 240_000));
    let again =
        live("FROM example.com/base:1\nRUN apt-get install -y app\nRUN apt-get install -y libx\n", &store);
    assert_eq!(again.bytes.best, Some(0), "{again:#?}");
}

#[test]
fn lock_files_and_projects_name_what_is_installed() {
    let lock = "[[package]]\nname = 'app'\nversion = '1'\nsource = { virtual = '.' }\n\
                dependencies = [{ name = 'big' }]\n[[package]]\nname = 'big'\nversion = '1.0'\n\
                wheels = [{ url = 'https://x.invalid/big-1.0-py3-none-any.whl', size = 1000000 }]\n";
    let files = Files::of(&[
        ("uv.lock", lock),
        ("pyproject.toml", "[project]\nname = 'app'\ndependencies = ['numpy==1.26.4']\n"),
    ]);
    let size = |script: &str| {
        let text = format!("FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nRUN {script}\n");
        report(&text, &files).layers.pop().expect("a layer")
    };
    let synced = size("uv sync --frozen --no-install-project");
    assert_eq!((synced.bytes.low, best(synced.bytes)), (Some(1_300_000), 3_000_000), "{synced:#?}");
    let own = size("pip install --no-cache-dir .");
    assert!(own.parts.iter().any(|part| part.what.starts_with("numpy 1.26.4")), "{own:#?}");
    assert_eq!(own.bytes.high, None);
    let poetry = size("poetry install");
    assert!(poetry.bytes.is_unknown() && poetry.parts[0].source.contains("lock file"), "{poetry:#?}");
}

#[test]
fn a_clone_goes_with_its_folder() {
    for (run, is_known) in [
        ("git clone https://git.example/own/repo.git", false),
        ("git clone --depth 1 -b v1 https://git.example/own/repo.git && rm -rf repo", true),
        (
            "git clone https://git.example/own/repo /src && cd /src && git checkout v1 && cd / && rm -rf /src",
            true,
        ),
        ("git clone git@git.example:own/repo && rm -rf other", false),
        ("git clone $REPO && rm -rf repo", false),
        ("git lfs install", true),
    ] {
        let layer = last(&format!("FROM debian:12\nWORKDIR /w\nRUN {run}\n"));
        assert_eq!(layer.bytes.high.is_some(), is_known, "{run}: {layer:#?}");
    }
}
