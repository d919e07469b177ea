//! What a user may choose.

/// Settings of the formatter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatStyle {
    pub keyword_case: KeywordCase,
    /// Columns by which the outermost continuation line is indented.
    pub indent: usize,
    /// Blank lines that may follow each other between instructions.
    pub max_blank_lines: usize,
    /// A blank line stands before every FROM but the first.
    pub blank_line_before_stage: bool,
    pub operators: OperatorPlacement,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeywordCase {
    Upper,
    Lower,
    Preserve,
}

/// Where `&&` and `||` stand when a command goes on in the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorPlacement {
    Preserve,
    LineStart,
    LineEnd,
}

impl Default for FormatStyle {
    fn default() -> Self {
        Self {
            keyword_case: KeywordCase::Upper,
            indent: 4,
            max_blank_lines: 1,
            blank_line_before_stage: true,
            operators: OperatorPlacement::Preserve,
        }
    }
}
