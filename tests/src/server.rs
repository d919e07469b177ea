//! A small web server on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Answers each request, by its path and query, with a head and a body. Its address, without a slash at
/// the end; it ends with the test program.
pub fn serve(answer: impl Fn(&str) -> (String, String) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || exchange(stream, &*answer));
        }
    });
    format!("http://{address}")
}

/// Answers one request and closes. A HEAD has no body.
fn exchange(mut stream: TcpStream, answer: &dyn Fn(&str) -> (String, String)) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let line = lines.next()?.ok()?;
    lines.by_ref().map_while(Result::ok).find(String::is_empty)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (head, body) = answer(target);
    let length = body.len();
    let body = if method == "HEAD" { "" } else { &body };
    let text = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).ok()
}
