//! Standard input, on a thread of its own.
//!
//! The transport ends the session at the first message that it cannot decode, so every message is
//! looked at here first: one that would end the session is replaced by one that is answered with an
//! error.

use std::io::{self, BufRead, BufReader, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::log;

/// Methods that stand for messages that could not be read; see [`super::lifecycle`].
pub const UNREADABLE: &str = "layerwise/unreadable";
pub const INVALID: &str = "layerwise/invalid";

/// Messages that wait between the thread and the transport.
const WAITING: usize = 64;
/// A header says more than any message has: the stream is out of step.
const MAX_MESSAGE_BYTES: usize = 256 << 20;

/// Framed messages as a stream of bytes.
pub struct Input {
    messages: Receiver<Vec<u8>>,
    current: Vec<u8>,
    read: usize,
}

impl Input {
    /// Begins to read standard input.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> io::Result<Self> {
        Self::reading(|| io::stdin().lock())
    }

    /// Begins to read what `open` gives, which is called on the thread that reads.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn reading<R: Read>(open: impl FnOnce() -> R + Send + 'static) -> io::Result<Self> {
        let (sender, messages) = channel(WAITING);
        std::thread::Builder::new().name("input".into()).spawn(move || pump(open(), &sender))?;
        Ok(Self { messages, current: Vec::new(), read: 0 })
    }
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read == self.current.len() {
            match ready!(self.messages.poll_recv(context)) {
                Some(message) => (self.current, self.read) = (message, 0),
                None => return Poll::Ready(Ok(())), // the end of the stream
            }
        }
        let rest = &self.current[self.read..];
        let length = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..length]);
        self.read += length;
        Poll::Ready(Ok(()))
    }
}

/// Reads until the stream ends or nobody listens.
fn pump(source: impl Read, messages: &Sender<Vec<u8>>) {
    let mut source = BufReader::new(source);
    loop {
        let body = match read_body(&mut source) {
            Ok(Some(body)) => body,
            Ok(None) => return,
            Err(error) => return log::line(&format!("standard input cannot be read ({error})")),
        };
        let body = readable(body);
        let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.extend_from_slice(&body);
        if messages.blocking_send(message).is_err() {
            return;
        }
    }
}

/// The next message's body; `None` at the end of the stream. Header lines that are none are skipped.
fn read_body(source: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if source.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim_end(), length) {
            ("", Some(length)) => return read_exactly(source, length),
            (header, _) => length = content_length(header).or(length),
        }
    }
}

fn content_length(header: &str) -> Option<usize> {
    let (name, value) = header.split_once(':')?;
    let is_length = name.trim().eq_ignore_ascii_case("content-length");
    value.trim().parse().ok().filter(|_| is_length)
}

fn read_exactly(source: &mut impl Read, length: usize) -> io::Result<Option<Vec<u8>>> {
    if length > MAX_MESSAGE_BYTES {
        return Err(io::Error::other(format!("a message of {length} bytes")));
    }
    let mut body = Vec::new();
    source.take(length as u64).read_to_end(&mut body)?;
    Ok((body.len() == length).then_some(body))
}

/// What the transport needs to know of a message.
#[derive(Deserialize)]
struct Head {
    jsonrpc: Option<String>,
    method: Option<String>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<IgnoredAny>,
    error: Option<ErrorHead>,
}

#[derive(Deserialize)]
struct ErrorHead {
    #[serde(rename = "code")]
    _code: i64,
    #[serde(rename = "message")]
    _message: String,
}

/// Tells null from a key that is not there.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(source: D) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// The body, or one that stands for it where the transport could not decode it.
fn readable(body: Vec<u8>) -> Vec<u8> {
    let (method, id) = match serde_json::from_slice::<Head>(&body) {
        Ok(head) if head.is_message() => return body,
        Ok(head) => (INVALID, head.id.filter(is_id).unwrap_or_default()),
        Err(error) if error.is_data() => (INVALID, id_of(&body)),
        Err(_) => (UNREADABLE, Value::Null),
    };
    json!({"jsonrpc": "2.0", "id": id, "method": method}).to_string().into_bytes()
}

impl Head {
    fn is_message(&self) -> bool {
        let is_answer = self.id.is_some() && (self.result.is_some() || self.error.is_some());
        let has_fit_id = self.id.as_ref().is_none_or(is_id);
        self.jsonrpc.as_deref() == Some("2.0") && has_fit_id && (self.method.is_some() || is_answer)
    }
}

fn is_id(id: &Value) -> bool {
    id.is_i64() || id.is_string() || id.is_null()
}

fn id_of(body: &[u8]) -> Value {
    let message: Value = serde_json::from_slice(body).unwrap_or_default();
    message.get("id").filter(|id| is_id(id)).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(body: &str) -> String {
        String::from_utf8(readable(body.as_bytes().to_vec())).expect("UTF-8")
    }

    #[test]
    fn messages_pass_unchanged() {
        for body in [
            r#"{"jsonrpc":"2.0","method":"a"}"#,
            r#"{"jsonrpc":"2.0","id":"x","method":"a","params":[1]}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":null}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}"#,
        ] {
            assert_eq!(passed(body), body);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_replaced() {
        for (body, id, method) in [
            ("{nope", Value::Null, UNREADABLE),
            ("", Value::Null, UNREADABLE),
            ("[]", Value::Null, INVALID),
            (r#"{"jsonrpc":"2.0","id":7}"#, json!(7), INVALID),
            (r#"{"jsonrpc":"1.0","id":7,"method":"a"}"#, json!(7), INVALID),
            (r#"{"jsonrpc":"2.0","id":7,"error":"no"}"#, json!(7), INVALID),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, Value::Null, INVALID),
            (r#"{"jsonrpc":"2.0","id":7,"method":[]}"#, json!(7), INVALID),
        ] {
            let message: Value = serde_json::from_str(&passed(body)).expect("JSON");
            assert_eq!((&message["id"], &message["method"]), (&id, &json!(method)), "{body}");
        }
    }

    #[test]
    fn frames_are_found_between_odd_headers() {
        let stream = "rubbish\r\ncontent-length: 2\r\nContent-Type: x\r\n\r\n{}Content-Length: 9\r\n\r\n{}";
        let mut source = stream.as_bytes();
        assert_eq!(read_body(&mut source).expect("read"), Some(b"{}".to_vec()));
        assert_eq!(read_body(&mut source).expect("read"), None, "a body that is cut off is none");
    }
}
