//! Why a fetch brought nothing.

use std::fmt;
use std::time::Duration;

use analysis::facts::Unavailable;

/// The outcome of a failed fetch. The variant decides how long it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchError {
    /// 404 or 410: the source says that there is no such thing.
    NotFound,
    /// 401 or 403: credentials are missing or not enough.
    Denied,
    /// Our own policy forbids the exchange: a host, a scheme, an address.
    Refused(String),
    /// The host asked for a pause.
    Limited { host: String, wait: Duration },
    /// No connection, or no answer in time.
    Unreachable(String),
    /// Reset, 5xx, a body that broke off: may pass at any moment.
    Transient(String),
    /// The host answered, but not what its protocol says.
    Broken(String),
}

impl FetchError {
    /// How long the outcome stands before the source is asked again.
    ///
    /// A transient failure is short enough that the next request after it meets a new try
    /// within five seconds. What does not exist may be pushed, and who is denied may log in.
    pub fn hold(&self) -> Duration {
        match self {
            FetchError::NotFound => Duration::from_secs(900),
            FetchError::Denied | FetchError::Refused(_) => Duration::from_secs(60),
            FetchError::Limited { wait, .. } => *wait,
            FetchError::Transient(_) | FetchError::Unreachable(_) => Duration::from_secs(3),
            FetchError::Broken(_) => Duration::from_secs(30),
        }
    }

    /// What analysis is told.
    pub fn to_unavailable(&self) -> Unavailable {
        match self {
            FetchError::NotFound => Unavailable::NotFound,
            FetchError::Denied => Unavailable::Denied,
            other => Unavailable::Failed(other.to_string()),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::NotFound => f.write_str("not found"),
            FetchError::Denied => f.write_str("access denied"),
            FetchError::Limited { host, wait } => {
                write!(f, "{host} limits requests; asking again in {} s", wait.as_secs().max(1))
            }
            FetchError::Refused(why)
            | FetchError::Unreachable(why)
            | FetchError::Transient(why)
            | FetchError::Broken(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for FetchError {}
