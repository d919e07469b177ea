//! The floor under `peers.py`: a language server that reads its messages and answers at once, so that what
//! the way through two pipes and the client cost can be told from what a server does.
//!
//!     cargo build --release --package layerwise-tests --example echo

use std::io::{self, BufRead, Write};

const CAPABILITIES: &str = r#"{"capabilities":{"textDocumentSync":2,"completionProvider":{"resolveProvider":false},"hoverProvider":true,"semanticTokensProvider":{"full":true}}}"#;

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Some(message) = receive(&mut input)? {
        if let Some(answer) = answer(&message) {
            write!(output, "Content-Length: {}\r\n\r\n{answer}", answer.len())?;
            output.flush()?;
        }
    }
    Ok(())
}

/// The body of the next message; `None` at the end.
fn receive(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    String::from_utf8(body).map(Some).map_err(io::Error::other)
}

/// Empty diagnostics for a change, nothing for other notifications, null for requests.
fn answer(message: &str) -> Option<String> {
    if message.contains(r#""textDocument/did"#) {
        let version = after(message, r#""version": "#)?;
        let uri = message.split(r#""uri": ""#).nth(1)?.split('"').next()?;
        return Some(format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":"{uri}","diagnostics":[],"version":{version}}}}}"#
        ));
    }
    let id = after(message, r#""id": "#)?;
    let result = if message.contains(r#""method": "initialize""#) { CAPABILITIES } else { "null" };
    Some(format!(r#"{{"jsonrpc":"2.0","result":{result},"id":{id}}}"#))
}

/// The number behind a key, as Python's `json` writes it.
fn after<'m>(message: &'m str, key: &str) -> Option<&'m str> {
    let rest = message.split(key).nth(1)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()
}
