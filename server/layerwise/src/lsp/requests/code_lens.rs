//! Code lenses: what the image of each stage comes to.

use tower_lsp::ls_types::{CodeLens, Command};

use super::super::snapshot::Snapshot;

/// One lens a stage; none where the settings switch sizes off.
pub fn lenses(snapshot: &Snapshot) -> Vec<CodeLens> {
    if !snapshot.settings.hints.layer_size {
        return Vec::new();
    }
    let found = ide::code_lens::code_lenses(snapshot.analysis());
    let lens = |lens: ide::code_lens::CodeLens| CodeLens {
        range: snapshot.range(lens.range),
        // A lens without a command is one that still has to be resolved.
        command: Some(Command { title: lens.title, command: String::new(), arguments: None }),
        data: None,
    };
    found.into_iter().map(lens).collect()
}
