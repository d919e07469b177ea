//! ## What it does
//! Finds FROM that is neither `FROM image` nor `FROM image AS name`.
//!
//! ## Why it matters
//! BuildKit refuses the file: `FROM requires either one or three arguments`. A comment after FROM
//! counts as words, too.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20 # small
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! # small
//! FROM alpine:3.20
//! RUN true
//! ```
//!
//! ## Fix
//! Safe: a comment moves to its own line above.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::support::arguments::{keyword_range, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "from-arguments",
    name: "FROM with the wrong number of words",
    summary: "FROM takes an image, or an image, AS and a name.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let syntax = info.syntax;
    let Some(image) = syntax.image() else {
        findings.push(Finding::new(&META, keyword_range(info), "FROM names no image; write FROM IMAGE:TAG"));
        return;
    };
    let name = syntax.stage_name();
    let extra = syntax.words().into_iter().find(|word| name.is_none_or(|name| name.range != word.range()));
    let Some(extra) = extra else {
        if let Some(keyword) = syntax.as_keyword().filter(|_| name.is_none()) {
            findings.push(Finding::new(&META, keyword.range, "AS is not followed by a name; write one"));
        }
        return;
    };
    let end = rest_range(info).end();
    let range = TextRange::new(extra.range().start(), end.max(extra.range().end()));
    if extra.text().starts_with('#') {
        let before = name.map_or(image.word.range().end(), |name| name.range.end());
        let comment = format!("{}{}", analysis.source.slice(range), analysis.source.line_break());
        let edits = vec![
            TextEdit::insert(info.start(), comment),
            TextEdit::delete(TextRange::new(before, range.end())),
        ];
        let fix = Fix::new("Move the comment above FROM", Applicability::Safe, edits);
        let message = "a comment cannot follow FROM on its line; move it to a line of its own";
        findings.push(Finding::new(&META, range, message).with_fixes(fix));
        return;
    }
    let message = "FROM takes an image, or an image, AS and a name; remove the rest";
    findings.push(Finding::new(&META, range, message));
}
