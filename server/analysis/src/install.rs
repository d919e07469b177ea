//! Commands that install packages, taken apart: what rules check and what sizes add up.

mod apt;
mod arguments;
mod conda;
mod environment_file;
mod followed;
pub(crate) mod lock;
pub(crate) mod markers;
mod node;
pub(crate) mod node_lock;
mod pip;
mod project;
pub(crate) mod pyproject;
mod requirements;
mod system;
pub(crate) mod wheel_name;

pub use apt::{AptInstall, AptRequest, apt_install};
pub use conda::{CondaInstall, CondaRequest, conda_install};
pub use environment_file::EnvironmentFile;
pub(crate) use followed::Followed;
pub use node::{NodeInstall, node_install};
pub use pip::{PipInstall, PipTool, pip_fetch, pip_install};
pub use project::{ProjectInstall, ProjectTool, project_export, project_install};
pub use requirements::{
    Requirement, RequirementOrigin, RequirementSource, RequirementsFile, normalized_name,
};
pub use system::{SystemInstall, SystemManager, SystemRequest, system_install};
