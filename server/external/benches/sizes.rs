//! Sizes when every fact is at hand, and the reading of package indexes: `cargo bench -p layerwise-external --bench sizes`.
//!
//! `LAYERWISE_APT_INDEX=FILE[,FILE…]` reads these `Packages` files, packed or not, in place of a made one.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::SystemTime;

use analysis::context::{BuildContext, ContextEntry, ContextListing};
use analysis::facts::{
    AptArchive, AptIndex, BaseContents, Fact, FactStore, InstalledPackage, Known, Origin, Platform,
    ProjectFile, PythonIndex, PythonProject, Unavailable, WheelContents, WheelMetadata,
};
use analysis::model::Memo;
use analysis::options::Options;
use analysis::reference::ImageReference;
use analysis::size::layers;
use analysis::{Analysis, Inputs};
use criterion::{Criterion, criterion_group, criterion_main};
use external::apt::packages;
use syntax::Source;

/// As many as Debian 12 has.
const PACKAGES: usize = 63_000;
/// Packages that need one another: as many as an install of a compiler and an interpreter brings.
const CLOSURE: usize = 300;
/// Releases of a project, and distributions that an install of torch brings.
const RELEASES: usize = 60;
const PROJECTS: usize = 30;
/// Files of a build context.
const FILES: usize = 2_000;

/// The text of a `Packages` file: each package needs three others further down in its closure.
fn index_text() -> String {
    let mut text = String::new();
    for at in 0..PACKAGES {
        let needs = [at + 1, at + 2, at + 7].into_iter().filter(|other| other / CLOSURE == at / CLOSURE);
        let needs: Vec<String> = needs.map(|other| format!("library{other} (>= 1.2)")).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "Package: library{at}\nVersion: 1.2-{at}\nInstalled-Size: {}\nMaintainer: A Team <team@example.invalid>\n\
             Architecture: amd64\nDepends: {}\nDescription: a library of some use\nSection: libs\n\
             Priority: optional\nFilename: pool/main/l/library{at}/library{at}_1.2_amd64.deb\nSize: {}\n\
             SHA256: {:064x}\n\n",
            100 + at % 5_000,
            [&["libc6 (>= 2.36)".to_owned()], &needs[..]].concat().join(", "),
            40_000 + at,
            at
        );
    }
    text
}

struct Warm {
    index: Arc<AptIndex>,
    base: Arc<BaseContents>,
    projects: BTreeMap<String, Arc<PythonProject>>,
    contents: Arc<WheelContents>,
}

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Cache, as_of: SystemTime::UNIX_EPOCH })
}

impl Warm {
    fn new() -> Self {
        let index = packages::read(index_text().as_bytes(), "Packages").expect("a valid index");
        let archive = AptArchive {
            url: "http://archive.example/debian".to_owned(),
            suite: "bookworm".to_owned(),
            component: "main".to_owned(),
            architecture: "amd64".to_owned(),
        };
        let libc =
            InstalledPackage { name: "libc6".to_owned(), version: "2.36-9".to_owned(), provides: Vec::new() };
        let base = BaseContents {
            distro: Some("debian".to_owned()),
            release: Some("12".to_owned()),
            packages: vec![libc],
            apt_archives: vec![archive],
            python: Some("3.11".to_owned()),
            ..BaseContents::default()
        };
        let project = |at: usize| {
            let name = if at == 0 { "torch".to_owned() } else { format!("part{at}") };
            let file = |release: usize| ProjectFile {
                filename: format!("{name}-2.{release}.0-py3-none-any.whl"),
                url: format!("https://index.example/{name}-2.{release}.0-py3-none-any.whl"),
                bytes: Some(50_000_000),
                has_metadata: true,
                ..ProjectFile::default()
            };
            let files = (0..RELEASES).map(file).collect();
            (name.clone(), Arc::new(PythonProject { name, files, ..PythonProject::default() }))
        };
        let contents = WheelContents {
            bytes: 150_000_000,
            files: 900,
            python_bytes: 9_000_000,
            ..WheelContents::default()
        };
        Self {
            index: Arc::new(index),
            base: Arc::new(base),
            projects: (0..PROJECTS).map(project).collect(),
            contents: Arc::new(contents),
        }
    }
}

impl FactStore for Warm {
    fn base_contents(&self, _: &ImageReference, _: &Platform) -> Fact<BaseContents> {
        known(Arc::clone(&self.base))
    }
    fn apt_index(&self, _: &AptArchive) -> Fact<AptIndex> {
        known(Arc::clone(&self.index))
    }
    fn python_project(&self, _: &PythonIndex, name: &str) -> Fact<PythonProject> {
        match self.projects.get(name) {
            Some(project) => known(Arc::clone(project)),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }
    /// torch pins all the others; each of these bounds the next.
    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        let name = file.filename.split('-').next().unwrap_or_default();
        let requires = match name.strip_prefix("part").and_then(|at| at.parse::<usize>().ok()) {
            None => {
                (1..PROJECTS).map(|at| format!("part{at}==2.{at}.0; platform_system == 'Linux'")).collect()
            }
            Some(at) if at + 1 < PROJECTS => vec![format!("part{}>=2.1,<3", at + 1)],
            Some(_) => Vec::new(),
        };
        known(Arc::new(WheelMetadata { requires, ..WheelMetadata::default() }))
    }
    fn wheel_contents(&self, _: &ProjectFile) -> Fact<WheelContents> {
        known(Arc::clone(&self.contents))
    }
}

struct Folder(Arc<ContextListing>);

impl BuildContext for Folder {
    fn listing(&self) -> Fact<ContextListing> {
        known(Arc::clone(&self.0))
    }
    fn read(&self, _: &str) -> Fact<str> {
        Fact::Unavailable(Unavailable::NotFound)
    }
}

/// Every estimate is worked out anew: nothing of an earlier version of the text is left.
fn warm(criterion: &mut Criterion) {
    let store = Warm::new();
    let entries = (0..FILES).map(|at| ContextEntry::file(format!("src/file{at:05}.py"), 3_000));
    let folder = Folder(Arc::new(ContextListing { entries: entries.collect(), truncated: false }));
    let options = Options::default();
    for (name, run) in [
        ("apt", "RUN apt-get update && apt-get install -y library0 && rm -rf /var/lib/apt/lists/*"),
        ("pip", "RUN pip install --no-cache-dir torch"),
        ("COPY", "COPY src /app/"),
    ] {
        let source = Source::parse(&format!("FROM example.com/base:1\n{run}\n"));
        let estimate = || {
            let memo = Memo::default();
            let inputs = Inputs { facts: &store, context: &folder, options: &options, memo: &memo };
            layers(&Analysis::new(&source, inputs))
        };
        let parts = estimate().pop().map_or(0, |layer| layer.parts.len());
        assert!(parts > 0, "{name}");
        criterion.bench_function(&format!("warm estimate, {name}"), |bencher| {
            bencher.iter(|| black_box(estimate()));
        });
    }
}

fn indexes(criterion: &mut Criterion) {
    let named = std::env::var("LAYERWISE_APT_INDEX").unwrap_or_default();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in named.split(',').filter(|path| !path.is_empty()) {
        files.push((path.to_owned(), std::fs::read(path).expect("a readable index")));
    }
    if files.is_empty() {
        files.push(("made/Packages".to_owned(), index_text().into_bytes()));
    }
    for (path, packed) in files {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let before = resident();
        let index = packages::read(&packed[..], name).expect("a valid index");
        let (count, held) = (index.packages.len(), resident().saturating_sub(before));
        println!("{name}: {count} packages, about {} kB more resident than before", held);
        let mut group = criterion.benchmark_group("index");
        group.sample_size(10);
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(packages::read(&packed[..], name).map(|index| index.packages.len())));
        });
        drop(index);
    }
}

/// Resident kB of this process; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

criterion_group!(benches, indexes, warm);
criterion_main!(benches);
