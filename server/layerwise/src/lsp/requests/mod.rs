//! One file for each request: positions in, the crates below asked, protocol types out.

pub mod code_action;
pub mod code_lens;
pub mod completion;
mod completion_list;
pub mod definition;
pub mod diagnostics;
pub mod document_link;
pub mod formatting;
pub mod hover;
pub mod inlay_hint;
pub mod outline;
pub mod references;
pub mod rename;
pub mod semantic_tokens;
pub mod settings_action;
pub mod signature_help;
pub mod will_rename_files;
pub mod workspace_symbol;
