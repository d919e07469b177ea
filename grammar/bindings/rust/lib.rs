//! A tree-sitter grammar for Dockerfiles that accepts every file, as BuildKit's parser does, and
//! keeps the damage of a half-typed line on that line.
//!
//! ```
//! let mut parser = tree_sitter::Parser::new();
//! parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into())?;
//! let tree = parser.parse("FROM debian:12\nRUN ", None).ok_or("no tree")?;
//! assert!(!tree.root_node().has_error());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_dockerfile() -> *const ();
}

/// The language, for every tree-sitter runtime that takes ABI 14.
// SAFETY: the function is the generated parser's own entry point and returns a static language.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_dockerfile) };

/// Every node with its fields and children, as JSON.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");

/// Captures for highlighting, under the names that Neovim, Helix and Zed share.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// Other languages inside: shell text, heredoc bodies.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");

/// What folds: stages, instructions of several lines, heredocs, runs of comments.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");

/// Indentation of continued lines.
pub const INDENTS_QUERY: &str = include_str!("../../queries/indents.scm");

/// Stages and variables, with their definitions and uses.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");

/// Stages, commands, pairs and comments as things to select and to move by.
pub const TEXTOBJECTS_QUERY: &str = include_str!("../../queries/textobjects.scm");
