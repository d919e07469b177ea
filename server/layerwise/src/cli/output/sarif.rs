//! SARIF 2.1.0, as code scanning services read it.

use std::collections::BTreeSet;

use analysis::lint::{Rule, Severity, all_rules, rule_url};
use serde_json::{Value, json};

use super::report::{Diagnostic, FileReport, FixReport, Range};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run with the rules that found something.
pub fn render(files: &[FileReport]) -> Value {
    let found: BTreeSet<&str> = files.iter().flat_map(|file| &file.diagnostics).map(|it| it.code).collect();
    let rules: Vec<&Rule> = all_rules().iter().filter(|rule| found.contains(rule.meta.code)).collect();
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| file.diagnostics.iter().map(|diagnostic| result(&file.path, diagnostic, &rules)))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "layerwise",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let meta = rule.meta;
    json!({
        "id": meta.code,
        "name": meta.name,
        "shortDescription": {"text": meta.summary},
        "helpUri": rule_url(meta.code),
        "help": {"text": meta.summary, "markdown": rule.docs},
        "defaultConfiguration": {"level": level(meta.severity), "enabled": meta.on_by_default},
        "properties": {"tags": [meta.category.name()]},
    })
}

fn result(path: &str, diagnostic: &Diagnostic, rules: &[&Rule]) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic.severity),
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(path)},
            "region": region(&diagnostic.range),
        }}],
    });
    if let Some(index) = rules.iter().position(|rule| rule.meta.code == diagnostic.code) {
        result["ruleIndex"] = json!(index);
    }
    if !diagnostic.fixes.is_empty() {
        result["fixes"] = diagnostic.fixes.iter().map(|it| fix(path, it)).collect();
    }
    result
}

fn fix(path: &str, fix: &FixReport) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({"deletedRegion": region(&edit.range), "insertedContent": {"text": edit.new_text}}))
        .collect();
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": {"uri": uri(path)}, "replacements": replacements}],
    })
}

/// Lines and columns count from one in SARIF.
fn region(range: &Range) -> Value {
    json!({
        "startLine": range.start.line + 1,
        "startColumn": range.start.character + 1,
        "endLine": range.end.line + 1,
        "endColumn": range.end.character + 1,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.replace('\\', "/")
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
