//! Byte counts with their uncertainty.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::Serialize;

/// How far an estimate may be trusted. Ordered from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Nothing is known: the three figures are null.
    Unknown,
    /// From constants and tables of similar things.
    Estimated,
    /// From the metadata of a package index or a registry, as of its date.
    Index,
    /// Measured: files of the build context, layers of a manifest.
    Exact,
}

/// Bytes: `low <= best <= high`. All are `None` where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Estimate {
    pub low: Option<u64>,
    pub best: Option<u64>,
    pub high: Option<u64>,
    pub confidence: Confidence,
}

impl Estimate {
    pub const UNKNOWN: Self = Self { low: None, best: None, high: None, confidence: Confidence::Unknown };

    pub fn exact(bytes: u64) -> Self {
        Self { low: Some(bytes), best: Some(bytes), high: Some(bytes), confidence: Confidence::Exact }
    }

    /// `best` with a relative error on both sides: 0.05 for five per cent.
    pub fn within(best: u64, error: f64, confidence: Confidence) -> Self {
        let spread = (best as f64 * error).round() as u64;
        Self {
            low: Some(best.saturating_sub(spread)),
            best: Some(best),
            high: Some(best.saturating_add(spread)),
            confidence,
        }
    }

    pub fn is_unknown(&self) -> bool {
        self.best.is_none()
    }

    /// Scaled by a factor, as for compression; the confidence is at most `Estimated`.
    #[must_use]
    pub fn scaled(self, low: f64, best: f64, high: f64) -> Self {
        let scale =
            |bytes: Option<u64>, factor: f64| bytes.map(|bytes| (bytes as f64 * factor).round() as u64);
        Self {
            low: scale(self.low, low),
            best: scale(self.best, best),
            high: scale(self.high, high),
            confidence: self.confidence.min(Confidence::Estimated),
        }
    }
}

impl Add for Estimate {
    type Output = Self;

    /// An unknown part leaves the sum a lower bound: the high end becomes unknown, the confidence
    /// that of the worse part.
    fn add(self, other: Self) -> Self {
        let known = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (one, None) | (None, one) => one,
        };
        let both = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
        Self {
            low: known(self.low, other.low),
            best: known(self.best, other.best),
            high: both(self.high, other.high),
            confidence: self.confidence.min(other.confidence),
        }
    }
}

impl Sum for Estimate {
    fn sum<I: Iterator<Item = Self>>(estimates: I) -> Self {
        estimates.fold(Self::exact(0), Add::add)
    }
}

/// Bytes as people read them, in powers of ten: `5.2 GB`, `45 MB`, `310 kB`, `12 B`.
pub fn human(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let Some((unit, name)) = UNITS.iter().find(|(unit, _)| bytes >= *unit) else {
        return format!("{bytes} B");
    };
    let value = bytes as f64 / *unit as f64;
    // One decimal below ten; 9.96 would round up to two digits and a decimal.
    if value < 9.95 { format!("{value:.1} {name}") } else { format!("{value:.0} {name}") }
}

impl fmt::Display for Estimate {
    /// `unknown`, `45 MB` where exact, `~45 MB` where estimated, `≥45 MB` where a part is unknown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.best, self.high) {
            (None, _) => f.write_str("unknown"),
            (Some(best), None) => write!(f, "≥{}", human(best)),
            (Some(best), _) if self.confidence == Confidence::Exact => f.write_str(&human(best)),
            (Some(best), _) => write!(f, "~{}", human(best)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_well() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_500, "1.5 kB"),
            (9_960_000, "10 MB"),
            (45_300_000, "45 MB"),
            (5_184_000_000, "5.2 GB"),
        ] {
            assert_eq!(human(bytes), text);
        }
    }

    #[test]
    fn an_unknown_part_makes_a_lower_bound() {
        let sum = Estimate::exact(10_000_000) + Estimate::UNKNOWN;
        assert_eq!((sum.best, sum.high), (Some(10_000_000), None));
        assert_eq!(sum.to_string(), "≥10 MB");
        assert_eq!(
            [Estimate::exact(1), Estimate::exact(2)].into_iter().sum::<Estimate>(),
            Estimate::exact(3)
        );
    }
}
