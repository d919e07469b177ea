//! How many exchanges run at once, and the pauses that hosts ask for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::error::FetchError;

/// A pause up to which an exchange waits; beyond it fails and says when to come back.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// The longest pause that is believed.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// The pause after a 429 that does not say how long; it doubles with each in a row, six times.
const DEFAULT_PAUSE: Duration = Duration::from_secs(5);
/// The pause after a host could not be reached: many keys of one host then fail at once.
const UNREACHABLE_PAUSE: Duration = Duration::from_secs(3);
/// Time-outs in a row after which a host counts as unreachable.
const TIMEOUTS_IN_A_ROW: u32 = 3;

/// Admits exchanges.
#[derive(Debug)]
pub(super) struct Gate {
    all: Arc<Semaphore>,
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    state: Mutex<HostState>,
}

#[derive(Debug, Default)]
struct HostState {
    pause: Option<(Instant, Pause)>,
    timeouts: u32,
    /// Answers in a row that say 429.
    limits: u32,
}

#[derive(Debug, Clone)]
enum Pause {
    Asked,
    Unreachable(String),
}

/// The right to one exchange, until dropped.
#[derive(Debug)]
pub(super) struct Pass {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Gate {
    pub fn new(max_concurrent: usize) -> Self {
        let all = max_concurrent.max(1);
        Self {
            all: Arc::new(Semaphore::new(all)),
            per_host: all.div_ceil(2),
            hosts: Mutex::new(HashMap::new()),
        }
    }

    /// Waits for a free place, and through a short pause of the host.
    pub async fn enter(&self, authority: &str) -> Result<Pass, FetchError> {
        let host = self.host(authority);
        host.wait_out(authority).await?;
        let slot = Arc::clone(&host.slots).acquire_owned().await;
        host.wait_out(authority).await?;
        let place = Arc::clone(&self.all).acquire_owned().await;
        match (slot, place) {
            (Ok(slot), Ok(place)) => Ok(Pass { _host: slot, _all: place }),
            _ => Err(FetchError::Transient("shutting down".into())), // only a closed semaphore fails
        }
    }

    /// Learns from an answer. Returns the pause that the host asks for with it.
    ///
    /// A success ends the belief that the host is unreachable, but no pause that it asked for: the
    /// two answers may have crossed.
    pub fn observe(&self, authority: &str, status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
        let host = self.host(authority);
        let mut state = host.lock();
        state.timeouts = 0;
        let limited = status == StatusCode::TOO_MANY_REQUESTS;
        let wait = pause_asked(status, headers, SystemTime::now())
            .or_else(|| limited.then(|| DEFAULT_PAUSE.saturating_mul(1 << state.limits.min(6))));
        state.limits = if limited { state.limits + 1 } else { 0 };
        let asked = wait.map(|wait| (Instant::now() + wait, Pause::Asked));
        let kept = state.pause.take().filter(|(_, pause)| matches!(pause, Pause::Asked));
        state.pause = [kept, asked].into_iter().flatten().max_by_key(|(until, _)| *until);
        wait
    }

    /// Learns from a failed connection.
    pub fn observe_unreachable(&self, authority: &str, why: &str) {
        let host = self.host(authority);
        host.lock().pause = Some((Instant::now() + UNREACHABLE_PAUSE, Pause::Unreachable(why.to_owned())));
    }

    /// Learns from an answer that did not come in time.
    pub fn observe_timeout(&self, authority: &str, why: &str) {
        let host = self.host(authority);
        let in_a_row = {
            let mut state = host.lock();
            state.timeouts += 1;
            state.timeouts
        };
        if in_a_row >= TIMEOUTS_IN_A_ROW {
            self.observe_unreachable(authority, why);
        }
    }

    fn host(&self, authority: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Host { slots: Arc::new(Semaphore::new(self.per_host)), state: Mutex::default() };
        Arc::clone(hosts.entry(authority.to_owned()).or_insert_with(|| Arc::new(new())))
    }
}

impl Host {
    fn lock(&self) -> std::sync::MutexGuard<'_, HostState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait_out(&self, authority: &str) -> Result<(), FetchError> {
        let pause = self.lock().pause.clone();
        let Some((until, why)) = pause else { return Ok(()) };
        let wait = until.saturating_duration_since(Instant::now());
        match why {
            _ if wait.is_zero() => Ok(()),
            Pause::Unreachable(why) => Err(FetchError::Unreachable(why)),
            Pause::Asked if wait > PATIENCE => Err(FetchError::Limited { host: authority.to_owned(), wait }),
            Pause::Asked => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
        }
    }
}

/// The pause that an answer asks for: Retry-After of a 429 or 503, or an empty quota with its reset. Times of
/// day count from the host's own, where it tells it: the clock here may be wrong.
fn pause_asked(status: StatusCode, headers: &HeaderMap, clock: SystemTime) -> Option<Duration> {
    let limited = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let now = text("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(clock);
    let reset = || {
        let reset = text("x-ratelimit-reset").or_else(|| text("ratelimit-reset"))?;
        reset_after(reset, now)
    };
    let wait = if limited {
        let retry_after = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        retry_after.and_then(|value| retry_after_in(value, now)).or_else(reset)
    } else {
        let remaining = text("x-ratelimit-remaining").or_else(|| text("ratelimit-remaining"))?;
        if remaining.trim() == "0" { reset() } else { None }
    };
    wait.map(|wait| wait.min(LONGEST_PAUSE))
}

/// Retry-After: seconds, or an HTTP date.
fn retry_after_in(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    let seconds = value.parse().ok().map(Duration::from_secs);
    seconds.or_else(|| Some(httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default()))
}

/// A reset given in seconds from now, or as seconds since 1970 (Docker Hub).
fn reset_after(value: &str, now: SystemTime) -> Option<Duration> {
    let seconds: u64 = value.trim().parse().ok()?;
    let epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let absolute = seconds > 1_000_000_000;
    Some(Duration::from_secs(if absolute { seconds.saturating_sub(epoch) } else { seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(status: u16, headers: &[(&'static str, &str)]) -> Option<u64> {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (
                    reqwest::header::HeaderName::from_static(name),
                    value.parse().expect("the table holds header values"),
                )
            })
            .collect();
        let status = StatusCode::from_u16(status).expect("the table holds statuses");
        pause_asked(status, &headers, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn pauses_that_hosts_ask_for() {
        assert_eq!(pause(429, &[("retry-after", "7")]), Some(7));
        assert_eq!(pause(503, &[("retry-after", "7")]), Some(7));
        assert_eq!(pause(503, &[]), None);
        assert_eq!(pause(429, &[]), None);
        assert_eq!(pause(429, &[("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT")]), Some(10));
        assert_eq!(pause(429, &[("retry-after", "99999999")]), Some(3600));
        // The host's clock is a day behind this one's.
        let behind =
            [("date", "Mon, 13 Nov 2023 22:13:20 GMT"), ("retry-after", "Mon, 13 Nov 2023 22:13:50 GMT")];
        assert_eq!(pause(429, &behind), Some(30));
        assert_eq!(pause(429, &[("x-ratelimit-reset", "1700000060")]), Some(60));
        assert_eq!(
            pause(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1700000030")]),
            Some(30)
        );
        assert_eq!(pause(200, &[("ratelimit-remaining", "76;w=21600")]), None);
        assert_eq!(pause(200, &[]), None);
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_outlive_successes_that_cross_them_and_grow() {
        let gate = Gate::new(4);
        let headers = HeaderMap::new();
        let limit = || gate.observe("host", StatusCode::TOO_MANY_REQUESTS, &headers);
        assert_eq!(limit(), Some(DEFAULT_PAUSE));
        assert_eq!(limit(), Some(DEFAULT_PAUSE * 2));
        gate.observe("host", StatusCode::OK, &headers);
        assert!(matches!(gate.enter("host").await, Err(FetchError::Limited { .. })));
        tokio::time::sleep(DEFAULT_PAUSE * 2).await;
        assert!(gate.enter("host").await.is_ok());
        assert_eq!(limit(), Some(DEFAULT_PAUSE), "a success begins anew");
        assert!(gate.enter("other").await.is_ok());

        gate.observe_unreachable("gone", "gone: refused");
        assert!(matches!(gate.enter("gone").await, Err(FetchError::Unreachable(_))));
        gate.observe("gone", StatusCode::OK, &headers);
        assert!(gate.enter("gone").await.is_ok());
    }
}
