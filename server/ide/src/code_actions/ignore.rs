//! "Ignore here" and "ignore in this file", in the dialect that the file uses.

use analysis::Analysis;
use analysis::lint::{Dialect, Finding, rules_called};
use syntax::ast::{Comment, comments, directives};
use syntax::{Applicability, Fix, TextEdit, TextSize};

use super::{ActionKind, CodeAction};

pub(super) fn ignore(analysis: &Analysis<'_>, finding: &Finding, dialect: Dialect) -> Vec<CodeAction> {
    // What BuildKit refuses stays refused, whatever a comment says.
    let meta = rules_called(finding.code).first().map(|rule| rule.meta);
    if meta.is_none_or(|meta| meta.category == analysis::lint::Category::Syntax) {
        return Vec::new();
    }
    let Some(id) = id_in(finding.code, dialect) else { return Vec::new() };
    let here = edit_here(analysis, finding.range.start(), id.1, &id.0);
    let file = edit_file(analysis, id.1, &id.0);
    [(here, "on this line"), (file, "in this file")]
        .into_iter()
        .filter_map(|(edit, place)| Some((edit?, place)))
        .map(|(edit, place)| CodeAction {
            kind: ActionKind::QuickFix,
            fix: Fix::single(format!("Ignore {} {place}", finding.code), Applicability::Unsafe, edit),
            finding: Some((finding.code, finding.range)),
            is_preferred: false,
        })
        .collect()
}

/// The id under which the dialect knows the rule, and the dialect to write it in: ours where the other
/// has no name for it.
fn id_in(code: &str, dialect: Dialect) -> Option<(String, Dialect)> {
    let meta = rules_called(code).first()?.meta;
    let hadolint = meta.aliases.iter().find(|alias| alias.starts_with("DL") || alias.starts_with("SC"));
    Some(match (dialect, hadolint) {
        (Dialect::Hadolint, Some(id)) => ((*id).to_owned(), Dialect::Hadolint),
        (Dialect::Tally, _) => (meta.code.to_owned(), Dialect::Tally),
        _ => (meta.code.to_owned(), Dialect::Layerwise),
    })
}

fn marker(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Hadolint => "hadolint",
        Dialect::Tally => "tally",
        Dialect::Layerwise | Dialect::Buildkit => "layerwise",
    }
}

/// A comment above the instruction, or one more id in the comment that stands there.
fn edit_here(analysis: &Analysis<'_>, at: TextSize, dialect: Dialect, id: &str) -> Option<TextEdit> {
    let info = analysis.model.instruction_at(at)?;
    let prefix = format!("{} ignore=", marker(dialect));
    let source = analysis.source;
    let line = source.position(info.start(), syntax::PositionEncoding::Utf8).line;
    if let Some(above) = line.checked_sub(1) {
        let above = source.line_range(above);
        let comment = comments(source).into_iter().find(|comment| above.contains_range(comment.range));
        if let Some(edit) = comment.and_then(|comment| extended(&comment, &prefix, id)) {
            return Some(edit);
        }
    }
    let line_start = source.line_range(line).start();
    let indent = source.slice(text_size::TextRange::new(line_start, info.start()));
    Some(TextEdit::insert(line_start, format!("{indent}# {prefix}{id}{}", source.line_break())))
}

/// A comment at the top, below the directives, or one more id in the one that is there.
fn edit_file(analysis: &Analysis<'_>, dialect: Dialect, id: &str) -> Option<TextEdit> {
    let source = analysis.source;
    let prefix = format!("{} global ignore=", marker(dialect));
    if let Some(edit) = comments(source).iter().find_map(|comment| extended(comment, &prefix, id)) {
        return Some(edit);
    }
    let bom = if source.text().starts_with('\u{feff}') { 3 } else { 0 };
    let at = match directives(source).last() {
        Some(last) => {
            let line = source.position(last.range.start(), syntax::PositionEncoding::Utf8).line;
            source.line_range(line).end()
        }
        None => TextSize::new(bom),
    };
    Some(TextEdit::insert(at, format!("# {prefix}{id}{}", source.line_break())))
}

fn extended(comment: &Comment<'_>, prefix: &str, id: &str) -> Option<TextEdit> {
    let body = comment.text.trim_start_matches('#').trim_start();
    let list = body.strip_prefix(prefix)?;
    let ids = list.split(['#', ';']).next().unwrap_or(list).trim_end();
    let start = comment.range.end() - syntax::offset(list.len());
    let separator = if ids.is_empty() { "" } else { "," };
    Some(TextEdit::insert(start + syntax::offset(ids.len()), format!("{separator}{id}")))
}
