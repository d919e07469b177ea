//! The physical lines of a file and what each of them is.

use syntax::ast::{Instruction, directives};
use syntax::{InstructionKind, Source, TextRange, TextSize};

/// A file cut into lines.
pub(super) struct Layout<'s> {
    pub source: &'s Source,
    pub escape: char,
    pub instructions: Vec<Instruction<'s>>,
    /// Those of `instructions`.
    ranges: Vec<TextRange>,
    pub lines: Vec<Line>,
}

/// One physical line, as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// After a byte order mark.
    pub start: usize,
    /// Before the line break.
    pub end: usize,
    /// Behind the line break.
    pub next: usize,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Heredocs, directives, template lines: not touched.
    Verbatim,
    /// A line of an instruction, by the instruction's index; `first` holds its keyword.
    Code {
        instruction: usize,
        first: bool,
    },
    /// `inside` an instruction that goes on below.
    Comment {
        inside: Option<usize>,
    },
    Blank {
        inside: Option<usize>,
    },
}

impl<'s> Layout<'s> {
    pub fn of(source: &'s Source) -> Self {
        let instructions = source.instructions();
        let ranges = instructions.iter().map(|one| one.range()).collect();
        let mut layout = Self { source, escape: source.escape(), instructions, ranges, lines: Vec::new() };
        let verbatim = layout.verbatim();
        let text = source.text();
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        while start < text.len() {
            let newline = text[start..].find('\n').map(|at| start + at);
            let end = newline.unwrap_or(text.len());
            let content = &text[start..end];
            let end = start + content.trim_end_matches('\r').len(); // BuildKit takes all of them for the line break
            let next = newline.map_or(text.len(), |newline| newline + 1);
            let role = layout.role(start, &text[start..end], &verbatim);
            layout.lines.push(Line { start, end, next, role });
            start = next;
        }
        layout
    }

    pub fn text(&self, line: &Line) -> &'s str {
        &self.source.text()[line.start..line.end]
    }

    /// Ranges that are not touched, sorted.
    fn verbatim(&self) -> Vec<TextRange> {
        let heredocs = self.instructions.iter().flat_map(|instruction| {
            let carrier = instruction.trigger().unwrap_or(*instruction);
            carrier.heredocs().into_iter().map(|heredoc| heredoc.body.cover(heredoc.end))
        });
        let templates = self.instructions.iter().filter(|one| one.is_template()).map(|one| one.range());
        let directives = directives(self.source).into_iter().map(|directive| directive.range);
        let mut found: Vec<TextRange> = heredocs.chain(templates).chain(directives).collect();
        found.sort_by_key(|range| range.start());
        found
    }

    fn role(&self, start: usize, content: &str, verbatim: &[TextRange]) -> Role {
        let at = syntax::offset(start + (content.len() - content.trim_start().len()));
        let line = syntax::range(start, start + content.len());
        let last = verbatim[..verbatim.partition_point(|range| range.start() <= line.end())].last();
        if last.is_some_and(|range| {
            line.start() < range.end()
                || range.contains_inclusive(line.start()) && !range.is_empty() && line.is_empty()
        }) {
            return Role::Verbatim;
        }
        let around = self.instruction_at(at);
        // A blank or comment line is inside when the instruction goes on below it.
        let inside = around.filter(|&index| usize::from(self.ranges[index].end()) > start + content.len());
        // `#` is then its text.
        let begins = around.is_some_and(|index| self.ranges[index].start() == at);
        match content.trim_start() {
            "" => Role::Blank { inside },
            comment if comment.starts_with('#') && !begins => Role::Comment { inside },
            _ => match around {
                Some(instruction) => {
                    let first = usize::from(self.ranges[instruction].start()) >= start;
                    Role::Code { instruction, first }
                }
                // A lone escape character behind an instruction, or text that the tree left out.
                None => Role::Verbatim,
            },
        }
    }

    /// Index of the instruction that holds an offset, its end included.
    pub fn instruction_at(&self, at: TextSize) -> Option<usize> {
        let after = self.ranges.partition_point(|range| range.start() <= at);
        after.checked_sub(1).filter(|&index| at <= self.ranges[index].end())
    }

    /// Code lines of an instruction, by their indexes in `lines`.
    pub fn code_lines(&self) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); self.instructions.len()];
        for (at, line) in self.lines.iter().enumerate() {
            if let Role::Code { instruction, .. } = line.role {
                found[instruction].push(at);
            }
        }
        found
    }

    /// Begins a stage.
    pub fn is_from(&self, line: &Line) -> bool {
        matches!(line.role, Role::Code { instruction, first: true }
            if self.instructions[instruction].kind() == InstructionKind::From)
    }
}
