//! The rules, one file each. A line in the category's list registers a rule.

use super::rule::Rule;

/// Declares the modules of a category and its list of rules. The doc comment of each file is its page.
macro_rules! rules {
    ($category:literal: $($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// The rules of this category.
        pub(super) const RULES: &[$crate::lint::Rule] = &[$($crate::lint::Rule {
            meta: &$name::META,
            check: $name::CHECK,
            docs: include_str!(concat!(env!("OUT_DIR"), "/rules/", $category, "/", stringify!($name), ".md")),
        }),*];
    };
}

mod buildkit;
mod ml;
mod practice;
mod shell;
mod syntax;

pub(super) const CATEGORIES: &[&[Rule]] =
    &[buildkit::RULES, ml::RULES, practice::RULES, shell::RULES, syntax::RULES];
