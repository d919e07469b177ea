//! Commands that install packages, taken apart: what rules check and what sizes add up.

mod apt;
mod arguments;
mod pip;
mod requirements;

pub use apt::{AptInstall, AptRequest, apt_install};
pub use pip::{PipInstall, PipTool, pip_install};
pub use requirements::{
    Requirement, RequirementOrigin, RequirementSource, RequirementsFile, normalized_name,
};
