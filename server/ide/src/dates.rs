//! Dates and ages as people read them.

use std::time::{Duration, SystemTime};

/// `2026-11-23`, in UTC.
pub fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `just now`, `5 minutes old`, `3 hours old`, `2 days old`.
pub fn age(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    let (count, unit) = match minutes {
        0..2 => return "just now".to_owned(),
        2..120 => (minutes, "minutes"),
        120..2_880 => (minutes / 60, "hours"),
        _ => (minutes / 1_440, "days"),
    };
    format!("{count} {unit} old")
}

/// The age of a day or month, `YYYY-MM-DD` or `YYYY-MM`, as [`age`] says it; `None` for other texts.
pub fn age_of_date(date: &str, now: SystemTime) -> Option<String> {
    let mut numbers = date.split('-').map(str::parse::<u64>);
    let (year, month) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let day = numbers.next().unwrap_or(Ok(1)).ok()?;
    let is_date = (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let today = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    let days = is_date.then(|| today.saturating_sub(days(year, month, day)))?;
    Some(if days == 1 { "1 day old".to_owned() } else { format!("{days} days old") })
}

/// Days since 1970-01-01: the inverse of [`civil`].
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day since 1970-01-01 (Howard Hinnant's algorithm for the proleptic
/// Gregorian calendar, on eras of 400 years that begin in March).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_ages() {
        for (days, text) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_780, "2026-11-23")] {
            assert_eq!(date(SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + 5)), text);
        }
        for (day, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_780, "2026-11-23")] {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs((day + 3) * 86_400 + 5);
            assert_eq!(age_of_date(date, now).as_deref(), Some("3 days old"), "{date}");
        }
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(20_780 * 86_400);
        assert_eq!(age_of_date("2026-11", now).as_deref(), Some("22 days old"));
        assert_eq!(age_of_date("2026-13-01", now), None);
        for (seconds, text) in
            [(5, "just now"), (600, "10 minutes old"), (7_300, "2 hours old"), (200_000, "2 days old")]
        {
            assert_eq!(age(Duration::from_secs(seconds)), text);
        }
    }
}
