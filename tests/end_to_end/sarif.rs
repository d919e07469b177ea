//! `check --format sarif` against the official schema, which `tests/install-tools.sh` fetches.

use std::path::{Path, PathBuf};
use std::process::Command;

use layerwise_tests::{Folder, example, run};

use crate::PROGRAM;

/// Prints nothing where the document is valid.
const VALIDATE: &str = "import json, sys, jsonschema\n\
    schema, document = (json.load(open(path)) for path in sys.argv[1:])\n\
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):\n\
    \x20   print(error.json_path, error.message[:300])\n";

fn schema() -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-tools");
    Some(tools.join("sarif/schema.json")).filter(|schema| schema.is_file())
}

fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-tools/python/bin/python");
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let mut candidates = named.into_iter().chain([own, PathBuf::from("python3")]);
    candidates.find(|python| {
        let has_module = Command::new(python).args(["-c", "import jsonschema"]).output();
        has_module.is_ok_and(|output| output.status.success())
    })
}

/// What `check` says about files in SARIF, and what the schema says about that.
fn problems(schema: &Path, python: &Path, files: &[(&str, &str)]) -> (String, String) {
    let folder = Folder::with(files);
    let arguments = ["check", "--offline", "--format", "sarif", "--min-severity", "hint", "."];
    let document = run(PROGRAM, &arguments, folder.path(), b"").stdout;
    std::fs::write(folder.file("out.sarif"), &document).expect("written");
    let validated = Command::new(python)
        .args(["-c", VALIDATE])
        .arg(schema)
        .arg(folder.file("out.sarif"))
        .output()
        .expect("python runs");
    let said = [validated.stdout, validated.stderr].concat();
    (document, String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let (Some(schema), Some(python)) = (schema(), python()) else {
        eprintln!("skipped: the schema of SARIF or Python's jsonschema not found");
        return;
    };
    let noisy = std::fs::read_to_string(example("noisy-service").join("Dockerfile")).expect("an example");
    let files = [
        ("Dockerfile", noisy.as_str()),
        ("a b/\u{e9}.Dockerfile", "FROM debian:12\nRUN echo \u{1f600} && cd /x\nENV A b\nENV A b\n"),
        ("empty.Dockerfile", ""),
    ];
    let (document, problems) = problems(&schema, &python, &files);
    assert!(document.matches("\"ruleId\"").count() > 10 && document.contains("a%20b/%C3%A9.Dockerfile"));
    assert_eq!(problems, "");
    assert_eq!(self::problems(&schema, &python, &[("Dockerfile", "FROM scratch\n")]).1, "", "no findings");
}
