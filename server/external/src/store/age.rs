//! How old an answer is, by clocks that people set.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// What two machines' clocks, or a clock that is being corrected, differ by.
const SKEW: Duration = Duration::from_secs(300);

/// The age of what was written at this time. A stamp from the future tells that the clock was wrong then or
/// is wrong now: such an answer counts as old as can be, so that it is asked for anew instead of standing
/// until that future comes.
pub fn age(as_of: SystemTime) -> Duration {
    age_at(SystemTime::now(), as_of)
}

fn age_at(now: SystemTime, as_of: SystemTime) -> Duration {
    match now.duration_since(as_of) {
        Ok(age) => age,
        Err(error) if error.duration() <= SKEW => Duration::ZERO,
        Err(_) => Duration::MAX,
    }
}

/// How long an answer in memory has been standing: by the clock that people set, which knows of the time
/// before and of a machine asleep, and by the one that nobody sets, so that a clock set back makes nothing
/// young again.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    as_of: SystemTime,
    /// The age at `since`.
    then: Duration,
    since: Instant,
}

impl Standing {
    pub fn from_now(as_of: SystemTime) -> Self {
        Self { as_of, then: age(as_of), since: Instant::now() }
    }

    pub fn age(&self) -> Duration {
        self.age_at(SystemTime::now(), Instant::now())
    }

    fn age_at(&self, now: SystemTime, instant: Instant) -> Duration {
        let passed = instant.saturating_duration_since(self.since);
        age_at(now, self.as_of).max(self.then.saturating_add(passed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_from_the_future_are_not_fresh() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let hour = Duration::from_secs(3600);
        assert_eq!(age_at(now, now - hour), hour);
        assert_eq!(age_at(now, now + Duration::from_secs(10)), Duration::ZERO);
        assert_eq!(age_at(now, now + hour), Duration::MAX);
    }

    #[test]
    fn a_clock_that_is_set_makes_nothing_young() {
        let (hour, day) = (Duration::from_secs(3600), Duration::from_secs(86_400));
        let (as_of, since) = (SystemTime::UNIX_EPOCH + day * 20_000, Instant::now());
        let standing = Standing { as_of, then: Duration::ZERO, since };
        // Two hours pass, and the clock is set back by one, or by just as much as it went on.
        assert_eq!(standing.age_at(as_of + hour, since + hour * 2), hour * 2);
        assert_eq!(standing.age_at(as_of, since + hour * 2), hour * 2);
        // Days back: the stamp lies in the future, which is as old as can be.
        assert_eq!(standing.age_at(as_of - day, since + hour), Duration::MAX);
        // Days on, or asleep as long.
        assert_eq!(standing.age_at(as_of + day, since + hour), day);
    }
}
