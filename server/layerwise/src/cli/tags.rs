//! `layerwise tags`

mod render;

use std::path::Path;

use analysis::facts::{Fact, Platform, TagList, Unavailable};
use analysis::reference::{Repository, parse_repository, split_tag};
use ide::tags::{TagEntry, TagListing, TagState, tags_of};
use serde::Serialize;

use super::args::{PlainFormat, TagsArguments};
use super::output::style::Style;
use super::project::Project;
use super::{Outcome, print, print_json, warn};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::text::printable;

/// The list as the contract prints it.
#[derive(Serialize)]
struct Document {
    image: String,
    /// `registry`, `cache` or `embedded`.
    source: String,
    /// `YYYY-MM-DD`
    as_of: Option<String>,
    /// A tag that is not listed does not exist.
    complete: bool,
    tags: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    /// `current`, `end-of-life` or `removed`.
    state: &'static str,
    bytes_compressed: Option<u64>,
    platforms: Vec<String>,
    pushed: Option<String>,
    digest: Option<String>,
    notes: Vec<String>,
    /// One line for people.
    #[serde(skip)]
    detail: String,
}

/// Lists the tags of an image that begin with the prefix, in the order of completion.
pub fn run(arguments: &TagsArguments) -> Result<Outcome, Failure> {
    let (name, prefix) = split_tag(&arguments.image);
    let repository = parse_repository(name)
        .ok_or_else(|| Failure::new(&arguments.image, "is no image", "write it as in FROM"))?;
    let settings = Project::new(&arguments.network).settings(Path::new("."))?;
    let facts = Facts::new(&settings)?;
    let store = facts.store();
    facts.settle(|| drop(store.tags(&repository)));
    let answer = store.tags(&repository);
    if matches!(answer, Fact::Unavailable(Unavailable::NotFound)) {
        return Err(Failure::new(&arguments.image, "the registry has no such image", "check the name"));
    }
    let listing = tags_of(&repository, &*store);
    let Some(document) =
        document(&repository, listing, prefix.unwrap_or_default(), &settings.options().platform)
    else {
        return Ok(no_answer(&arguments.image, &answer));
    };
    if let (Fact::Unavailable(why), false) = (&answer, settings.offline) {
        let line = format!("layerwise: {name}: the registry did not answer ({why}); embedded tags are shown");
        warn(printable(&line));
    }
    match arguments.format {
        PlainFormat::Json => print_json(&document)?,
        PlainFormat::Text => print(&render::table(&document, Style::of_stdout()))?,
    }
    Ok(Outcome::Success)
}

/// `None` where nothing is known.
fn document(
    repository: &Repository,
    listing: TagListing,
    prefix: &str,
    platform: &Platform,
) -> Option<Document> {
    let origin = listing.origin?;
    let wanted = listing.entries.iter().filter(|entry| entry.name.starts_with(prefix));
    let tags = wanted.map(|tag| entry(&listing, tag, platform)).collect();
    let image = repository.familiar_with_registry();
    Some(Document {
        image,
        source: origin.to_string(),
        as_of: listing.as_of.clone(),
        complete: listing.is_complete,
        tags,
    })
}

fn entry(listing: &TagListing, entry: &TagEntry, platform: &Platform) -> Entry {
    let live = listing.live(entry);
    Entry {
        name: entry.name.to_string(),
        state: match entry.state {
            TagState::Current => "current",
            TagState::EndOfLife => "end-of-life",
            TagState::Removed => "removed",
        },
        bytes_compressed: listing.bytes_compressed(entry, platform),
        platforms: listing.platforms(entry),
        pushed: live.and_then(|tag| tag.pushed.clone()),
        digest: live.and_then(|tag| tag.digest.clone()),
        notes: listing.notes(entry),
        detail: listing.detail(entry, platform),
    }
}

/// Says why nothing is known.
fn no_answer(image: &str, answer: &Fact<TagList>) -> Outcome {
    let (problem, advice) = match answer {
        Fact::Unavailable(Unavailable::Offline) => {
            ("no tags are known offline".to_owned(), "try again without `--offline`")
        }
        Fact::Unavailable(Unavailable::Denied) => {
            ("the registry wants credentials".to_owned(), "log in with `docker login`")
        }
        Fact::Unavailable(why) => (format!("no tags are known ({why})"), "try again later"),
        Fact::Pending | Fact::Known(_) => {
            ("the registry did not answer in time".to_owned(), "try again later")
        }
    };
    warn(Failure::new(image, problem, advice));
    Outcome::NoAnswer
}
