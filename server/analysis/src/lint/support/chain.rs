//! Where a fix may write into a shell script without changing what the rest of it does.

use syntax::TextEdit;
use syntax::shell::{Command, Connector, Nesting};

use crate::model::InstructionInfo;

/// Every command of the script runs, one after the other, each only if the one before succeeded.
pub fn is_plain_chain(info: &InstructionInfo<'_>) -> bool {
    let is_plain = |command: &Command| {
        matches!(command.after, Connector::Start | Connector::And)
            && command.nesting == Nesting::default()
            && command.pipeline.is_none()
    };
    let script = info.script();
    !script.incomplete && script.comments.is_empty() && script.commands.iter().all(is_plain)
}

/// Adds ` && command` behind the last command of a plain chain.
pub fn append(info: &InstructionInfo<'_>, command: &str) -> Option<TextEdit> {
    let last = info.commands().last().filter(|_| is_plain_chain(info))?;
    Some(TextEdit::insert(last.range.at(info.start()).end(), format!(" && {command}")))
}
