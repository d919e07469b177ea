//! The one task that shows long fetches to the person, where the client shows progress.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use external::{Event, FactKey};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout};
use tower_lsp::ls_types::request::WorkDoneProgressCreate;
use tower_lsp::ls_types::{NumberOrString, ProgressToken, WorkDoneProgressCreateParams};
use tower_lsp::{Bounded, Cancellable, Client, OngoingProgress, Unbounded};

use super::state::State;

/// A fetch that ends sooner is not shown: what flashes up helps nobody.
const LONG: Duration = Duration::from_millis(500);
/// How long a client may take to make room for a report.
const LIMIT: Duration = Duration::from_secs(5);

/// What bears on the reports.
#[derive(Debug)]
pub enum Note {
    Store(Event),
    /// The person has had enough of one.
    Cancel(ProgressToken),
}

/// A fetch that told progress.
enum Fetch {
    /// Not shown yet; when it first told.
    Waiting(Instant),
    Shown(Report),
    /// The client made no room for it.
    Refused,
}

/// A report that the client shows: a part of a known whole, or a count.
enum Report {
    Part(OngoingProgress<Bounded, Cancellable>),
    Count(OngoingProgress<Unbounded, Cancellable>),
}

impl Report {
    async fn begin(
        client: &Client,
        token: ProgressToken,
        key: &FactKey,
        done: u64,
        total: Option<u64>,
    ) -> Self {
        let progress = client.progress(token, format!("Layerwise: {key}"));
        match total {
            Some(total) => {
                let progress = progress.with_percentage(percentage(done, total)).with_cancel_button();
                Self::Part(progress.begin().await)
            }
            None => Self::Count(progress.with_message(counted(done)).with_cancel_button().begin().await),
        }
    }

    async fn report(&self, done: u64, total: Option<u64>) {
        match self {
            Self::Part(progress) => progress.report(percentage(done, total.unwrap_or(done)), None).await,
            Self::Count(progress) => progress.report_with_message(counted(done), Some(true)).await,
        }
    }

    async fn finish(self) {
        match self {
            Self::Part(progress) => progress.finish().await,
            Self::Count(progress) => progress.finish().await,
        }
    }

    fn token(&self) -> &ProgressToken {
        match self {
            Self::Part(progress) => progress.token(),
            Self::Count(progress) => progress.token(),
        }
    }
}

/// Reports until the session ends.
pub async fn run(state: Arc<State>, client: Client, mut notes: UnboundedReceiver<Note>) {
    let mut fetches = HashMap::new();
    let mut shown = 0;
    while let Some(note) = notes.recv().await {
        match note {
            Note::Store(Event::Progress { key, done, total }) if state.client().shows_progress => {
                let fetch = fetches.remove(&key).unwrap_or_else(|| Fetch::Waiting(Instant::now()));
                let next = advance(&client, fetch, &key, (done, total), &mut shown).await;
                fetches.insert(key, next);
            }
            Note::Store(Event::Finished(key)) => {
                if let Some(Fetch::Shown(progress)) = fetches.remove(&key) {
                    progress.finish().await;
                }
            }
            Note::Store(_) => {}
            Note::Cancel(token) => {
                let is_meant = |fetch: &Fetch| matches!(fetch, Fetch::Shown(it) if *it.token() == token);
                // The end of the fetch ends the report.
                fetches
                    .iter()
                    .filter(|(_, fetch)| is_meant(fetch))
                    .for_each(|(key, _)| state.stop_fetch(key));
            }
        }
    }
}

/// Shows a fetch that has become long, or how far it is.
async fn advance(
    client: &Client,
    fetch: Fetch,
    key: &FactKey,
    (done, total): (u64, Option<u64>),
    shown: &mut u64,
) -> Fetch {
    match fetch {
        Fetch::Waiting(since) if since.elapsed() >= LONG => {
            *shown += 1;
            let token = NumberOrString::String(format!("layerwise-fetch-{shown}"));
            let params = WorkDoneProgressCreateParams { token: token.clone() };
            let room = timeout(LIMIT, client.send_request::<WorkDoneProgressCreate>(params)).await;
            if !matches!(room, Ok(Ok(()))) {
                return Fetch::Refused;
            }
            Fetch::Shown(Report::begin(client, token, key, done, total).await)
        }
        Fetch::Shown(progress) => {
            progress.report(done, total).await;
            Fetch::Shown(progress)
        }
        fetch @ (Fetch::Waiting(_) | Fetch::Refused) => fetch,
    }
}

/// What is there so far, where nobody knows how much there is.
fn counted(done: u64) -> String {
    format!("{done} so far")
}

fn percentage(done: u64, total: u64) -> u32 {
    let part = done.saturating_mul(100).checked_div(total).unwrap_or(100).min(100);
    u32::try_from(part).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_stay_within_bounds() {
        for (done, total, expected) in [(0, 3, 0), (1, 3, 33), (3, 3, 100), (5, 3, 100), (0, 0, 100)] {
            assert_eq!(percentage(done, total), expected, "{done} of {total}");
        }
    }
}
