//! Settings: one schema, three doors. `layerwise.toml`, then the editor, then flags; later ones win.

mod file;
mod hadolint;
mod schema;
mod turn_off;
mod values;

pub use file::{NAME as SETTINGS_FILE, load_for, parse, path_for as settings_file_for};
pub use hadolint::for_folder as hadolint_for;
pub use schema::ProblemKind;
pub use turn_off::turn_off;
pub use values::{Settings, ShellcheckSettings, merge};
