//! The committed parser is what grammar.js generates, where the tree-sitter command is found.

use std::path::Path;
use std::process::Command;

const GENERATED: [&str; 3] = ["parser.c", "grammar.json", "node-types.json"];
/// Other versions may write the same tables differently.
const MADE_BY: &str = "tree-sitter 0.27.";

#[test]
fn generated_files_are_fresh() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = std::env::temp_dir().join(format!("generated-parser-{}", std::process::id()));
    std::fs::create_dir_all(&output).expect("a writable temporary folder");
    let run = Command::new("tree-sitter")
        .args(["generate", "--abi", "14", "--output"])
        .arg(&output)
        .arg(package.join("grammar.js"))
        .current_dir(package)
        .output();
    let Ok(run) = run else {
        println!("skipped: the tree-sitter command is not found");
        return;
    };
    let version = Command::new("tree-sitter").arg("--version").output().expect("it has just run");
    if !String::from_utf8_lossy(&version.stdout).starts_with(MADE_BY) {
        println!("skipped: the committed parser is made by {MADE_BY}");
        return;
    }
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for name in GENERATED {
        let fresh = std::fs::read(output.join(name)).expect("just generated");
        let committed = std::fs::read(package.join("src").join(name)).expect("committed");
        assert!(fresh == committed, "src/{name} is stale: run `tree-sitter generate --abi 14`");
    }
    std::fs::remove_dir_all(&output).expect("our own folder");
}

/// `enum TokenType` has the order of `externals`.
#[test]
fn scanner_tokens_follow_the_grammar() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(package.join(name)).expect("part of the package");
    let grammar = read("grammar.js");
    let (_, externals) = grammar.split_once("externals: $ => [").expect("written there");
    let (externals, _) = externals.split_once("\n  ],").expect("a closed list");
    let names = externals.lines().filter_map(|line| line.trim().strip_prefix("$.")?.strip_suffix(','));
    let wanted: Vec<_> = names.map(|name| name.trim_start_matches('_').to_uppercase()).collect();
    let tokens = read("src/scanner/tokens.h");
    let found = tokens.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(','));
    let found: Vec<_> = found.map(|name| name.trim_end_matches('_').to_owned()).collect();
    assert_eq!(found, wanted);
}
