//! Prints what parsing costs: `cargo bench -p layerwise-tree-sitter-dockerfile`.

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
}
