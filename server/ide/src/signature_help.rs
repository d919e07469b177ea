//! Signature help: how the instruction, or the mount, is written, and which part comes next.

use std::ops::Range;

use analysis::Analysis;
use knowledge::instructions::{self, Entry};
use syntax::{TextRange, TextSize};

use crate::context::{Place, Site, site};

/// One way of writing, with the part at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub label: String,
    /// One sentence, as Markdown.
    pub documentation: String,
    pub parameters: Vec<Parameter>,
    /// Index into `parameters`.
    pub active: Option<usize>,
}

/// A part of the label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Bytes of the label.
    pub range: Range<usize>,
    /// May be empty.
    pub documentation: String,
}

/// What is being written at an offset; `None` outside of an instruction's arguments.
pub fn signature_help(analysis: &Analysis<'_>, offset: TextSize) -> Option<Signature> {
    let site = site(analysis, offset);
    match &site.place {
        Place::Keyword { .. } | Place::Comment | Place::Shell(_) => None,
        Place::MountKey { options } | Place::MountValue { options, .. } => mount(&site, options),
        _ => instruction(&site),
    }
}

fn instruction(site: &Site<'_, '_>) -> Option<Signature> {
    let info = site.info?;
    let entry = instructions::instruction(info.kind().keyword())?;
    // Of several ways of writing the first is shown: the exec form follows in the documentation.
    let label = entry.usage?.split(" | ").next()?.to_owned();
    let parameters = parameters(&label, entry);
    let active = active(site, &label, &parameters);
    Some(Signature { label, documentation: entry.summary.to_owned(), parameters, active })
}

/// Words of the usage after the keyword; brackets keep words together.
fn parameters(label: &str, entry: &Entry) -> Vec<Parameter> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = None;
    for (at, c) in label.char_indices().chain(std::iter::once((label.len(), ' '))) {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ' ' && depth == 0 {
            found.extend(start.take().map(|start| start..at));
        } else {
            start.get_or_insert(at);
        }
    }
    let about = |range: &Range<usize>| {
        let name = label[range.clone()].trim_matches(['[', ']']).split(['=', ' ']).next().unwrap_or_default();
        entry.child(name).map_or(String::new(), |flag| flag.summary.to_owned())
    };
    found.into_iter().skip(1).map(|range| Parameter { documentation: about(&range), range }).collect()
}

fn active(site: &Site<'_, '_>, label: &str, parameters: &[Parameter]) -> Option<usize> {
    let is_flag =
        |parameter: &Parameter| label[parameter.range.clone()].trim_start_matches('[').starts_with("--");
    let typed_flag = match &site.place {
        Place::FlagName => Some(site.typed().trim_start_matches('-').to_owned()),
        Place::FlagValue { flag } => Some(flag.clone()),
        _ => None,
    };
    if let Some(flag) = typed_flag {
        let named = parameters
            .iter()
            .position(|parameter| is_flag(parameter) && label[parameter.range.clone()].contains(&flag));
        return named.or_else(|| parameters.iter().position(is_flag));
    }
    let words: Vec<usize> = (0..parameters.len())
        .filter(|&at| !is_flag(&parameters[at]) && !label[parameters[at].range.clone()].contains("OPTIONS"))
        .collect();
    let index = word_index(site)?;
    words.get(index).or(words.last()).copied()
}

/// How many words stand before the one at the cursor, flags left out.
fn word_index(site: &Site<'_, '_>) -> Option<usize> {
    let info = site.info?;
    let start = info.syntax.keyword()?.range.end();
    let before =
        site.analysis.source.slice(TextRange::new(start.min(site.range.start()), site.range.start()));
    let words = before.split_whitespace().filter(|word| !word.starts_with("--") && *word != "\\").count();
    Some(words)
}

fn mount(site: &Site<'_, '_>, options: &[(String, String)]) -> Option<Signature> {
    let kind = options.iter().find(|(key, _)| key == "type").map_or("bind", |(_, value)| value.as_str());
    let entry = instructions::mount_type(kind)?;
    let mut label = format!("--mount=type={kind}");
    let mut parameters = Vec::new();
    for option in &entry.children {
        label.push(',');
        let start = label.len();
        let value = option.value.map(|value| format!("={value}")).unwrap_or_default();
        let (open, close) = if option.required { ("", "") } else { ("[", "]") };
        label.push_str(&format!("{open}{}{value}{close}", option.name));
        parameters.push(Parameter { range: start..label.len(), documentation: option.summary.to_owned() });
    }
    let key = match &site.place {
        Place::MountValue { key, .. } => key.as_str(),
        _ => site.typed(),
    };
    let active = entry.children.iter().position(|option| option.name == key || option.aliases.contains(&key));
    Some(Signature { label, documentation: entry.summary.to_owned(), parameters, active })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;

    /// The label's parameter at the cursor.
    fn active(fixture: &str) -> Option<String> {
        World::default().at_cursor(fixture, |analysis, offset| {
            let help = signature_help(analysis, offset)?;
            Some(help.label[help.parameters.get(help.active?)?.range.clone()].to_owned())
        })
    }

    #[test]
    fn the_part_at_the_cursor_is_active() {
        for (fixture, part) in [
            ("FROM a\nRUN --mount=type=cache,sharing=<CURSOR>", "[sharing=shared|private|locked]"),
            ("FROM a\nRUN --mount=type=secret,id=x,tar<CURSOR>get=/y ls", ""),
            ("FROM --platform=<CURSOR>", "[--platform=PLATFORM]"),
        ] {
            match part {
                "" => assert_eq!(active(fixture), None, "{fixture:?}: a key that is not finished"),
                _ => assert_eq!(active(fixture).as_deref(), Some(part), "{fixture:?}"),
            }
        }
        for fixture in
            ["FROM a\nCOPY <CURSOR>", "FROM <CURSOR>", "FROM a\nENV A=<CURSOR>", "FROM a\nWORKDIR <CURSOR>"]
        {
            assert!(active(fixture).is_some(), "{fixture:?}");
        }
        assert_eq!(active("FR<CURSOR>"), None);
    }

    #[test]
    fn every_instruction_has_a_signature() {
        for entry in instructions::all() {
            let fixture = format!("FROM a\n{} <CURSOR>", entry.name);
            let found = World::default().at_cursor(&fixture, signature_help);
            let expected = !matches!(entry.name, "ONBUILD" | "RUN" | "CMD" | "ENTRYPOINT");
            assert_eq!(found.is_some(), expected, "{fixture:?}: {found:?}");
        }
    }
}
