//! Settings that change what analysis says.

use std::collections::BTreeMap;

use crate::facts::Platform;
use crate::lint::{LabelSchema, RuleSettings};

/// All of them have a sensible default; see the settings page for their meaning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The platform that images, wheels and packages are looked up for.
    pub platform: Platform,
    /// `--build-arg` values.
    pub build_args: BTreeMap<String, String>,
    /// Stage name or index that is built; the last stage when `None`.
    pub target: Option<String>,
    pub rules: RuleSettings,
    /// GPU that the image must run on: a name (`RTX 5090`) or a compute capability (`12.0`).
    pub target_gpu: Option<String>,
    /// Driver version of the hosts that run the image: `535.104`.
    pub target_driver: Option<String>,
    /// Registries that FROM may name; any when empty. `*.example` matches subdomains.
    pub trusted_registries: Vec<String>,
    /// Labels that images must have, and what they hold.
    pub label_schema: LabelSchema,
    /// Comments of other tools that suppress findings are read.
    pub ignore_comments_disabled: bool,
    /// Scripts are given to shellcheck, and its findings passed on.
    pub shellcheck: bool,
    /// Days since 1970-01-01, for end-of-life dates. `None` takes the day of the embedded facts.
    pub today: Option<i64>,
}
