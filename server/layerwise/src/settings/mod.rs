//! Settings: one schema, three doors. `layerwise.toml`, then the editor, then flags; later ones win.

mod file;
mod hadolint;
mod schema;
mod values;

pub use file::load_for;
pub use hadolint::for_folder as hadolint_for;
pub use schema::ProblemKind;
pub use values::{Settings, ShellcheckSettings, merge};
