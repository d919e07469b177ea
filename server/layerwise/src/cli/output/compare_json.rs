//! `size --against --format json`.

use analysis::size::{Estimate, SizeReport};
use serde::Serialize;

use crate::cli::compare::{Kind, Measured, Row, Side, rows, total_change};

/// The document; new keys may be added, none change their meaning.
#[derive(Serialize)]
pub struct Document<'r> {
    version: u32,
    file: &'r str,
    against: &'r str,
    platform: &'r str,
    target: &'r str,
    image: Image,
    layers: Vec<Entry<'r>>,
}

#[derive(Serialize)]
struct Image {
    before: Sizes,
    after: Sizes,
    /// In bytes on disk.
    change: Option<i64>,
}

#[derive(Serialize)]
struct Sizes {
    bytes: Estimate,
    compressed: Estimate,
}

#[derive(Serialize)]
struct Entry<'r> {
    kind: &'static str,
    before: Option<Layer<'r>>,
    after: Option<Layer<'r>>,
    /// In bytes on disk.
    change: Option<i64>,
}

#[derive(Serialize)]
struct Layer<'r> {
    line: u32,
    instruction: &'r str,
    bytes: Estimate,
    compressed: Estimate,
}

impl<'r> Document<'r> {
    pub fn new(file: &'r str, against: &'r str, before: &'r Measured, after: &'r Measured) -> Self {
        let rows = rows(before, after);
        Self {
            version: 1,
            file,
            against,
            platform: &after.report.platform,
            target: &after.report.target,
            image: Image {
                before: sizes(&before.report),
                after: sizes(&after.report),
                change: total_change(&rows),
            },
            layers: rows.iter().map(entry).collect(),
        }
    }
}

fn sizes(report: &SizeReport) -> Sizes {
    Sizes { bytes: report.bytes, compressed: report.compressed }
}

fn entry<'r>(row: &Row<'r>) -> Entry<'r> {
    let kind = match row.kind() {
        Kind::Same => "same",
        Kind::Changed => "changed",
        Kind::Added => "added",
        Kind::Removed => "removed",
    };
    Entry { kind, before: row.before.map(layer), after: row.after.map(layer), change: row.change() }
}

fn layer(side: Side<'_>) -> Layer<'_> {
    let layer = side.layer;
    Layer { line: layer.line, instruction: layer.keyword, bytes: layer.bytes, compressed: layer.compressed }
}
