//! Compiles the generated parser and its scanner.

use std::path::Path;

fn main() {
    let source = Path::new("src");
    let mut build = cc::Build::new();
    build.std("c11").include(source);
    for file in ["parser.c", "scanner.c"] {
        build.file(source.join(file));
    }
    // The generated lexer has nothing to do: every token comes from the scanner.
    for warning in ["unused-parameter", "unused-but-set-variable"] {
        build.flag_if_supported(format!("-Wno-{warning}"));
    }
    build.opt_level(if debug_assertions_are_off() { 3 } else { 2 });
    build.compile("tree-sitter-dockerfile");
    println!("cargo:rerun-if-changed=src");
}

/// A parser without optimization is ten times slower, which tests would feel.
fn debug_assertions_are_off() -> bool {
    std::env::var("PROFILE").is_ok_and(|profile| profile == "release")
}
