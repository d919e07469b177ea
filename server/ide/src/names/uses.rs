//! Uses of variables: in words, and in shell text.

use analysis::Analysis;
use analysis::model::InstructionInfo;
use syntax::ast::{CommandForm, walk};
use syntax::{InstructionKind, TextRange};
use tree_sitter::Node;

/// One `$NAME` or `${NAME…}`; the range is that of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariableUse {
    pub name: String,
    pub range: TextRange,
}

/// Every use in an instruction, ONBUILD's trigger included, in document order.
pub(crate) fn variable_uses(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<VariableUse> {
    let mut found = Vec::new();
    in_tree(analysis, info.syntax.node(), &mut found);
    let carrier = info.trigger.as_deref().unwrap_or(info);
    if let Some(CommandForm::Shell(range)) = carrier.syntax.command() {
        in_shell(analysis, range, &mut found);
    }
    let is_script = |body: TextRange| {
        carrier.kind() == InstructionKind::Run
            && carrier.syntax.heredoc_script().is_some_and(|script| script.body == body)
    };
    for heredoc in carrier.syntax.heredocs() {
        if !heredoc.redirect.is_quoted || is_script(heredoc.body) {
            in_shell(analysis, heredoc.body, &mut found);
        }
    }
    found.sort_by_key(|found| found.range.start());
    found
}

fn in_tree(analysis: &Analysis<'_>, node: Node<'_>, found: &mut Vec<VariableUse>) {
    walk(node, |node| {
        if node.kind() == "variable_name" {
            let range = syntax::range(node.start_byte(), node.end_byte());
            found.push(VariableUse { name: analysis.source.slice(range).to_owned(), range });
        }
        node.child_count() > 0
    });
}

/// Scans shell text: single quotes and `\$` keep a dollar from meaning anything.
fn in_shell(analysis: &Analysis<'_>, range: TextRange, found: &mut Vec<VariableUse>) {
    let text = analysis.source.slice(range);
    let bytes = text.as_bytes();
    let (mut at, mut single, mut double) = (0, false, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if !single => at += 1,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            // An apostrophe in a comment opens nothing.
            b'#' if !single && !double && (at == 0 || bytes[at - 1].is_ascii_whitespace()) => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
            }
            b'$' if !single => {
                let start = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'{'));
                let length = name_length(&text[start.min(text.len())..]);
                if length > 0 {
                    let name = text[start..start + length].to_owned();
                    let start = range.start() + syntax::offset(start);
                    found.push(VariableUse { name, range: TextRange::at(start, syntax::offset(length)) });
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Length of the identifier at the start of a text.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()
}
