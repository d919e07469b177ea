//! A file or folder of the build context gets another name: COPY, ADD and bind mounts follow.

use analysis::Analysis;
use syntax::ast::Word;
use syntax::{InstructionKind, TextEdit, TextRange};

/// Edits for a path of the build context that moves from `old` to `new`, both from its root, with `/`.
/// Sources with variables or globs stay as they are: what else they name is not known.
pub fn rename_file(analysis: &Analysis<'_>, old: &str, new: &str) -> Vec<TextEdit> {
    let mut found = Vec::new();
    for info in &analysis.model.instructions {
        let info = info.trigger.as_deref().unwrap_or(info);
        let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
        let sources =
            if copies && info.syntax.flag("from").is_none() { info.syntax.sources() } else { Vec::new() };
        let mounts = info.syntax.mounts().into_iter().filter(|mount| mount.mount_option(&["from"]).is_none());
        let bound = mounts.filter_map(|mount| mount.mount_option(&["source", "src"])?.value);
        found.extend(sources.into_iter().chain(bound).filter_map(|word| renamed(word, old, new)));
    }
    found
}

fn renamed(word: Word<'_>, old: &str, new: &str) -> Option<TextEdit> {
    let text = word.text();
    if old.is_empty() || text.contains(['$', '*', '?', '[', '"', '\'', '\\']) {
        return None;
    }
    let root = text.len() - text.trim_start_matches("./").trim_start_matches('/').len();
    let rest = text[root..].strip_prefix(old)?;
    let is_whole = rest.is_empty() || rest.starts_with('/');
    let start = word.range().start() + syntax::offset(root);
    is_whole.then(|| TextEdit::replace(TextRange::at(start, syntax::offset(old.len())), new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn sources_follow_a_renamed_path() {
        let text = "FROM a AS b\nCOPY src ./src/x.py srcs /d\nRUN --mount=type=bind,source=src/y,target=/y ls\nCOPY --from=b src /e\nADD src* $src /f\n";
        let world = World::default();
        let source = Source::parse(text);
        let edits = rename_file(&Analysis::new(&source, world.inputs()), "src", "lib/code");
        let expected = text.replacen("COPY src ./src/x.py", "COPY lib/code ./lib/code/x.py", 1).replacen(
            "source=src/y",
            "source=lib/code/y",
            1,
        );
        assert_eq!(syntax::edit::apply(text, &edits), Ok(expected));
    }
}
