//! The cache's disk: full, read-only, or written by a clock that was wrong.

use std::fs;
use std::path::Path;
use std::process::Command;

use layerwise_tests::{Folder, Output, run};

use crate::PROGRAM;
use crate::fault_server::{Act, FaultServer};
use crate::registries::runtime;
use crate::shared_cache::{files, read, tags};

const LIST: &str = r#"{"tags":["2.0","1.0"]}"#;

/// The answer is there, whatever became of the cache.
fn assert_answered(output: &Output) {
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{output:?}");
    assert_eq!(read(output).1, ["\"2.0\"", "\"1.0\""]);
}

#[test]
fn a_cache_that_cannot_be_written_costs_nothing_but_time() {
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(LIST)));
    let image = format!("{}/a/b", server.authority());
    // A file stands where the folder would be.
    let folder = Folder::with(&[(".cache-of-test", "")]);
    assert_answered(&tags(folder.path(), &image, &[]));
    assert_eq!(folder.read(".cache-of-test"), "");
}

/// The command as somebody who owns nothing here; as oneself where one is not root.
fn tags_as_nobody(folder: &Path, image: &str) -> Output {
    let arguments = [PROGRAM, "tags", image, "--format", "json"];
    if is_root() {
        let others = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        return run("setpriv", &[&others[..], &arguments[..]].concat(), folder, b"");
    }
    run(PROGRAM, &arguments[1..], folder, b"")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[test]
#[cfg(unix)]
fn a_read_only_cache_is_read_and_no_more() {
    use std::os::unix::fs::PermissionsExt;
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(LIST)));
    let image = format!("{}/a/b", server.authority());
    let folder = Folder::with(&[]);
    fs::create_dir(folder.file(".cache-of-test")).expect("made");
    let protect =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
    protect(folder.path(), 0o755);
    protect(&folder.file(".cache-of-test"), 0o555);
    let output = tags_as_nobody(folder.path(), &image);
    if output.code.is_none_or(|code| code > 125) {
        println!("skipped: nobody may not run the program ({})", output.stderr);
        return;
    }
    assert_answered(&output);
    assert_eq!(fs::read_dir(folder.file(".cache-of-test")).expect("a folder").count(), 0);
    protect(&folder.file(".cache-of-test"), 0o755);
}

/// A file system of a few kilobytes, where this machine lets one be made.
struct Small<'f>(&'f Path);

impl<'f> Small<'f> {
    fn at(folder: &'f Path) -> Option<Self> {
        fs::create_dir(folder).expect("made");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8k", "tmpfs"]).arg(folder).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_costs_nothing_but_time() {
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(LIST)));
    let image = format!("{}/a/b", server.authority());
    let folder = Folder::with(&[]);
    let cache = folder.file(".cache-of-test");
    let Some(_disk) = Small::at(&cache) else {
        println!("skipped: no file system can be mounted here");
        return;
    };
    fs::create_dir_all(cache.join("v0/other")).expect("made");
    let room = fs::write(cache.join("v0/other/large"), [0; 64 << 10]);
    assert!(room.is_err(), "the disk is full");
    assert_answered(&tags(folder.path(), &image, &[]));
    let left: Vec<_> = files(folder.path()).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, [cache.join("v0/other/large")], "no half answer is left");
    assert_answered(&tags(folder.path(), &image, &[]));
}

#[test]
fn an_answer_from_the_future_is_asked_for_again() {
    let runtime = runtime();
    let server = runtime.block_on(FaultServer::start(|_| Act::json(LIST)));
    let image = format!("{}/a/b", server.authority());
    let folder = Folder::with(&[]);
    let asked = || {
        assert_answered(&tags(folder.path(), &image, &[]));
        server.count("tags/list")
    };
    assert_eq!((asked(), asked()), (1, 1), "a fresh answer stands");
    let (path, bytes) = files(folder.path()).pop().expect("one answer");
    let at = bytes.windows(8).position(|window| window == b"\"as_of\":").expect("a stamp") + 8;
    // The year 2100, in as many digits.
    fs::write(&path, [&bytes[..at], b"4102444800000", &bytes[at + 13..]].concat()).expect("writable");
    assert_eq!(asked(), 2, "a stamp of the year 2100 tells nothing");
    assert_eq!(asked(), 2, "and is replaced");
}
