//! Work for a request: on a blocking thread, not begun when cancelled, its panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::{Error, Result};

use super::log;

/// Runs `work` away from the transport. Dropping the future, as a cancellation does, keeps work that
/// waits for a thread from beginning.
///
/// # Errors
/// An internal error where `work` panicked.
pub async fn run<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R> {
    let dropped = SetOnDrop(Arc::default());
    let cancelled = Arc::clone(&dropped.0);
    let outcome = spawn_blocking(move || (!cancelled.load(Ordering::Relaxed)).then(work)).await;
    match outcome {
        Ok(Some(result)) => Ok(result),
        Ok(None) => Err(Error::request_cancelled()),
        Err(error) => Err(failed(error.is_panic())),
    }
}

/// Runs the body of a notification. A panic is logged by the hook; the session goes on.
pub fn guarded<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn failed(panicked: bool) -> Error {
    if !panicked {
        log::line("work was given up because the server ends");
    }
    let mut error = Error::internal_error();
    error.message = "internal error; the server's log says where, please report it".into();
    error
}

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
