//! Ages as people read them.

use std::time::{Duration, SystemTime};

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

/// Days since 1970-01-01: the inverse of [`analysis::dates::of_day`].
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_ages() {
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
