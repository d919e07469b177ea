//! Case of keywords, and one blank between the parts of an instruction. The shell's own text and the
//! values of `ENV key value` are not touched.

use syntax::ast::{CommandForm, Instruction, Token};
use syntax::{InstructionKind, Source, TextEdit, TextRange};

use super::style::{FormatStyle, KeywordCase};

pub(super) fn edits(source: &Source, style: &FormatStyle) -> Vec<TextEdit> {
    let mut found = Vec::new();
    for instruction in source.instructions() {
        let with_triggers = std::iter::successors(Some(instruction), |it| it.trigger());
        with_triggers.for_each(|it| one(source, style, it, &mut found));
    }
    found
}

fn one(source: &Source, style: &FormatStyle, instruction: Instruction<'_>, found: &mut Vec<TextEdit>) {
    if instruction.is_template() {
        return;
    }
    let is_known = instruction.kind() != InstructionKind::Unknown;
    let keywords = [
        instruction.keyword().filter(|_| is_known),
        instruction.as_keyword(),
        instruction.healthcheck_type(),
    ];
    found.extend(keywords.into_iter().flatten().filter_map(|keyword| cased(keyword, style)));
    for pair in parts(instruction).windows(2) {
        if pair[0].end() > pair[1].start() {
            continue;
        }
        let gap = TextRange::new(pair[0].end(), pair[1].start());
        let text = source.slice(gap);
        if text.len() > 1 && text.bytes().all(|b| matches!(b, b' ' | b'\t')) || text == "\t" {
            found.push(TextEdit::replace(gap, " "));
        }
    }
}

/// A keyword cut by a continuation stays as it is.
fn cased(keyword: Token<'_>, style: &FormatStyle) -> Option<TextEdit> {
    let wanted = match style.keyword_case {
        KeywordCase::Upper => keyword.text.to_ascii_uppercase(),
        KeywordCase::Lower => keyword.text.to_ascii_lowercase(),
        KeywordCase::Preserve => return None,
    };
    let is_word = keyword.text.bytes().all(|b| b.is_ascii_alphabetic());
    (is_word && wanted != keyword.text).then(|| TextEdit::replace(keyword.range, wanted))
}

/// Ranges between which a single blank is enough, in order.
fn parts(instruction: Instruction<'_>) -> Vec<TextRange> {
    use InstructionKind as K;
    let mut found: Vec<TextRange> = instruction.keyword().map(|keyword| keyword.range).into_iter().collect();
    found.extend(instruction.flags().iter().map(|flag| flag.range()));
    match instruction.kind() {
        K::From => {
            found.extend(instruction.image().map(|image| image.word.range()));
            found.extend(instruction.as_keyword().map(|keyword| keyword.range));
            found.extend(instruction.stage_name().map(|name| name.range));
        }
        K::Run | K::Cmd | K::Entrypoint | K::Shell | K::Healthcheck => {
            found.extend(instruction.healthcheck_type().map(|token| token.range));
            found.extend(instruction.command().map(|command| match command {
                CommandForm::Exec(array) => array.range(),
                CommandForm::Shell(range) => range,
            }));
        }
        K::Env | K::Label | K::Arg => found.extend(instruction.pairs().iter().map(|pair| pair.range)),
        K::Onbuild => found.extend(instruction.trigger().map(|trigger| trigger.range())),
        K::Maintainer | K::Unknown => found.clear(),
        K::Copy | K::Add | K::Volume if instruction.json_array().is_some() => {
            found.extend(instruction.json_array().map(|array| array.range()));
        }
        _ => {
            let words = instruction.words();
            // Where a tab keeps a list from being JSON, a blank in its place would make it so.
            let is_list = words.first().is_some_and(|word| word.text().starts_with('['));
            found.extend(words.iter().take(if is_list { 1 } else { usize::MAX }).map(|word| word.range()));
        }
    }
    found
}
