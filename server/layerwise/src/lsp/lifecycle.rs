//! A thin service between transport and server that watches how the session begins and ends.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_service::Service;

use super::input::{INVALID, UNREADABLE};
use super::large_answers;

/// What is known about the session. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    shutdown: AtomicBool,
    exit: AtomicBool,
    exited: Notify,
    output_lost: Notify,
    /// Process id of the editor, 0 while unknown.
    parent: AtomicU32,
    /// The editor's process was there when it was named.
    parent_seen: AtomicBool,
    initializing: AtomicBool,
    /// The transport, while it waits for `initialize` to be answered.
    waiting: Mutex<Option<Waker>>,
}

impl Watch {
    /// The process whose end is the end of the session, and whether it is there now.
    pub fn set_parent(&self, parent: u32, is_alive: bool) {
        self.shared.parent_seen.store(is_alive, Ordering::Relaxed);
        self.shared.parent.store(parent, Ordering::Relaxed);
    }

    /// Whether the process was there when it was named.
    pub fn parent_was_seen(&self) -> bool {
        self.shared.parent_seen.load(Ordering::Relaxed)
    }

    pub fn parent(&self) -> Option<u32> {
        Some(self.shared.parent.load(Ordering::Relaxed)).filter(|&parent| parent != 0)
    }

    /// Waits for `exit`, then as long as answers may still take.
    pub async fn exited(&self, grace: Duration) {
        self.shared.exited.notified().await;
        tokio::time::sleep(grace).await;
    }

    /// Nothing can be written any more.
    pub fn lose_output(&self) {
        self.shared.output_lost.notify_one();
    }

    /// Waits for [`Watch::lose_output`].
    pub async fn output_lost(&self) {
        self.shared.output_lost.notified().await;
    }

    /// `shutdown` came before `exit`.
    pub fn ended_in_order(&self) -> bool {
        self.shared.exit.load(Ordering::Relaxed) && self.shared.shutdown.load(Ordering::Relaxed)
    }

    fn saw(&self, method: &str) {
        match method {
            "shutdown" => self.shared.shutdown.store(true, Ordering::Relaxed),
            "exit" => {
                self.shared.exit.store(true, Ordering::Relaxed);
                self.shared.exited.notify_one();
            }
            _ => {}
        }
    }

    fn waker(&self) -> std::sync::MutexGuard<'_, Option<Waker>> {
        self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The service. Messages that a client sends before `initialize` is answered wait for the answer,
/// where the library would refuse them.
pub struct Lifecycle<S> {
    inner: S,
    watch: Watch,
}

impl<S> Lifecycle<S> {
    pub fn new(inner: S, watch: Watch) -> Self {
        Self { inner, watch }
    }
}

impl<S> Service<Request> for Lifecycle<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        if self.watch.shared.initializing.load(Ordering::Acquire) {
            *self.watch.waker() = Some(context.waker().clone());
            return Poll::Pending;
        }
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.watch.saw(request.method());
        if let Some(error) = refusal(request.method()) {
            let id = request.id().cloned().unwrap_or(Id::Null);
            return Box::pin(async move { Ok(Some(Response::from_error(id, error))) });
        }
        if request.method() != "initialize" {
            return Box::pin(self.inner.call(large_answers::routed(request)));
        }
        self.watch.shared.initializing.store(true, Ordering::Release);
        let open = Reopen(self.watch.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let _open = open; // dropped when the answer is there, or never will be
            answer.await
        })
    }
}

/// The answer to what stands for a message that could not be read.
fn refusal(method: &str) -> Option<Error> {
    match method {
        UNREADABLE => Some(Error::parse_error()),
        INVALID => Some(Error::invalid_request()),
        _ => None,
    }
}

/// Lets messages through again.
struct Reopen(Watch);

impl Drop for Reopen {
    fn drop(&mut self) {
        self.0.shared.initializing.store(false, Ordering::Release);
        if let Some(waker) = self.0.waker().take() {
            waker.wake();
        }
    }
}
