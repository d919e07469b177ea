//! Findings in the forms that people and programs read.

pub mod compare_json;
pub mod compare_text;
pub mod github;
pub mod json;
pub mod report;
pub mod sarif;
pub mod size_html;
pub mod size_json;
pub mod size_text;
pub mod style;
pub mod text;
