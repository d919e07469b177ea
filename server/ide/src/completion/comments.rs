//! Comments: parser directives at the top, and the ids of rules in comments that ignore them.

use std::borrow::Cow;
use std::sync::Arc;

use analysis::lint::{Category, Rule, all_rules};
use knowledge::instructions;
use syntax::TextRange;

use super::{Item, ItemKind, List};
use crate::context::Site;

/// Markers of tools whose comments are read.
const MARKERS: [&str; 3] = ["layerwise", "hadolint", "tally"];

pub(super) fn comment(site: &Site<'_, '_>, list: &mut List) {
    let typed = site.typed();
    let body = typed.trim_start();
    let start = site.range.start() + syntax::offset(typed.len() - body.len());
    if let Some(at) = ids_start(body) {
        let bare = MARKERS.iter().find(|marker| body.starts_with(**marker));
        return rule_ids(site, start + syntax::offset(at), bare.copied(), list);
    }
    if is_at_top(site) {
        if let Some((name, value)) = body.split_once('=') {
            return directive_values(site, name.trim(), value, list);
        }
        list.replace(TextRange::new(start, site.range.end()));
        let key: Arc<str> = Arc::from("directive");
        list.extend(instructions::directives().iter().map(|directive| {
            Item::new(directive.name, ItemKind::Directive)
                .summary(directive.summary)
                .inserting(format!("{}=", directive.name))
                .retriggering()
                .resolved_by(&key)
        }));
    } else {
        list.replace(TextRange::new(start, site.range.end()));
    }
    for (text, about) in markers() {
        list.push(Item::new(text, ItemKind::Directive).detail(about).retriggering());
    }
}

/// Comments that ignore rules, and what they do.
pub(crate) fn markers() -> impl Iterator<Item = (&'static str, &'static str)> {
    [
        ("layerwise ignore=", "ignores rules on the next line"),
        ("layerwise global ignore=", "ignores rules in the whole file"),
        ("hadolint ignore=", "ignores rules on the next line; hadolint reads it too"),
        ("hadolint global ignore=", "ignores rules in the whole file; hadolint reads it too"),
    ]
    .into_iter()
}

/// Only other directives stand above: further down BuildKit reads none.
fn is_at_top(site: &Site<'_, '_>) -> bool {
    let before = &site.analysis.source.text()[..usize::from(site.range.start())];
    let lines = before.trim_start_matches('\u{feff}').lines();
    let count = before.lines().count();
    lines.take(count.saturating_sub(1)).all(|line| {
        let comment = line.trim().strip_prefix('#');
        comment.is_some_and(|comment| comment.contains('='))
    })
}

fn directive_values(site: &Site<'_, '_>, name: &str, value: &str, list: &mut List) {
    let name = name.to_ascii_lowercase();
    let Some(directive) = instructions::directives().iter().find(|directive| directive.name == name) else {
        return;
    };
    // `skip=A;error=true`: the option at the cursor.
    let option = value.rsplit(';').next().unwrap_or(value).trim_start();
    let start = site.offset - syntax::offset(option.len());
    if let Some(key) = ["skip=", "experimental="].iter().find(|key| option.starts_with(**key)) {
        return rule_ids(site, start + syntax::offset(key.len()), Some("check"), list);
    }
    let rest = site.analysis.source.slice(TextRange::new(site.offset, site.range.end()));
    let end = rest.find(';').map_or(site.range.end(), |at| site.offset + syntax::offset(at));
    list.replace(TextRange::new(start, end));
    list.extend(directive.values.iter().map(|&value| Item::new(value, ItemKind::Value)));
}

/// Where the list of ids begins in `layerwise ignore=`, `hadolint global ignore=`.
fn ids_start(body: &str) -> Option<usize> {
    let marked = MARKERS.iter().any(|marker| body.starts_with(marker));
    let at = body.find("ignore=").filter(|_| marked)?;
    Some(at + "ignore=".len())
}

/// Rules by the name under which the comment's dialect knows them; the id at the cursor is replaced.
fn rule_ids(site: &Site<'_, '_>, start: text_size::TextSize, marker: Option<&str>, list: &mut List) {
    let source = site.analysis.source;
    let typed = source.slice(TextRange::new(start, site.offset));
    let from = typed.rfind([',', ';']).map_or(0, |comma| comma + 1);
    let from = start + syntax::offset(from + typed[from..].len() - typed[from..].trim_start().len());
    let rest = source.slice(TextRange::new(site.offset, site.range.end()));
    let end = rest.find([',', ';', ' ']).map_or(site.range.end(), |at| site.offset + syntax::offset(at));
    list.replace(TextRange::new(from.min(site.offset), end));
    let key: Arc<str> = Arc::from("rule");
    for rule in all_rules() {
        for id in ids(rule, marker) {
            list.push(
                Item::new(id, ItemKind::Rule)
                    .summary(rule.meta.summary)
                    .resolved_by(&key)
                    .committed_by(&[","]),
            );
        }
    }
}

fn ids(rule: &Rule, marker: Option<&str>) -> Vec<Cow<'static, str>> {
    let meta = rule.meta;
    let plain = |ids: Vec<&'static str>| ids.into_iter().map(Cow::Borrowed).collect();
    let hadolint = |alias: &&&str| alias.starts_with("DL") || alias.starts_with("SC");
    match marker {
        Some("hadolint") => plain(meta.aliases.iter().filter(hadolint).copied().collect()),
        Some("check") if meta.category == Category::Buildkit => {
            plain(meta.aliases.iter().filter(|alias| !hadolint(alias)).copied().collect())
        }
        Some("check") => Vec::new(),
        // It names the tool first.
        Some("tally") => {
            let of_hadolint = meta.aliases.iter().filter(|alias| alias.starts_with("DL"));
            of_hadolint.map(|id| Cow::Owned(format!("hadolint/{id}"))).collect()
        }
        _ => plain(std::iter::once(meta.code).chain(meta.aliases.iter().copied()).collect()),
    }
}
