//! From the start of the process to the answer of `initialize`: `cargo bench -p layerwise`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{},"initializationOptions":{"offline":true}}}"#;

/// Starts the server, waits for its first answer and closes its input.
fn start() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_layerwise"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let mut input = server.stdin.take().expect("it was piped");
    write!(input, "Content-Length: {}\r\n\r\n{INITIALIZE}", INITIALIZE.len()).expect("the server reads");
    let mut output = BufReader::new(server.stdout.take().expect("it was piped"));
    let mut header = String::new();
    output.read_line(&mut header).expect("the server answers");
    let length: usize = header.trim().rsplit(' ').next().and_then(|text| text.parse().ok()).expect(&header);
    let mut body = vec![0; length + "\r\n".len()];
    output.read_exact(&mut body).expect("the whole answer comes");
    drop(input);
    server.wait().expect("the server ends");
}

fn starts(criterion: &mut Criterion) {
    criterion.bench_function("start, initialize and end", |bencher| bencher.iter(start));
}

criterion_group!(benches, starts);
criterion_main!(benches);
