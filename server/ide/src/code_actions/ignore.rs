//! "Ignore here" and "ignore in this file", in the dialect that the file uses.

use analysis::Analysis;
use analysis::lint::{Category, Dialect, Finding, Meta, rules_called};
use syntax::ast::{Comment, Directive, comments, directives};
use syntax::{Applicability, Fix, Source, TextEdit, TextSize};

use super::{ActionKind, CodeAction};

pub(super) fn ignore(analysis: &Analysis<'_>, finding: &Finding, dialect: Dialect) -> Vec<CodeAction> {
    // What BuildKit refuses stays refused, whatever a comment says.
    let Some(meta) = rules_called(finding.code).first().map(|rule| rule.meta) else { return Vec::new() };
    if meta.category == Category::Syntax {
        return Vec::new();
    }
    let name = finding.foreign_id.as_deref().unwrap_or(meta.code);
    // BuildKit has no comment for one line; where it knows the rule, its directive is for the file.
    let (id, written) =
        id_in(meta, name, if dialect == Dialect::Buildkit { Dialect::Layerwise } else { dialect });
    let here = edit_here(analysis, finding.range.start(), written, &id);
    let file = match buildkit_id(meta).filter(|_| dialect == Dialect::Buildkit) {
        Some(id) => Some(edit_check_directive(analysis, id)),
        None => edit_file(analysis, written, &id),
    };
    [(here, "on this line"), (file, "in this file")]
        .into_iter()
        .filter_map(|(edit, place)| Some((edit?, place)))
        .map(|(edit, place)| CodeAction {
            kind: ActionKind::QuickFix,
            fix: Fix::single(format!("Ignore {name} {place}"), Applicability::Safe, edit),
            finding: Some((finding.code, finding.range)),
            is_preferred: false,
            disabled: None,
        })
        .collect()
}

/// The id under which the dialect knows the rule, and the dialect to write it in: ours where the other
/// has no name for it. `name` is the rule's code, or the id of another tool that it passes on.
fn id_in(meta: &Meta, name: &str, dialect: Dialect) -> (String, Dialect) {
    let is_numbered = |alias: &&str| alias.starts_with("DL") || alias.starts_with("SC");
    let hadolint = meta.aliases.iter().copied().chain(std::iter::once(name)).find(is_numbered);
    match (dialect, hadolint, buildkit_id(meta)) {
        (Dialect::Hadolint, Some(id), _) => (id.to_owned(), dialect),
        // tally names the tool first.
        (Dialect::Tally, _, Some(id)) => (format!("buildkit/{id}"), dialect),
        (Dialect::Tally, Some(id), _) if id.starts_with("SC") => (format!("shellcheck/{id}"), dialect),
        (Dialect::Tally, Some(id), _) => (format!("hadolint/{id}"), dialect),
        _ => (name.to_owned(), Dialect::Layerwise),
    }
}

/// BuildKit's own name of one of its checks.
fn buildkit_id(meta: &Meta) -> Option<&'static str> {
    let is_check = meta.category == Category::Buildkit;
    meta.aliases.iter().copied().find(|alias| is_check && alias.bytes().all(|b| b.is_ascii_alphabetic()))
}

fn marker(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Hadolint => "hadolint",
        Dialect::Tally => "tally",
        Dialect::Layerwise | Dialect::Buildkit | Dialect::Shellcheck => "layerwise",
    }
}

/// One more id in `# check=skip=…`, or that directive on top of the file.
fn edit_check_directive(analysis: &Analysis<'_>, id: &str) -> TextEdit {
    let source = analysis.source;
    let is_check = |directive: &Directive<'_>| directive.name.text.eq_ignore_ascii_case("check");
    let Some(check) = directives(source).into_iter().find(is_check) else {
        return TextEdit::insert(top_of(source), format!("# check=skip={id}{}", source.line_break()));
    };
    let options = check.value.text.trim_end();
    let start = check.value.range.start();
    match options.find("skip=") {
        Some(skip) => {
            let length = options[skip..].find([';', ' ']).unwrap_or(options.len() - skip);
            TextEdit::insert(start + syntax::offset(skip + length), format!(",{id}"))
        }
        None => TextEdit::insert(start, format!("skip={id};")),
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
    Some(TextEdit::insert(top_of(source), format!("# {prefix}{id}{}", source.line_break())))
}

/// Below the directives.
fn top_of(source: &Source) -> TextSize {
    let bom = if source.text().starts_with('\u{feff}') { 3 } else { 0 };
    directives(source).last().map_or(TextSize::new(bom), |last| {
        let line = source.position(last.range.start(), syntax::PositionEncoding::Utf8).line;
        source.line_range(line).end()
    })
}

fn extended(comment: &Comment<'_>, prefix: &str, id: &str) -> Option<TextEdit> {
    let body = comment.text.trim_start_matches('#').trim_start();
    let list = body.strip_prefix(prefix)?;
    let ids = list.split(['#', ';']).next().unwrap_or(list).trim_end();
    let start = comment.range.end() - syntax::offset(list.len());
    let separator = if ids.is_empty() { "" } else { "," };
    Some(TextEdit::insert(start + syntax::offset(ids.len()), format!("{separator}{id}")))
}
