//! Comments that switch rules off, in the dialects that files already use.

use std::collections::BTreeMap;
use std::ops::Range;

use syntax::ast::{Comment, comments, directives};
use syntax::{Source, TextRange, TextSize};

use super::catalogue::{is_shellcheck_id, rules_called};
use super::finding::Finding;
use super::meta::{Category, Meta};
use super::rule::Rule;
use crate::Analysis;
use crate::model::{InstructionInfo, Model};

/// Who invented a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    Layerwise,
    Hadolint,
    Tally,
    /// BuildKit's `# check=` directive.
    Buildkit,
    /// `# shellcheck disable=SC2046`, above an instruction.
    Shellcheck,
}

/// Words that introduce a comment of a dialect.
const MARKERS: [(&str, Dialect); 4] = [
    ("layerwise", Dialect::Layerwise),
    ("hadolint", Dialect::Hadolint),
    ("tally", Dialect::Tally),
    ("shellcheck", Dialect::Shellcheck),
];

/// One comment that names rules.
#[derive(Debug, Clone)]
pub struct Suppression {
    pub dialect: Dialect,
    /// Each id with its place in the document.
    pub ids: Vec<(String, TextRange)>,
    scope: Scope,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    File,
    /// The stage whose FROM follows the comment, as instruction offsets.
    Stage(TextRange),
    /// The physical line that follows, and the instruction that begins there.
    Line(Range<TextSize>),
}

/// Every suppression of a file.
#[derive(Debug, Clone, Default)]
pub struct Suppressions {
    entries: Vec<Suppression>,
    /// Positions of the entries of files and stages.
    wide: Vec<usize>,
    /// Positions of the entries of lines, by the start of the line.
    by_line: BTreeMap<TextSize, Vec<usize>>,
    /// `# check=error=true`: BuildKit's checks fail the build.
    pub checks_are_errors: bool,
    /// `# check=experimental=…`: checks of BuildKit that are off until they are asked for.
    experimental: Vec<(String, TextRange)>,
}

impl Suppressions {
    pub fn of(analysis: &Analysis<'_>) -> Self {
        let mut suppressions = Self::default();
        suppressions.read_check_directive(analysis.source);
        if !analysis.inputs.options.ignore_comments_disabled {
            for comment in comments(analysis.source) {
                suppressions.entries.extend(parse(&comment, &analysis.model));
            }
        }
        suppressions.index();
        suppressions
    }

    fn index(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            match &entry.scope {
                Scope::File | Scope::Stage(_) => self.wide.push(at),
                Scope::Line(line) => self.by_line.entry(line.start).or_default().push(at),
            }
        }
    }

    pub fn entries(&self) -> &[Suppression] {
        &self.entries
    }

    /// Every id that a comment or directive names, with its place.
    pub fn ids(&self) -> impl Iterator<Item = &(String, TextRange)> {
        self.entries.iter().flat_map(|entry| &entry.ids).chain(&self.experimental)
    }

    /// The file asks for a check of BuildKit that is off otherwise.
    pub fn asks_for(&self, meta: &Meta) -> bool {
        let is_opt_in = meta.category == Category::Buildkit && !meta.on_by_default;
        is_opt_in
            && self.experimental.iter().any(|(id, _)| id.eq_ignore_ascii_case("all") || meta.is_called(id))
    }

    /// The dialect that the file uses most, ours where it uses none.
    pub fn preferred_dialect(&self) -> Dialect {
        let count = |dialect| self.entries.iter().filter(|entry| entry.dialect == dialect).count();
        [Dialect::Layerwise, Dialect::Hadolint, Dialect::Tally, Dialect::Buildkit]
            .into_iter()
            .max_by_key(|&dialect| (count(dialect), dialect == Dialect::Layerwise))
            .unwrap_or(Dialect::Layerwise)
    }

    /// Some comment switches this finding off.
    pub fn covers(&self, analysis: &Analysis<'_>, finding: &Finding) -> bool {
        let at = finding.range.start();
        let instruction = analysis.model.instruction_at(at).map(InstructionInfo::start);
        let near = std::iter::once(at).chain(instruction).flat_map(|place| self.of_line(place));
        let wide = self.wide.iter().map(|&entry| &self.entries[entry]).filter(|entry| entry.reaches(at));
        near.chain(wide).any(|entry| entry.names(finding))
    }

    /// Entries of the line that holds an offset. Lines are the same or apart, so the last one that
    /// begins before it is the only one in question.
    fn of_line(&self, at: TextSize) -> impl Iterator<Item = &Suppression> {
        let line = self.by_line.range(..=at).next_back();
        let entries = line.into_iter().flat_map(|(_, entries)| entries);
        entries.map(|&entry| &self.entries[entry]).filter(move |entry| entry.reaches(at))
    }

    fn read_check_directive(&mut self, source: &Source) {
        for directive in directives(source) {
            if directive.name.text.eq_ignore_ascii_case("check") {
                let start = usize::from(directive.value.range.start());
                self.read_check_options(directive.value.text, start);
            }
        }
    }

    /// `skip=A,B;error=true;experimental=C`, which begins at `start`.
    fn read_check_options(&mut self, options: &str, start: usize) {
        for (at, option) in split_with_offsets(options, ';') {
            let Some((key, value)) = option.split_once('=') else { continue };
            let value_start = start + at + key.len() + 1;
            match key.trim() {
                "skip" => {
                    let ids = ids_at(value, value_start);
                    self.entries.push(Suppression { dialect: Dialect::Buildkit, ids, scope: Scope::File });
                }
                "experimental" => self.experimental.extend(ids_at(value, value_start)),
                "error" => self.checks_are_errors = is_true(value.trim()),
                _ => {}
            }
        }
    }
}

/// What Go's `ParseBool` takes for true.
fn is_true(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "TRUE" | "true" | "True")
}

impl Suppression {
    fn names(&self, finding: &Finding) -> bool {
        let rules = rules_called(finding.code);
        let is_called = |id: &str| rules.iter().any(|rule| rule.meta.is_called(id));
        self.ids.iter().any(|(id, _)| {
            // tally names the tool first: `hadolint/DL3003`.
            let id = id.rsplit('/').next().unwrap_or(id);
            if id.eq_ignore_ascii_case("all") {
                return self.covers_all_of(finding, &rules);
            }
            let is_foreign = finding.foreign_id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id));
            is_foreign || is_called(id)
        })
    }

    /// What `all` stands for: everything, or everything of the tool whose comment it is.
    fn covers_all_of(&self, finding: &Finding, rules: &[&Rule]) -> bool {
        match self.dialect {
            Dialect::Buildkit => rules.iter().any(|rule| rule.meta.category == Category::Buildkit),
            Dialect::Shellcheck => {
                let aliases = rules.iter().flat_map(|rule| rule.meta.aliases).copied();
                aliases.chain(finding.foreign_id.as_deref()).any(is_shellcheck_id)
            }
            Dialect::Layerwise | Dialect::Hadolint | Dialect::Tally => true,
        }
    }

    fn reaches(&self, at: TextSize) -> bool {
        match &self.scope {
            Scope::File => true,
            Scope::Stage(range) => range.contains_inclusive(at),
            Scope::Line(line) => line.contains(&at),
        }
    }
}

/// Reads `# hadolint global ignore=DL3003,SC1035 # reason` and its like.
fn parse(comment: &Comment<'_>, model: &Model<'_>) -> Option<Suppression> {
    let body = comment.text.trim_start_matches('#').trim_start();
    let (marker, dialect) = MARKERS.iter().find(|(marker, _)| {
        body.get(..marker.len()).is_some_and(|start| start.eq_ignore_ascii_case(marker))
    })?;
    let rest = body[marker.len()..].strip_prefix([' ', '\t', ':'])?;
    let verb = if *dialect == Dialect::Shellcheck { "disable" } else { "ignore" };
    let at = rest.find(verb)?;
    let (qualifier, assignment) = (rest[..at].trim(), rest[at + verb.len()..].trim_start());
    let list = assignment.strip_prefix('=')?;
    let ids_text = list.split(['#', ';']).next().unwrap_or(list);
    let list_start = usize::from(comment.range.end()) - list.len();
    let scope = match qualifier {
        "global" => Scope::File,
        "stage" => stage_scope(comment, model)?,
        _ if *dialect == Dialect::Shellcheck => {
            Scope::Line(next_code_line(model.source, comment.range.end()))
        }
        "" => Scope::Line(next_code_line(model.source, comment.range.end())),
        _ => return None,
    };
    Some(Suppression { dialect: *dialect, ids: ids_at(ids_text, list_start), scope })
}

fn stage_scope(comment: &Comment<'_>, model: &Model<'_>) -> Option<Scope> {
    let stage =
        model.stages.iter().find(|stage| model.instructions[stage.from].start() >= comment.range.end())?;
    let instructions = model.stage_instructions(stage);
    let range = TextRange::new(instructions.first()?.start(), instructions.last()?.syntax.range().end());
    Some(Scope::Stage(range))
}

/// The first physical line below that is neither blank nor a comment.
fn next_code_line(source: &Source, after: TextSize) -> Range<TextSize> {
    let text = source.text();
    let mut start =
        text[usize::from(after)..].find('\n').map_or(text.len(), |at| usize::from(after) + at + 1);
    loop {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at + 1);
        let line = text[start..end].trim_start();
        if end == text.len() || !(line.is_empty() || line.starts_with('#')) {
            return syntax::offset(start)..syntax::offset(end);
        }
        start = end;
    }
}

/// Comma-separated ids with their document ranges; the text begins at `start`.
fn ids_at(text: &str, start: usize) -> Vec<(String, TextRange)> {
    split_with_offsets(text, ',')
        .filter_map(|(at, piece)| {
            let id = piece.split_whitespace().next()?;
            let at = start + at + piece.find(id)?;
            Some((id.to_owned(), syntax::range(at, at + id.len())))
        })
        .collect()
}

fn split_with_offsets(text: &str, separator: char) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(separator).map(move |piece| {
        let start = at;
        at += piece.len() + separator.len_utf8();
        (start, piece)
    })
}
