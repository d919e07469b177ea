//! The cache on disk as several processes use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use layerwise_tests::{Folder, Output, run};
use serde_json::Value;

use crate::PROGRAM;
use crate::fault_server::{Act, FaultServer};

pub fn tags(folder: &Path, image: &str, more: &[&str]) -> Output {
    let arguments = [&["tags", image, "--format", "json"][..], more].concat();
    run(PROGRAM, &arguments, folder, b"")
}

/// Where the answer came from, and the names in it.
pub fn read(output: &Output) -> (String, Vec<String>) {
    let answer: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let names = answer["tags"].as_array().expect("tags").iter().map(|tag| tag["name"].to_string());
    (answer["source"].as_str().expect("a source").to_owned(), names.collect())
}

/// The files of the cache with their bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let formats = fs::read_dir(folder.join(".cache-of-test")).expect("a cache").flatten();
    let kinds = formats.flat_map(|format| fs::read_dir(format.path()).expect("a format").flatten());
    let files = kinds.flat_map(|kind| fs::read_dir(kind.path()).expect("a kind").flatten());
    files.map(|file| (file.path(), fs::read(file.path()).expect("readable"))).collect()
}

#[test]
fn processes_share_answers_and_survive_broken_ones() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let list = r#"{"tags":["2.0","1.0","1.0-rc1"]}"#;
    let server = runtime.block_on(FaultServer::start(move |_| Act::json(list)));
    let image = format!("{}/a/b", server.authority());
    let folder = Folder::with(&[]);
    let expected = ["\"2.0\"", "\"1.0\"", "\"1.0-rc1\""];

    thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| tags(folder.path(), &image, &[])));
        for process in both {
            let output = process.join().expect("it ends");
            assert_eq!(output.code, Some(0), "{output:?}");
            assert_eq!(read(&output).1, expected);
        }
    });
    let kept = files(folder.path());
    assert_eq!(kept.len(), 1, "one answer, and no temporary file is left");
    let asked = server.received().len();
    let offline = read(&tags(folder.path(), &image, &["--offline"]));
    assert_eq!((offline.0.as_str(), offline.1), ("cache", expected.map(str::to_owned).to_vec()));
    assert_eq!(server.received().len(), asked);

    for (path, bytes) in &kept {
        fs::write(path, &bytes[..bytes.len() / 2]).expect("writable");
    }
    let folder_of_a_newer_version = folder.file(".cache-of-test/v99/tags");
    fs::create_dir_all(&folder_of_a_newer_version).expect("writable");
    fs::write(folder_of_a_newer_version.join("x"), b"another format").expect("writable");
    assert_eq!(tags(folder.path(), &image, &["--offline"]).code, Some(3), "half a file is no answer");
    assert_eq!(read(&tags(folder.path(), &image, &[])).1, expected);
    assert_eq!(read(&tags(folder.path(), &image, &["--offline"])).1, expected, "it was written anew");
    assert!(folder_of_a_newer_version.join("x").exists(), "what a newer version keeps is its own");
}
