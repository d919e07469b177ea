//! How old an answer is, by clocks that people set.

use std::time::{Duration, SystemTime};

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
}
