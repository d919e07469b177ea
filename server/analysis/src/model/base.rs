//! What a base image brings into a stage before its first instruction.

use knowledge::images;

use crate::Inputs;
use crate::reference::ImageReference;

/// Environment of a base image.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseEnvironment {
    /// A value is `None` where the name is known to be set, but not to what.
    pub env: Vec<(String, Option<String>)>,
    pub user: Option<String>,
    pub workdir: Option<String>,
    pub shell: Vec<String>,
    /// Nothing is missing: a variable that is not in `env` is not set.
    pub is_complete: bool,
}

impl Default for BaseEnvironment {
    /// An image of which nothing is known. BuildKit sees to it that PATH is always set.
    fn default() -> Self {
        Self {
            env: vec![("PATH".to_owned(), None)],
            user: None,
            workdir: None,
            shell: Vec::new(),
            is_complete: false,
        }
    }
}

/// From the image's configuration where a registry gave it, else from the embedded tables.
pub fn base_environment(image: &ImageReference, inputs: &Inputs<'_>) -> BaseEnvironment {
    let details = inputs.facts.image(image, &inputs.options.platform);
    match details.value() {
        Some(details) => {
            let env = details.config.env.iter();
            let env = env.map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
            let not_empty = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
            BaseEnvironment {
                env: with_path(env),
                user: not_empty(&details.config.user),
                workdir: not_empty(&details.config.workdir),
                shell: details.config.shell.clone(),
                is_complete: true,
            }
        }
        None => {
            let told = || embedded(image).unwrap_or_default();
            inputs.memo.told(image.to_string(), told).as_ref().clone()
        }
    }
}

/// What the embedded tables say. A digest alone does not tell which tag it was.
fn embedded(image: &ImageReference) -> Option<BaseEnvironment> {
    let repository = image.repository.familiar_with_registry();
    let known = images::environment(&repository, image.tag.as_deref().unwrap_or_default())?;
    let is_tagged = image.tag.is_some() || image.digest.is_none();
    let env = known.variables.into_iter().map(|variable| (variable.name, variable.value)).collect();
    Some(BaseEnvironment {
        env: with_path(env),
        user: known.user,
        workdir: known.workdir,
        shell: known.shell.unwrap_or_default(),
        is_complete: is_tagged && !known.inferred,
    })
}

fn with_path(mut env: Vec<(String, Option<String>)>) -> Vec<(String, Option<String>)> {
    if !env.iter().any(|(name, _)| name == "PATH") {
        env.push(("PATH".to_owned(), None));
    }
    env
}
