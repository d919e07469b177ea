//! Python code that downloads models: `python -c '…'` and heredocs. It is read, never run.

use super::super::{Effect, Walk};
use super::{Choice, Download, push, repository};

/// A call that downloads: its name and what stands in its parentheses.
struct Found<'c> {
    name: &'c str,
    /// What stands before the name with a dot: `AutoModel`.
    receiver: &'c str,
    arguments: &'c str,
    /// Where name and parentheses lie in the code.
    range: std::ops::Range<usize>,
}

const CALLS: [&str; 3] = ["snapshot_download", "hf_hub_download", "from_pretrained"];

/// Adds what the calls of a program download. A program that does more is not known.
pub(in crate::size) fn run(walk: &mut Walk<'_>, code: &str) -> Effect {
    let calls = calls(code);
    let mut rest = code.to_owned();
    for call in calls.iter().rev() {
        rest.replace_range(call.range.clone(), "");
    }
    for call in &calls {
        match download(walk, call) {
            Some(download) => push(walk, &download),
            None => return Effect::Unknown("what it downloads is not known before the build"),
        }
    }
    let is_plain = rest.split(['\n', ';']).all(|statement| is_harmless(statement.trim()));
    if is_plain && !calls.is_empty() {
        Effect::Known
    } else {
        Effect::Unknown("what the program writes is not known before the build")
    }
}

/// Imports, comments, prints, and assignments of which only the name is left.
fn is_harmless(statement: &str) -> bool {
    let assigned = statement
        .strip_suffix('=')
        .is_some_and(|name| name.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ',' | ' ')));
    statement.is_empty()
        || assigned
        || ["import ", "from ", "#", "print("].iter().any(|start| statement.starts_with(start))
}

fn calls(code: &str) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut at = 0;
    while let Some(open) = code[at..].find('(').map(|open| at + open) {
        let head = &code[..open];
        at = open + 1;
        let name_start = head.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |end| end + 1);
        let name = &head[name_start..];
        let Some(length) = CALLS.contains(&name).then(|| closing(&code[at..])).flatten() else { continue };
        let receiver = head[..name_start].strip_suffix('.').unwrap_or_default();
        let begins = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'));
        let receiver = &receiver[receiver.rfind(begins).map_or(0, |end| end + 1)..];
        let start = if receiver.is_empty() { name_start } else { name_start - receiver.len() - 1 };
        found.push(Found {
            name,
            receiver,
            arguments: &code[at..at + length],
            range: start..at + length + 1,
        });
        at += length + 1;
    }
    found
}

/// Bytes up to the parenthesis that closes; quotes hide what they hold.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => return Some(at),
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Arguments as `(name, text)`; positional ones have no name.
fn arguments(text: &str) -> Vec<(&str, &str)> {
    let (mut depth, mut quote, mut start) = (0, None, 0);
    let mut pieces = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    let pieces = pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| match piece.split_once('=') {
            Some((name, value)) if !name.contains(['\'', '"', '(']) => (name.trim(), value.trim()),
            _ => ("", piece),
        })
        .collect()
}

/// The text of a string literal; one that is made of variables is none.
fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

/// One literal, or a list of them.
fn literals(text: &str) -> Option<Vec<String>> {
    let Some(list) = text.strip_prefix('[').and_then(|list| list.strip_suffix(']')) else {
        return Some(vec![literal(text)?.to_owned()]);
    };
    arguments(list).into_iter().map(|(_, item)| Some(literal(item)?.to_owned())).collect()
}

/// The download of a call whose arguments are all written out.
fn download(walk: &Walk<'_>, call: &Found<'_>) -> Option<Download> {
    let arguments = arguments(call.arguments);
    let positional: Vec<&str> =
        arguments.iter().filter(|(name, _)| name.is_empty()).map(|(_, text)| *text).collect();
    let named = |wanted: &str| arguments.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text);
    let text = |name: &str| match named(name).filter(|value| *value != "None") {
        None => Some(None),
        Some(value) => Some(Some(literal(value)?)),
    };
    let list = |name: &str| match named(name).filter(|value| *value != "None") {
        None => Some(Vec::new()),
        Some(value) => literals(value),
    };
    let first =
        named("repo_id").or(named("pretrained_model_name_or_path")).or(positional.first().copied())?;
    let id = literal(first).filter(|id| !id.starts_with(['.', '/', '~']))?;
    let choice = match call.name {
        "hf_hub_download" => {
            Choice::Named(vec![literal(named("filename").or(positional.get(1).copied())?)?.to_owned()])
        }
        "snapshot_download" => {
            Choice::Patterns { include: list("allow_patterns")?, exclude: list("ignore_patterns")? }
        }
        _ => Choice::Loaded { weights: loads_weights(call.receiver)? },
    };
    Some(Download {
        repository: repository(walk, id, text("revision")?, text("repo_type")?),
        choice,
        local_folder: text("local_dir")?.map(|folder| walk.path(folder)),
        cache_folder: text("cache_dir")?.map(|folder| walk.path(folder)),
    })
}

/// Whether a class loads weights; `None` for pipelines, which choose among many folders.
fn loads_weights(class: &str) -> Option<bool> {
    let name = class.rsplit('.').next().unwrap_or(class);
    if name.is_empty() || name.contains("Pipeline") {
        return None;
    }
    let small = ["Tokenizer", "Processor", "Config", "FeatureExtractor"];
    Some(!small.iter().any(|part| name.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_arguments() {
        let code = "from huggingface_hub import snapshot_download\nx = AutoModel.from_pretrained('a/b', revision=\"v(1)\")\nprint(f(1))";
        let found = calls(code);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name, found[0].receiver), ("from_pretrained", "AutoModel"));
        assert_eq!(arguments(found[0].arguments), [("", "'a/b'"), ("revision", "\"v(1)\"")]);
        assert_eq!(&code[found[0].range.clone()], "AutoModel.from_pretrained('a/b', revision=\"v(1)\")");
        assert_eq!(literals("['*.json', \"x\"]"), Some(vec!["*.json".into(), "x".into()]));
        assert_eq!(literals("[NAME]"), None);
        assert_eq!(literal("'a' + 'b'"), None);
        for (statement, harmless) in [("import os", true), ("x =", true), ("x = open('a', 'w')", false)] {
            assert_eq!(is_harmless(statement), harmless, "{statement}");
        }
    }
}
