//! Commands that install packages, taken apart: what rules check and what sizes add up.

mod apt;
mod arguments;
mod conda;
mod pip;
mod project;
mod requirements;
mod system;

pub use apt::{AptInstall, AptRequest, apt_install};
pub use conda::{CondaInstall, CondaRequest, conda_install};
pub use pip::{PipInstall, PipTool, pip_install};
pub use project::{ProjectInstall, ProjectTool, project_install};
pub use requirements::{
    Requirement, RequirementOrigin, RequirementSource, RequirementsFile, normalized_name,
};
pub use system::{SystemInstall, SystemManager, SystemRequest, system_install};
