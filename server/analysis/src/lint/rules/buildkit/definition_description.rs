//! ## What it does
//! Finds a comment right above ARG or `FROM … AS` whose first word is not the name that is defined.
//!
//! ## Why it matters
//! `docker build --call=outline` takes such a comment for the description of the argument or stage. Off
//! by default, as in BuildKit; `# check=experimental=InvalidDefinitionDescription` at the top of a file
//! switches it on there.
//!
//! ## Example
//! ```dockerfile
//! # the version
//! ARG VERSION=1
//! FROM alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! # VERSION of the tool
//! ARG VERSION=1
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "definition-description",
    name: "Comment that describes something else",
    summary: "A comment right above ARG or a named FROM does not begin with the name.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: false,
    aliases: &["InvalidDefinitionDescription"],
    fix: None,
};

pub const CHECK: Check = Check::InstructionInFile(&[InstructionKind::Arg, InstructionKind::From], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let names: Vec<String> = match info.kind() {
        InstructionKind::From => {
            info.syntax.stage_name().map(|name| name.text.to_owned()).into_iter().collect()
        }
        _ => info.syntax.pairs().iter().map(|pair| pair.key.text().to_owned()).collect(),
    };
    let Some(first) = names.first() else { return };
    let before = &analysis.source.text()[..usize::from(info.start())];
    let line = before.trim_end_matches([' ', '\t']).strip_suffix('\n').unwrap_or_default();
    let line_start = line.rfind('\n').map_or(0, |newline| newline + 1);
    let Some(comment) = line[line_start..].trim_start().strip_prefix('#') else { return };
    let word = comment.split_whitespace().next();
    if word.is_none_or(|word| names.iter().any(|name| name == word) || comment.contains('=')) {
        return;
    }
    let message =
        format!("the comment does not begin with {first}; write \"# {first} …\" or leave a blank line");
    findings.push(Finding::new(&META, syntax::range(line_start, line.len()), message));
}
