//! What lies on disk around a Dockerfile: the file itself, its build context, others like it.

mod builds;
mod context;
mod find;
mod listings;
mod read;
mod readings;
mod subject;
mod walk;
mod write;

pub use builds::Surroundings;
pub use context::DiskContext;
pub use find::{dockerfiles_below, some_dockerfiles_below};
pub use listings::{Listeners, Listing};
pub use read::{MAX_BYTES, ReadError, Text, read, read_stdin};
pub use subject::{Analysed, Subject};
pub use write::write_atomically;
