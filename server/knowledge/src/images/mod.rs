//! Container images: names, tags, sizes, and what they hold.
//!
//! Everywhere a repository is written as in `FROM`: `python`, `docker.io/library/python`,
//! `nvcr.io/nvidia/pytorch`. An empty tag means `latest`.

mod catalogue;
mod distro;
mod environment;
mod estimates;
mod framework;
mod nearest;
mod python;
mod series;
mod sizes;
mod tags;

pub use catalogue::{CatalogueEntry, catalogue, catalogue_entry};
pub use distro::{ImageDistro, distro, stated_distro};
pub use environment::{Environment, Variable, environment};
pub use estimates::{Range, SizeEstimate, estimate_for, size_estimate};
pub use framework::{ImageFramework, framework};
pub use nearest::{nearest_tag, newest_patch_of};
pub use python::{ImagePython, python};
pub use series::{ReleaseSeries, series_end};
pub use sizes::{ExactSize, ReportedSize, exact_size, reported_sizes};
pub use tags::{KnownTags, aliases, is_prerelease, order_key, order_key_of, tags};

pub(crate) use catalogue::{TABLE as CATALOGUE, read as read_catalogue};
pub(crate) use distro::{TABLE as DEFAULT_SUITES, read as read_default_suite};
pub(crate) use environment::{TABLE as ENVIRONMENT, read as read_environment};
pub(crate) use estimates::{TABLE as ESTIMATES, read as read_estimate};
pub(crate) use python::{TABLE as PYTHON, read as read_python};
pub(crate) use series::{TABLE as SERIES, read as read_series};
pub(crate) use sizes::{EXACT, REPORTED, read_exact, read_reported};
pub(crate) use tags::{OFFICIAL, SEEN, read_official, read_seen};
