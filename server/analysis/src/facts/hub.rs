//! Repositories of model hubs, as Hugging Face's.

use serde::{Deserialize, Serialize};

/// A repository at a revision.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HubRepository {
    /// Address of the hub, without a final slash, where the Dockerfile names one; else the user's own.
    pub endpoint: Option<String>,
    pub kind: HubKind,
    /// `bert-base-uncased`, `meta-llama/Llama-3.1-8B`.
    pub id: String,
    /// A branch, tag or commit: `main`.
    pub revision: String,
}

/// What a repository holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HubKind {
    Model,
    Dataset,
    Space,
}

impl HubKind {
    /// `models`, as addresses and folders of the cache have it.
    pub const fn plural(self) -> &'static str {
        match self {
            HubKind::Model => "models",
            HubKind::Dataset => "datasets",
            HubKind::Space => "spaces",
        }
    }
}

/// The files of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubFiles {
    pub files: Vec<HubFile>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubFile {
    /// From the repository's root, with `/`.
    pub path: String,
    pub bytes: u64,
}
