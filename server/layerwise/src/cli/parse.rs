//! `layerwise parse`

use std::fmt::Write;
use std::sync::Arc;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::{Category, Severity, lint};
use analysis::model::Memo;
use analysis::options::Options;
use serde::Serialize;
use syntax::ast::Instruction;
use syntax::continuation::Joined;
use syntax::{InstructionKind, Source, TextSize};
use tree_sitter::Node;

use super::args::{ParseArguments, ParseFormat};
use super::input::Input;
use super::{Outcome, complain, print, print_json};
use crate::failure::Failure;
use crate::text::printable;
use crate::workspace::Subject;

/// Levels that are shown by indentation; how deep a text nests is up to whoever wrote it.
const MAX_INDENT: usize = 100;

#[derive(Serialize)]
struct Document {
    version: u32,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: String,
    instructions: Vec<Entry>,
    errors: Vec<Error>,
}

#[derive(Serialize)]
struct Entry {
    /// In lower case; `template` for lines of a templating language.
    keyword: String,
    range: Lines,
    /// As written.
    flags: Vec<String>,
    json_form: bool,
    /// How many.
    heredocs: usize,
    /// The logical line, continuations joined, heredoc bodies left out.
    original: String,
}

/// Zero-based, end inclusive, heredoc bodies included.
#[derive(Serialize)]
struct Lines {
    start_line: usize,
    end_line: usize,
}

#[derive(Serialize)]
struct Error {
    line: usize,
    message: String,
}

/// Prints the tree, or the instructions and what BuildKit would refuse.
pub fn run(arguments: &ParseArguments) -> Result<Outcome, Failure> {
    let (mut files, mut trees) = (Vec::new(), String::new());
    let mut outcome = Outcome::Success;
    for path in &arguments.files {
        let input = Input::new(path);
        let text = match input.read() {
            Ok(text) => text.content,
            Err(failure) => {
                outcome = complain(&failure);
                continue;
            }
        };
        let subject = subject(&text);
        let file = describe(&input.shown, &subject);
        if !file.errors.is_empty() && outcome == Outcome::Success {
            outcome = Outcome::Findings;
        }
        if arguments.format == ParseFormat::Tree {
            show_tree(&mut trees, &subject.source, &file);
        }
        files.push(file);
    }
    match arguments.format {
        ParseFormat::Tree => print(&trees)?,
        ParseFormat::Json => print_json(&Document { version: 1, files })?,
    }
    Ok(outcome)
}

fn subject(text: &str) -> Subject {
    // Comments in the file do not hide what BuildKit refuses.
    let mut options = Options { ignore_comments_disabled: true, ..Options::default() };
    options.rules.select.push(Category::Syntax.name().to_owned());
    Subject {
        source: Source::parse(text),
        options: Arc::new(options),
        context: Arc::new(NoContext),
        facts: Arc::new(NoFacts),
        memo: Arc::new(Memo::default()),
    }
}

fn describe(path: &str, subject: &Subject) -> File {
    let source = &subject.source;
    let escape = source.escape();
    let breaks = LineBreaks::of(source);
    let instructions: Vec<Entry> = source
        .instructions()
        .into_iter()
        .map(|instruction| entry(source, instruction, &breaks, escape))
        .collect();
    let errors = subject
        .analyse(lint)
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| Error { line: breaks.line_of(it.range.start()), message: it.message.clone() })
        .collect();
    File { path: path.to_owned(), instructions, errors }
}

fn entry(source: &Source, instruction: Instruction<'_>, breaks: &LineBreaks, escape: char) -> Entry {
    let range = instruction.range();
    // The heredocs of a trigger are those of its ONBUILD, as in BuildKit.
    let last = std::iter::successors(Some(instruction), |it| it.trigger()).last().unwrap_or(instruction);
    let arguments_end = usize::from(last.arguments_range().end());
    let start = usize::from(range.start());
    let line = Joined::new(&source.text()[start..arguments_end.max(start)], start, escape);
    Entry {
        keyword: keyword(instruction),
        range: Lines { start_line: breaks.line_of(range.start()), end_line: breaks.line_of(range.end()) },
        flags: instruction.flags().into_iter().map(|flag| flag.text().to_owned()).collect(),
        json_form: instruction.json_array().is_some(),
        heredocs: last.heredocs().len(),
        original: without_dangling_escape(line.text(), escape).to_owned(),
    }
}

/// A continuation on the last line of the file continues nothing and is left out.
fn without_dangling_escape(line: &str, escape: char) -> &str {
    let line = line.trim_end();
    match line.strip_suffix(escape) {
        Some(rest) if !rest.ends_with('\\') => rest.trim_end(),
        _ => line,
    }
}

fn keyword(instruction: Instruction<'_>) -> String {
    if instruction.is_template() {
        return "template".to_owned();
    }
    let written = instruction.keyword().map_or("", |keyword| keyword.text);
    debug_assert!(instruction.kind() == InstructionKind::Unknown || !written.is_empty());
    written.to_lowercase()
}

/// Where lines end: at `\n` alone, as in BuildKit.
struct LineBreaks(Vec<usize>);

impl LineBreaks {
    fn of(source: &Source) -> Self {
        Self(source.text().match_indices('\n').map(|(at, _)| at).collect())
    }

    fn line_of(&self, offset: TextSize) -> usize {
        self.0.partition_point(|&at| at < usize::from(offset))
    }
}

fn show_tree(text: &mut String, source: &Source, file: &File) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", printable(&file.path));
    show_nodes(text, source);
    for error in &file.errors {
        let _ = writeln!(text, "error on line {}: {}", error.line + 1, printable(&error.message));
    }
}

/// One line a node: kind, place, and the text of leaves.
fn show_nodes(text: &mut String, source: &Source) {
    let mut cursor = source.root().walk();
    loop {
        let (node, depth) = (cursor.node(), cursor.depth() as usize);
        if node.is_named() {
            show_node(text, source, node, depth + 1);
            if cursor.goto_first_child() {
                continue;
            }
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn show_node(text: &mut String, source: &Source, node: Node<'_>, depth: usize) {
    let (start, end) = (node.start_position(), node.end_position());
    let indent = "  ".repeat(depth.min(MAX_INDENT));
    let place = format!("{}:{}-{}:{}", start.row + 1, start.column + 1, end.row + 1, end.column + 1);
    let leaf = if node.named_child_count() == 0 {
        let written = source.text().get(node.byte_range()).unwrap_or_default();
        format!(" {}", printable(&format!("{written:?}")))
    } else {
        String::new()
    };
    let _ = writeln!(text, "{indent}{} {place}{leaf}", node.kind());
}
