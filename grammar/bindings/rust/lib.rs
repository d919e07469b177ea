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
