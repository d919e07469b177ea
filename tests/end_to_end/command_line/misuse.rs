//! Bad input: one line, exit 2, and no file touched.

use std::path::Path;

use layerwise_tests::Folder;

use super::layerwise;

#[test]
fn bad_input_is_one_line_and_nothing_is_written() {
    let folder = Folder::with(&[("empty/readme.txt", ""), ("Empty.Dockerfile", "")]);
    folder.write("binary", b"\x7fELF\0\0\xff");
    folder.write("latin1", b"FROM a\nRUN echo \xe9\n");
    folder.write("large", "# x\n".repeat(5 << 20));
    folder.write("crlf", "\u{feff}FROM a:1\r\nRUN true\r\n");
    let table: &[(&[&str], i32, &str)] = &[
        (&["check", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (&["check", "binary"], 2, "layerwise: binary: is a binary file; name a Dockerfile\n"),
        (
            &["check", "large"],
            2,
            "layerwise: large: is larger than 4 MB; a Dockerfile is never that large: check the path\n",
        ),
        (
            &["check", "empty"],
            0,
            "layerwise: empty: no Dockerfile found; name the file itself if it has another name\n",
        ),
        (&["check", "--select", "syntax", "latin1"], 0, ""),
        (&["check", "--select", "syntax", "crlf"], 0, ""),
        (&["fix", "latin1"], 2, "layerwise: latin1: is not UTF-8; convert the file first\n"),
        (&["fix", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (&["fix", "empty"], 2, "layerwise: empty: is a folder; name a file in it\n"),
        (&["fix", "binary"], 2, "layerwise: binary: is a binary file; name a Dockerfile\n"),
        (
            &["fix"],
            2,
            "layerwise: the following required arguments were not provided: <FILE>...; see `layerwise --help`\n",
        ),
        (&["parse", "missing"], 2, "layerwise: missing: no such file or folder; check the path\n"),
        (
            &["check", "--select", "nope"],
            2,
            "layerwise: nope: no rule has this code; see `layerwise rules`\n",
        ),
        (
            &["check", "--frmat", "json"],
            2,
            "layerwise: unexpected argument '--frmat' found tip: a similar argument exists: '--format'; see `layerwise --help`\n",
        ),
        (&["nope"], 2, "layerwise: unrecognized subcommand 'nope'; see `layerwise --help`\n"),
        (
            &["check", "a\u{1b}[31mb"],
            2,
            "layerwise: a\u{fffd}[31mb: no such file or folder; check the path\n",
        ),
    ];
    let before = names(folder.path());
    for (arguments, code, stderr) in table {
        let mut arguments = arguments.to_vec();
        if matches!(arguments[0], "check" | "fix") {
            arguments.insert(1, "--offline");
        }
        let output = layerwise(folder.path(), &arguments);
        assert_eq!((output.code, output.stderr.as_str()), (Some(*code), *stderr), "{arguments:?}");
    }
    assert_eq!(names(folder.path()), before);
}

fn names(folder: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    names.sort();
    names
}
