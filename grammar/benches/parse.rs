//! Prints what parsing costs: `cargo bench -p layerwise-tree-sitter-dockerfile`.
//!
//! `DOCKERFILE_CORPUS` names a folder of real files; without it the whole parse is that of the fixtures.

#[path = "../tests/support/speed.rs"]
mod speed;
#[path = "../tests/support/mod.rs"]
mod support;

fn main() {
    let mut parser = support::parser();
    for lines in [60, 1_000, 10_000] {
        let text = speed::file(lines);
        let edit = speed::edit_time(&mut parser, &text, 200);
        let (whole, _) = speed::parse_time(&mut parser, &text, 20);
        let rate = text.len() as f64 / whole.as_secs_f64() / 1e6;
        println!("{lines:>6} lines: one character {edit:>10.1?}, all {whole:>10.1?} ({rate:.1} MB/s)");
    }
    let texts: Vec<Vec<u8>> =
        support::fixtures().iter().map(|path| std::fs::read(path).expect("a readable file")).collect();
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let whole = speed::corpus_time(&mut parser, &texts, 10);
    let rate = bytes as f64 / whole.as_secs_f64() / 1e6;
    println!("{:>6} files of {bytes} bytes: {whole:.1?} ({rate:.1} MB/s)", texts.len());
}
