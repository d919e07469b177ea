//! What a first look at torch costs: requests and bytes, counted at an index that serves a closure of the
//! same shape. The wheels are made here: empty but for their central directories, which list as many files
//! as those of the real ones, and METADATA, which comes last as in wheels that tools make.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use analysis::context::NoContext;
use analysis::facts::FactStore;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::size::report;
use analysis::{Analysis, Inputs};
use common::registry::sha256_of;
use common::zip::zip;
use common::{Act, FaultServer, Received, config, store};
use external::Store;

/// Name, files in the wheel, and what it requires. The counts are those of torch 2.3.1 and its closure.
const CLOSURE: [(&str, usize, &str); 22] = [
    (
        "torch",
        12_000,
        "filelock typing-extensions sympy networkx jinja2 fsspec triton nvidia-cuda-nvrtc-cu12 \
      nvidia-cuda-runtime-cu12 nvidia-cuda-cupti-cu12 nvidia-cudnn-cu12 nvidia-cublas-cu12 nvidia-cufft-cu12 \
      nvidia-curand-cu12 nvidia-cusolver-cu12 nvidia-cusparse-cu12 nvidia-nccl-cu12 nvidia-nvtx-cu12",
    ),
    ("filelock", 20, ""),
    ("typing-extensions", 6, ""),
    ("sympy", 1_580, "mpmath"),
    ("mpmath", 180, ""),
    ("networkx", 600, ""),
    ("jinja2", 34, "markupsafe"),
    ("markupsafe", 14, ""),
    ("fsspec", 60, ""),
    ("triton", 280, "filelock"),
    ("nvidia-cuda-nvrtc-cu12", 16, ""),
    ("nvidia-cuda-runtime-cu12", 130, ""),
    ("nvidia-cuda-cupti-cu12", 60, ""),
    ("nvidia-cudnn-cu12", 40, "nvidia-cublas-cu12"),
    ("nvidia-cublas-cu12", 24, ""),
    ("nvidia-cufft-cu12", 18, ""),
    ("nvidia-curand-cu12", 30, ""),
    ("nvidia-cusolver-cu12", 20, "nvidia-cublas-cu12 nvidia-nvjitlink-cu12 nvidia-cusparse-cu12"),
    ("nvidia-cusparse-cu12", 17, "nvidia-nvjitlink-cu12"),
    ("nvidia-nvjitlink-cu12", 17, ""),
    ("nvidia-nccl-cu12", 15, ""),
    ("nvidia-nvtx-cu12", 37, ""),
];

/// Releases that a project's list names besides the newest.
const OLDER: usize = 60;

/// A wheel of many small files.
fn wheel(name: &str, files: usize, requires: &str) -> Vec<u8> {
    let requires: String = requires.split_whitespace().map(|one| format!("Requires-Dist: {one}\n")).collect();
    let metadata =
        format!("Metadata-Version: 2.1\nName: {name}\n{requires}\n{}", "description\n".repeat(400));
    let paths: Vec<String> =
        (0..files).map(|n| format!("{name}/include/deep/folder/header_{n:05}.h")).collect();
    let dist_info = format!("{}-1.0.dist-info/METADATA", name.replace('-', "_"));
    let mut entries: Vec<(&str, &[u8])> = paths.iter().map(|path| (path.as_str(), &b"x"[..])).collect();
    entries.push((&dist_info, metadata.as_bytes()));
    zip(&entries)
}

fn listing(name: &str, newest: &[u8]) -> String {
    let file = |version: &str, bytes: usize, sha256: String| {
        let wheel = format!("{}-{version}-py3-none-any.whl", name.replace('-', "_"));
        format!(
            r#"{{"filename":"{wheel}","url":"/files/{name}/{wheel}","hashes":{{"sha256":"{sha256}"}},"size":{bytes},"core-metadata":true}}"#
        )
    };
    let older = (0..OLDER).map(|n| file(&format!("0.{n}"), n + 1, format!("{:064x}", name.len() * 1000 + n)));
    let files: Vec<String> = older.chain([file("1.0", newest.len(), sha256_of(newest))]).collect();
    format!(r#"{{"name":"{name}","files":[{}]}}"#, files.join(","))
}

async fn index() -> FaultServer {
    let wheels: BTreeMap<&str, Vec<u8>> =
        CLOSURE.iter().map(|(name, files, requires)| (*name, wheel(name, *files, requires))).collect();
    let wheels = Arc::new(wheels);
    FaultServer::start(move |request: &Received| {
        let mut parts = request.target.trim_start_matches('/').split('/');
        let (folder, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match (folder, wheels.get(name)) {
            ("simple", Some(wheel)) => Act::json(&listing(name, wheel)),
            ("files", Some(wheel)) if request.target.ends_with(".whl") => Act::file(request, wheel),
            ("files", Some(_)) => {
                let requires =
                    CLOSURE.iter().find(|(known, ..)| *known == name).map_or("", |(_, _, all)| all);
                let lines: String =
                    requires.split_whitespace().map(|one| format!("Requires-Dist: {one}\n")).collect();
                Act::bytes(format!("Name: {name}\n{lines}\n").as_bytes())
            }
            _ => Act::status(404),
        }
    })
    .await
}

/// Analyses and fetches until nothing is asked for any more, as the command line does.
async fn sizes(store: &Store) -> Option<u64> {
    let source = syntax::Source::parse("FROM scratch\nRUN pip install --no-cache-dir torch\n");
    let options = Options::default();
    for _ in 0..12 {
        let memo = Memo::default();
        let facts: &dyn FactStore = store;
        let inputs = Inputs { facts, context: &NoContext, options: &options, memo: &memo };
        let found = report(&Analysis::new(&source, inputs), None)?;
        if store.fetch_wanted(Duration::from_secs(20)).await.started == 0 {
            return found.bytes.high.and(found.bytes.best);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_closure_of_torch_takes_few_requests_and_bytes() {
    let server = index().await;
    let mut config = config();
    config.packages.pip_index = Some(server.url("/simple"));
    // A busy machine must not make a failure of a slow answer: what is embedded would stand in for it.
    config.timeout = Duration::from_secs(60);
    let store = store(config);
    let bytes = sizes(&store).await.expect("all of it is known");
    assert!(bytes > CLOSURE.iter().map(|(_, files, _)| *files as u64).sum(), "{bytes}");
    let requests = server.received();
    assert_eq!(requests.iter().filter(|it| it.target.starts_with("/simple/")).count(), CLOSURE.len());
    assert!(requests.len() < 60, "{} requests", requests.len());
    let sent: usize = requests.iter().map(|it| it.header("range").map_or(20_000, range_bytes)).sum();
    assert!(sent < 6_000_000, "{sent} bytes");
    let again = sizes(&store).await;
    assert_eq!((again, server.received().len()), (Some(bytes), requests.len()), "nothing is asked twice");
}

/// Bytes that a Range header asks for.
fn range_bytes(range: &str) -> usize {
    let range = range.trim_start_matches("bytes=");
    match range.split_once('-') {
        Some(("", last)) => last.parse().unwrap_or(0),
        Some((start, end)) => end.parse::<usize>().unwrap_or(0) - start.parse::<usize>().unwrap_or(0) + 1,
        None => 0,
    }
}
