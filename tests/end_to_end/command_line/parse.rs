//! `parse`: instructions as BuildKit counts them.

use layerwise_tests::Folder;

use super::{json, layerwise};

#[test]
fn parse_gives_instructions_as_buildkit_counts_them() {
    let text = "# syntax=docker/dockerfile:1\nFROM --platform=linux/amd64 a AS b\nRUN <<EOF\necho hi\nEOF\nCMD [\"x\"]\nNOPE\n";
    let folder = Folder::with(&[("Dockerfile", text)]);
    let output = layerwise(folder.path(), &["parse", "--format", "json", "Dockerfile"]);
    assert_eq!(output.code, Some(1));
    let document = json(&output);
    let file = &document["files"][0];
    let row = |index: usize| {
        let it = &file["instructions"][index];
        (it["keyword"].clone(), it["range"]["start_line"].clone(), it["range"]["end_line"].clone())
    };
    assert_eq!(row(0), ("from".into(), 1.into(), 1.into()));
    assert_eq!(row(1), ("run".into(), 2.into(), 4.into()));
    assert_eq!(row(3), ("nope".into(), 6.into(), 6.into()));
    assert_eq!(file["instructions"][0]["flags"][0], "--platform=linux/amd64");
    assert_eq!(file["instructions"][1]["heredocs"], 1);
    assert_eq!(file["instructions"][2]["json_form"], true);
    assert_eq!(file["errors"][0]["line"], 6);
}

#[test]
fn parse_keeps_what_the_contract_says_of_odd_files() {
    let folder = Folder::with(&[
        ("empty", ""),
        ("two", "FROM a\nRUN <<A <<B\nx\nA\ny\nB\nCMD true\n"),
        ("onbuild", "FROM a\nONBUILD RUN <<E\nx\nE\nRUN true \\\n"),
        ("cr", "FROM a\nRUN echo x\ry\nCMD z\n"),
        ("template", "FROM a\n{{ if x }}\nRUN true\n"),
    ]);
    folder.write("bytes", b"FROM a\nRUN echo \xff\n");
    let names = ["empty", "two", "onbuild", "cr", "template", "bytes"];
    let output = layerwise(folder.path(), &[&["parse", "--format", "json"], &names[..]].concat());
    assert_eq!(output.code, Some(1));
    let document = json(&output);
    let file = |name: &str| {
        let files = document["files"].as_array().expect("files");
        files.iter().find(|file| file["path"] == name).expect("as it was given")
    };
    let seen = |name: &str, index: usize| {
        let it = &file(name)["instructions"][index];
        let line = |key: &str| it["range"][key].as_u64().expect("a line");
        let text = |key: &str| it[key].as_str().expect("a text").to_owned();
        (text("keyword"), line("start_line"), line("end_line"), it["heredocs"].as_u64(), text("original"))
    };
    let expected = |keyword: &str, start, end, heredocs, original: &str| {
        (keyword.to_owned(), start, end, Some(heredocs), original.to_owned())
    };
    assert_eq!(file("empty")["instructions"], serde_json::json!([]));
    assert_eq!(file("empty")["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen("two", 1), expected("run", 1, 5, 2, "RUN <<A <<B"));
    assert_eq!(seen("two", 2), expected("cmd", 6, 6, 0, "CMD true"));
    assert_eq!(seen("onbuild", 1), expected("onbuild", 1, 3, 1, "ONBUILD RUN <<E"));
    assert_eq!(seen("onbuild", 2), expected("run", 4, 4, 0, "RUN true"));
    assert_eq!(seen("cr", 1), expected("run", 1, 1, 0, "RUN echo x\ry"));
    assert_eq!(seen("cr", 2), expected("cmd", 2, 2, 0, "CMD z"));
    assert_eq!(seen("template", 1), expected("template", 1, 1, 0, "{{ if x }}"));
    assert_eq!(seen("bytes", 1), expected("run", 1, 1, 0, "RUN echo \u{fffd}"));
}
