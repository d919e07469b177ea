//! What makes conda ask for the terms of its default channels, and what settles that.

use crate::model::InstructionInfo;

/// It names an installer that asks.
pub fn names_installer(info: &InstructionInfo<'_>) -> bool {
    let mut words = info.commands().iter().flat_map(|command| &command.args);
    words.any(|word| is_new_installer(&word.value))
}

fn is_new_installer(word: &str) -> bool {
    (word.contains("Miniconda3-latest") || word.contains("Anaconda3-2025.0") && word.ends_with(".sh"))
        && word.contains("://")
}

/// The terms are accepted, or the default channels are taken away.
pub fn settles(text: &str) -> bool {
    [
        "tos accept",
        "CONDA_PLUGINS_AUTO_ACCEPT_TOS",
        "remove channels defaults",
        "nodefaults",
        "override-channels",
        "remove-key channels",
        "set channels",
        "condarc",
    ]
    .iter()
    .any(|part| text.contains(part))
}
