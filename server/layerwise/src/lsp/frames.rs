//! Frames of the transport on their way out, with the [`super::parcel`]s that they name in place of the
//! numbers.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use tower_lsp::ls_types::notification::Notification;

use super::parcel::Parcels;
use super::publisher::Publish;

/// Bytes that are handed to the system at once; a pipe holds 64 KB.
const CHUNK: usize = 128 << 10;
/// Memory that is kept between messages.
const KEPT: usize = 64 << 10;

/// A writer of framed messages before another one.
pub struct Frames<W> {
    inner: W,
    parcels: Parcels,
    /// The beginning of a message.
    incoming: Vec<u8>,
    /// Whole messages.
    outgoing: Vec<u8>,
    written: usize,
}

impl<W: AsyncWrite + Unpin> Frames<W> {
    pub fn new(inner: W, parcels: Parcels) -> Self {
        Self { inner, parcels, incoming: Vec::new(), outgoing: Vec::new(), written: 0 }
    }

    /// Moves whole messages on.
    fn pack(&mut self) {
        let mut read = 0;
        while let Some((body, end)) = frame(&self.incoming[read..]) {
            let message = &self.incoming[read..read + end];
            let parcel = parcel_in(&message[body..]).and_then(|(before, number, after)| {
                Some([before, &self.parcels.take(number)?, after].concat())
            });
            if let Some(whole) = parcel {
                self.outgoing.extend(format!("Content-Length: {}\r\n\r\n", whole.len()).bytes());
                self.outgoing.extend(whole);
            } else {
                self.outgoing.extend(message);
            }
            read += end;
        }
        self.incoming.drain(..read);
        self.incoming.shrink_to(KEPT);
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.outgoing.len() {
            let end = self.outgoing.len().min(self.written + CHUNK);
            let chunk = &self.outgoing[self.written..end];
            match ready!(Pin::new(&mut self.inner).poll_write(context, chunk))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => self.written += count,
            }
        }
        self.outgoing.clear();
        self.outgoing.shrink_to(KEPT);
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Frames<W> {
    /// Takes everything, once what was taken before is on its way.
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_drain(context))?;
        self.incoming.extend_from_slice(bytes);
        self.pack();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// Where the body of the first message begins and ends, if all of it is there.
fn frame(bytes: &[u8]) -> Option<(usize, usize)> {
    const END: &[u8] = b"\r\n\r\n";
    let header = bytes.windows(END.len()).position(|window| window == END)?;
    // The transport writes this header and no other.
    let length = std::str::from_utf8(&bytes[..header]).ok()?.strip_prefix("Content-Length: ")?;
    let body = header + END.len();
    let end = body + length.parse::<usize>().ok()?;
    (end <= bytes.len()).then_some((body, end))
}

/// A message cut around its parcel's number. No answer and no notification of ours is a plain number
/// otherwise, so a text cannot look like one.
fn parcel_in(body: &[u8]) -> Option<(&[u8], u64, &[u8])> {
    const ANSWER: &[u8] = br#"{"jsonrpc":"2.0","result":"#;
    let notification = format!(r#"{{"jsonrpc":"2.0","method":"{}","params":"#, Publish::METHOD);
    let start = [ANSWER, notification.as_bytes()].into_iter().find(|start| body.starts_with(start))?.len();
    let digits = body[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, rest) = body.split_at(start);
    let (number, after) = rest.split_at(digits);
    Some((before, std::str::from_utf8(number).ok()?.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What comes out when the bytes go in a few at a time.
    fn written(parcels: &Parcels, bytes: &str, step: usize) -> String {
        let mut output = Frames::new(Vec::new(), parcels.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            for piece in bytes.as_bytes().chunks(step) {
                output.write_all(piece).await.expect("written");
            }
            output.flush().await.expect("written");
        });
        String::from_utf8(output.inner).expect("UTF-8")
    }

    #[test]
    fn parcels_take_the_place_of_their_numbers() {
        for step in [1, 7, 1000] {
            let parcels = Parcels::default();
            let numbers: Vec<String> = ["[1]", "{\"a\":\"é\"}"]
                .map(|text| serde_json::from_str::<serde_json::Value>(text).expect("JSON"))
                .iter()
                .map(|value| serde_json::to_string(&parcels.pack(value).expect("JSON")).expect("JSON"))
                .collect();
            let other = r#"{"jsonrpc":"2.0","result":{"contents":"\"result\":0"},"id":3}"#;
            let answer = |content: &str| format!(r#"{{"jsonrpc":"2.0","result":{content},"id":7}}"#);
            let told = |content: &str| {
                format!(r#"{{"jsonrpc":"2.0","method":"{}","params":{content}}}"#, Publish::METHOD)
            };
            let bytes = framed(&answer(&numbers[0])) + &framed(other) + &framed(&told(&numbers[1]));
            let expected = framed(&answer("[1]")) + &framed(other) + &framed(&told("{\"a\":\"é\"}"));
            assert_eq!(written(&parcels, &bytes, step), expected);
        }
    }

    #[test]
    fn numbers_without_a_parcel_pass() {
        let message = framed(r#"{"jsonrpc":"2.0","result":12,"id":7}"#);
        assert_eq!(written(&Parcels::default(), &message, 5), message);
    }
}
