//! Standard output, written at once where nobody has to wait for that.
//!
//! The runtime hands each piece of output to another thread and waits for it, which takes longer than most
//! answers do. A pipe with room takes a small piece without waiting, so it is given here and now; whoever
//! does not read gets the rest through the other thread, as before.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncWrite, Stdout};

/// What a pipe that has room takes without waiting: `PIPE_BUF` of Linux. Sockets that have room have more. Other
/// systems promise less, so there the runtime writes everything.
#[cfg(target_os = "linux")]
const PIECE: usize = 4096;

/// Standard output.
pub struct AtOnce {
    inner: Stdout,
    /// Something may be on its way through the other thread, and nothing must overtake it.
    is_behind: bool,
}

impl AtOnce {
    pub fn new() -> Self {
        Self { inner: tokio::io::stdout(), is_behind: false }
    }
}

impl AsyncWrite for AtOnce {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.is_behind {
            if let Some(count) = written_at_once(bytes)? {
                return Poll::Ready(Ok(count));
            }
            self.is_behind = true;
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.is_behind = false;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// Writes a piece where there is room; `None` where it would have to wait.
#[cfg(target_os = "linux")]
fn written_at_once(bytes: &[u8]) -> io::Result<Option<usize>> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let stdout = io::stdout();
    let mut places = [PollFd::new(&stdout, PollFlags::OUT)];
    let found = poll(&mut places, Some(&Timespec::default()));
    if found.is_err() || places[0].revents() != PollFlags::OUT {
        return Ok(None); // the other way tells what is wrong
    }
    let piece = &bytes[..bytes.len().min(PIECE)];
    match rustix::io::write(&stdout, piece) {
        Ok(count) => Ok(Some(count)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn written_at_once(_: &[u8]) -> io::Result<Option<usize>> {
    Ok(None)
}
