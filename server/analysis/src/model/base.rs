//! What a base image brings into a stage before its first instruction.

use crate::Inputs;
use crate::reference::ImageReference;

/// Environment of a base image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseEnvironment {
    pub env: Vec<(String, String)>,
    pub user: Option<String>,
    pub workdir: Option<String>,
    pub shell: Vec<String>,
    /// Nothing is missing: a variable that is not in `env` is not set.
    pub is_complete: bool,
}

/// From the image's configuration where a registry gave it, else from the embedded tables.
pub fn base_environment(image: &ImageReference, inputs: &Inputs<'_>) -> BaseEnvironment {
    let details = inputs.facts.image(image, &inputs.options.platform);
    match details.value() {
        Some(details) => BaseEnvironment {
            env: details.config.env.clone(),
            user: details.config.user.clone().filter(|user| !user.is_empty()),
            workdir: details.config.workdir.clone().filter(|workdir| !workdir.is_empty()),
            shell: details.config.shell.clone(),
            is_complete: true,
        },
        None => BaseEnvironment::default(),
    }
}
