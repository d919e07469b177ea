//! `layerwise tags`

use std::collections::HashSet;
use std::time::SystemTime;

use analysis::facts::{Fact, Tag, TagList, Unavailable};
use analysis::reference::{Repository, parse_repository, split_tag};
use knowledge::{cuda_images, images, version};
use serde::Serialize;

use super::args::{PlainFormat, TagsArguments};
use super::output::style::Style;
use super::project::Project;
use super::{Outcome, print, print_json, warn};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::text::printable;

mod render;

/// The list as the contract prints it.
#[derive(Serialize)]
struct Document {
    image: String,
    /// `registry`, `cache` or `embedded`.
    source: String,
    /// `YYYY-MM-DD`
    as_of: String,
    tags: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    bytes_compressed: Option<u64>,
    platforms: Vec<String>,
    pushed: Option<String>,
    digest: Option<String>,
    notes: Vec<String>,
}

/// Lists the tags of an image that begin with the prefix.
pub fn run(arguments: &TagsArguments) -> Result<Outcome, Failure> {
    let (name, prefix) = split_tag(&arguments.image);
    let prefix = prefix.unwrap_or_default();
    let repository = parse_repository(name)
        .ok_or_else(|| Failure::new(&arguments.image, "is no image", "write it as in FROM"))?;
    let settings = Project::new(&arguments.network).settings(std::path::Path::new("."))?;
    let facts = Facts::new(&settings)?;
    let store = facts.store();
    let mut answer = Fact::Pending;
    facts.settle(|| answer = store.tags(&repository));
    let Some(mut document) = document(&repository, &answer) else {
        return no_answer(&arguments.image, &answer);
    };
    if let (Fact::Unavailable(why), false) = (&answer, settings.offline) {
        warn(printable(&format!(
            "layerwise: {}: the registry does not answer ({why}); embedded facts are shown",
            arguments.image
        )));
    }
    document.tags.retain(|tag| tag.name.starts_with(prefix));
    match arguments.format {
        PlainFormat::Json => print_json(&document)?,
        PlainFormat::Text => print(&render::table(&document, Style::of_stdout()))?,
    }
    Ok(Outcome::Success)
}

fn no_answer(image: &str, answer: &Fact<TagList>) -> Result<Outcome, Failure> {
    match answer {
        Fact::Unavailable(Unavailable::NotFound) => {
            Err(Failure::new(image, "the registry has no such image", "check the name"))
        }
        Fact::Unavailable(why) => {
            warn(Failure::new(
                image,
                format!("no tags are known ({why})"),
                "try again when the registry answers",
            ));
            Ok(Outcome::NoAnswer)
        }
        _ => {
            warn(Failure::new(image, "the registry did not answer in time", "try again"));
            Ok(Outcome::NoAnswer)
        }
    }
}

/// What is known: the registry's list over the embedded one. `None` where nothing is.
fn document(repository: &Repository, answer: &Fact<TagList>) -> Option<Document> {
    let name = repository.familiar_with_registry();
    let embedded = images::tags(&name);
    let Fact::Known(known) = answer else {
        let embedded = embedded?;
        let tags = embedded.tags.iter().map(|tag| embedded_entry(&name, tag)).collect();
        return Some(Document { image: name, source: "embedded".into(), as_of: embedded.as_of.into(), tags });
    };
    let mut tags: Vec<Entry> = known.value.tags.iter().map(|tag| live_entry(&name, tag)).collect();
    let listed: HashSet<&str> = known.value.tags.iter().map(|tag| tag.name.as_str()).collect();
    let missing = embedded.iter().flat_map(|embedded| &embedded.tags).filter(|tag| !listed.contains(**tag));
    let mut gone: Vec<Entry> = missing.map(|tag| embedded_entry(&name, tag)).collect();
    if known.value.complete {
        gone.iter_mut()
            .for_each(|entry| entry.notes.insert(0, "Removed: the registry does not list it.".into()));
    } else {
        tags.append(&mut gone);
    }
    tags.sort_by(|a, b| version::compare(&b.name, &a.name));
    tags.append(&mut gone);
    let as_of = day_of(known.as_of);
    Some(Document { image: name, source: known.origin.to_string(), as_of, tags })
}

fn live_entry(image: &str, tag: &Tag) -> Entry {
    Entry {
        name: tag.name.clone(),
        bytes_compressed: tag.platforms.first().and_then(|platform| platform.bytes_compressed),
        platforms: tag.platforms.iter().map(|platform| platform.platform.to_string()).collect(),
        pushed: tag.pushed.clone(),
        digest: tag.digest.clone(),
        notes: if is_cuda(image) { cuda_images::notes(&tag.name) } else { Vec::new() },
    }
}

fn embedded_entry(image: &str, tag: &str) -> Entry {
    let cuda = cuda_images::find(tag).filter(|_| is_cuda(image));
    Entry {
        name: tag.to_owned(),
        bytes_compressed: None,
        platforms: cuda.map(|tag| tag.platforms().collect()).unwrap_or_default(),
        pushed: None,
        digest: None,
        notes: if cuda.is_some() { cuda_images::notes(tag) } else { Vec::new() },
    }
}

fn is_cuda(image: &str) -> bool {
    matches!(image, "nvidia/cuda" | "nvcr.io/nvidia/cuda")
}

/// `YYYY-MM-DD` in UTC.
fn day_of(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(i64::try_from(seconds / 86_400).unwrap_or(0));
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of a count of days since 1970-01-01, in the Gregorian calendar. Years are
/// counted from March, so that the leap day comes last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // since 0000-03-01
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, date) in
            [(0, (1970, 1, 1)), (19_782, (2024, 2, 29)), (19_783, (2024, 3, 1)), (20_781, (2026, 11, 24))]
        {
            assert_eq!(civil(days), date);
        }
    }
}
