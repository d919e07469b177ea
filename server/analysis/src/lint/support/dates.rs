//! Today, as the tables write it.

use crate::Analysis;
use crate::dates::of_day;

/// The day of the embedded facts: today where nobody says otherwise.
const DAY_OF_FACTS: &str = "2026-11-24";

/// `YYYY-MM-DD`.
pub fn today(analysis: &Analysis<'_>) -> String {
    analysis.inputs.options.today.map_or_else(|| DAY_OF_FACTS.to_owned(), of_day)
}
