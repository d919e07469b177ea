//! The one task that shows long work behind to the person, where the client shows progress.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use external::FactKey;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout};
use tower_lsp::ls_types::request::WorkDoneProgressCreate;
use tower_lsp::ls_types::{NumberOrString, ProgressToken, WorkDoneProgressCreateParams};
use tower_lsp::{Bounded, Cancellable, Client, OngoingProgress, Unbounded};

use super::state::State;
use crate::workspace::Listing;

/// Work that ends sooner is not shown: what flashes up helps nobody.
const LONG: Duration = Duration::from_millis(500);
/// How long a client may take to make room for a report.
const LIMIT: Duration = Duration::from_secs(5);

/// What bears on the reports.
#[derive(Debug)]
pub enum Note {
    Progress {
        work: Work,
        done: u64,
        total: Option<u64>,
    },
    Finished(Work),
    /// The person has had enough of one.
    Cancel(ProgressToken),
}

/// What goes on behind and may take long.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Work {
    Fetch(FactKey),
    Listing(Listing),
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetch(key) => key.fmt(f),
            Self::Listing(listing) => listing.fmt(f),
        }
    }
}

/// How far the person knows of work that told progress.
enum View {
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
        work: &Work,
        done: u64,
        total: Option<u64>,
    ) -> Self {
        let progress = client.progress(token, format!("Layerwise: {work}"));
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
    #[expect(clippy::mutable_key_type, reason = "a listing is told apart by its address, which stays")]
    let mut views = HashMap::new();
    let mut shown = 0;
    while let Some(note) = notes.recv().await {
        match note {
            Note::Progress { work, done, total } if state.client().shows_progress => {
                let view = views.remove(&work).unwrap_or_else(|| View::Waiting(Instant::now()));
                let next = advance(&client, view, &work, (done, total), &mut shown).await;
                views.insert(work, next);
            }
            Note::Progress { .. } => {}
            Note::Finished(work) => {
                if let Some(View::Shown(progress)) = views.remove(&work) {
                    progress.finish().await;
                }
            }
            Note::Cancel(token) => {
                let is_meant = |view: &View| matches!(view, View::Shown(it) if *it.token() == token);
                // The end of the work ends the report.
                views.iter().filter(|(_, view)| is_meant(view)).for_each(|(work, _)| state.stop(work));
            }
        }
    }
}

/// Shows work that has become long, or how far it is.
async fn advance(
    client: &Client,
    view: View,
    work: &Work,
    (done, total): (u64, Option<u64>),
    shown: &mut u64,
) -> View {
    match view {
        View::Waiting(since) if since.elapsed() >= LONG => {
            *shown += 1;
            let token = NumberOrString::String(format!("layerwise-fetch-{shown}"));
            let params = WorkDoneProgressCreateParams { token: token.clone() };
            let room = timeout(LIMIT, client.send_request::<WorkDoneProgressCreate>(params)).await;
            if !matches!(room, Ok(Ok(()))) {
                return View::Refused;
            }
            View::Shown(Report::begin(client, token, work, done, total).await)
        }
        View::Shown(progress) => {
            progress.report(done, total).await;
            View::Shown(progress)
        }
        view @ (View::Waiting(_) | View::Refused) => view,
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
