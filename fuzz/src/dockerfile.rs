//! Dockerfiles, as a whole and at a cursor.

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::lint::lint;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs, size};
use ide::code_actions::code_actions;
use ide::completion::complete;
use ide::definition::definition;
use ide::folding::folds;
use ide::format::{FormatStyle, format_text};
use ide::hover::hover;
use ide::links::document_links;
use ide::references::references;
use ide::selection::selection_ranges;
use ide::semantic_tokens::semantic_tokens;
use ide::signature_help::signature_help;
use ide::symbols::document_symbols;
use syntax::{Source, TextRange, TextSize, edit};

fn analysed<R>(text: &str, check: impl FnOnce(&Analysis<'_>) -> R) -> R {
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let source = Source::parse(text);
    check(&Analysis::new(&source, inputs))
}

/// Findings lie inside the text and their fixes can be applied; sizes are added up; tokens come in
/// order.
pub fn anything_is_analysed(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    analysed(&text, |analysis| {
        for finding in lint(analysis) {
            assert!(finding.range.end() <= TextSize::of(&*text), "{finding:?}");
            for fix in &finding.fixes {
                edit::apply(&text, fix.edits()).expect("the edits of a fix do not overlap");
            }
        }
        size::layers(analysis);
    });
}

/// Formatting keeps every instruction and, done again, changes nothing.
pub fn formatting_is_stable(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let style = FormatStyle::default();
    let once = format_text(&text, &style);
    assert_eq!(
        Source::parse(&once).instructions().len(),
        Source::parse(&text).instructions().len(),
        "{once}"
    );
    assert_eq!(format_text(&once, &style), once);
}

/// Completion, hover and the rest at a cursor: the Dockerfile, then two bytes.
pub fn anything_is_explained(data: &[u8]) {
    let Some((text, cursor)) = data.split_last_chunk::<2>() else { return };
    let text = String::from_utf8_lossy(text);
    let mut at = usize::from(u16::from_le_bytes(*cursor)) % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let offset = TextSize::try_from(at).expect("inputs are small");
    analysed(&text, |analysis| {
        complete(analysis, offset);
        hover(analysis, offset);
        signature_help(analysis, offset);
        definition(analysis, offset);
        references(analysis, offset);
        selection_ranges(analysis, offset);
        code_actions(analysis, &lint(analysis), TextRange::empty(offset));
        semantic_tokens(analysis, TextRange::up_to(TextSize::of(&*text)));
        document_symbols(analysis);
        document_links(analysis);
        folds(analysis);
    });
}
