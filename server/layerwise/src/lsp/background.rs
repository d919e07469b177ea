//! Work for which nobody waits yet: on one thread, behind all others, once the document rests.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use analysis::size;
use tower_lsp::ls_types::Uri;

use super::snapshot::Snapshot;
use super::work::guarded;

/// Whoever types makes shorter pauses between keys.
const PAUSE: Duration = Duration::from_millis(100);
/// How far it stands behind other threads, where the system has that.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// The thread. Clones share it; it ends with the last one.
#[derive(Clone)]
pub struct Background {
    snapshots: Sender<Snapshot>,
}

impl Background {
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> io::Result<Self> {
        let (snapshots, waiting) = channel();
        thread::Builder::new().name("background".into()).spawn(move || {
            stand_behind();
            work_through(&waiting);
        })?;
        Ok(Self { snapshots })
    }

    /// Works out findings and sizes of a moment, unless it passes.
    pub fn prepare(&self, snapshot: Snapshot) {
        let _ = self.snapshots.send(snapshot); // the thread ends after the last sender
    }
}

fn work_through(waiting: &Receiver<Snapshot>) {
    while let Ok(first) = waiting.recv() {
        thread::sleep(PAUSE);
        let newest: HashMap<Uri, Snapshot> =
            std::iter::once(first).chain(waiting.try_iter()).map(|one| (one.uri.clone(), one)).collect();
        for snapshot in newest.into_values().filter(|snapshot| !snapshot.is_past()) {
            guarded(|| {
                snapshot.analysis().findings();
                size::prepare(snapshot.analysis(), &|| !snapshot.is_past());
            });
        }
    }
}

/// Lets all other threads go first. On Linux this is said of a thread; elsewhere it would be the whole program.
fn stand_behind() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, NICENESS); // where that is refused, it is one of many
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use analysis::facts::NoFacts;

    use super::*;
    use crate::lsp::capabilities::ClientSupport;
    use crate::lsp::documents::OpenDocument;

    const LIMIT: Duration = Duration::from_secs(20);

    fn moment(document: &mut OpenDocument, name: &str) -> Snapshot {
        let uri: Uri = format!("file:///{name}").parse().expect("an address");
        let facts = |_: &crate::settings::Settings| Arc::new(NoFacts) as _;
        document.snapshot(&uri, ClientSupport::default(), facts).expect("it is analysed")
    }

    #[test]
    fn moments_are_worked_out_unless_they_have_passed() {
        let mut document = OpenDocument::new("FROM a\nRUN x\n".to_owned(), 1, Arc::default(), None);
        let past = moment(&mut document, "a");
        document.surroundings_changed();
        let now = moment(&mut document, "b");
        let background = Background::start().expect("a thread");
        background.prepare(past.clone());
        background.prepare(now.clone());
        let start = Instant::now();
        while !now.is_worked_out() && start.elapsed() < LIMIT {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(now.is_worked_out());
        assert!(!past.is_worked_out());
    }
}
