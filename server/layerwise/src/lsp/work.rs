//! Work for a request: on threads of its own, not begun when cancelled, its panics caught.
//!
//! The runtime's threads look up names, read the disk and search layers, for as long as the network takes;
//! nobody who types waits behind them. Few threads also keep memory small: each has its own free pieces.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

/// One that works for long leaves another to whoever types.
const FEWEST: usize = 2;
const MOST: usize = 4;

type Job = Box<dyn FnOnce() + Send>;

/// The threads. Clones share them; they end with the last one.
#[derive(Clone)]
pub struct Workers {
    jobs: Sender<Job>,
}

impl Workers {
    /// As many threads as there are processors, within bounds.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> io::Result<Self> {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let count = thread::available_parallelism().map_or(FEWEST, usize::from).clamp(FEWEST, MOST);
        for _ in 0..count {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new().name("worker".into()).spawn(move || work_through(&waiting))?;
        }
        Ok(Self { jobs })
    }

    /// Runs `work` away from the transport. Dropping the future, as a cancellation does, keeps work that
    /// waits for a thread from beginning.
    ///
    /// # Errors
    /// An internal error where `work` panicked.
    pub async fn run<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R> {
        let (answer, answered) = oneshot::channel();
        let job = move || {
            if !answer.is_closed() {
                let _ = answer.send(guarded(work)); // nobody listens to what was cancelled meanwhile
            }
        };
        let _ = self.jobs.send(Box::new(job)); // the threads end after the last sender
        answered.await.ok().flatten().ok_or_else(failed)
    }
}

fn work_through(waiting: &Mutex<Receiver<Job>>) {
    loop {
        // Nothing panics while the lock is held.
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        job();
    }
}

/// Runs the body of a notification. A panic is logged by the hook; the session goes on.
pub fn guarded<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn failed() -> Error {
    let mut error = Error::internal_error();
    error.message = "internal error; the server's log says where, please report it".into();
    error
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn block_on<R>(future: impl Future<Output = R>) -> R {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn a_panic_is_an_error_and_the_threads_go_on() {
        let workers = Workers::start().expect("threads");
        block_on(async {
            for _ in 0..=MOST {
                assert!(workers.run(|| panic!("asked for by a test")).await.is_err());
            }
            assert_eq!(workers.run(|| 1).await, Ok(1));
        });
    }

    #[test]
    fn cancelled_work_does_not_begin() {
        let (jobs, waiting) = channel();
        let workers = Workers { jobs };
        let began = Arc::new(AtomicBool::new(false));
        let inner = Arc::clone(&began);
        block_on(async {
            let mut cancelled = Box::pin(workers.run(move || inner.store(true, Ordering::Relaxed)));
            assert!(polled_once(cancelled.as_mut()).await.is_pending());
        });
        drop(workers);
        work_through(&Mutex::new(waiting));
        assert!(!began.load(Ordering::Relaxed));
    }

    async fn polled_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
        std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context))).await
    }
}
