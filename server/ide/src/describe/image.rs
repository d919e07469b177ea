//! An image explained: what it holds, whether it can be relied upon, how large it is.

use analysis::Inputs;
use analysis::facts::{Fact, ImageDetails};
use analysis::reference::ImageReference;
use knowledge::cuda_arch::minimum_driver;
use knowledge::images::{self, Environment, ImageFramework};
use knowledge::ngc;

use super::{Facts, config, cuda, paragraphs, platforms, size};
use crate::markdown::{code, escape};
use crate::tags::{is_cuda, tags_of};

/// A repository of the catalogue, for completion.
pub(crate) fn repository(name: &str) -> Option<String> {
    let entry = images::catalogue_entry(name)?;
    let link = entry.page.map(|page| format!("[Page]({page})"));
    Some(paragraphs([
        format!("**{}**", escape(entry.repository)),
        format!("{}.", entry.about),
        link.unwrap_or_default(),
    ]))
}

/// Everything that is known of one image.
pub(crate) fn image(image: &ImageReference, inputs: &Inputs<'_>) -> String {
    let name = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    let details = inputs.facts.image(image, &inputs.options.platform);
    let mut facts = Facts::default();
    if is_cuda(&name) {
        cuda::add(tag, &mut facts);
    } else if let Some(container) = ngc::find(&name, tag) {
        add_ngc(&container, &mut facts);
    } else if let Some(framework) = images::framework(&name, tag) {
        add_framework(&framework, &mut facts);
    }
    add_system(&name, tag, &mut facts);
    add_settings(&name, tag, details.value().map(AsRef::as_ref), &mut facts);
    platforms::add(image, inputs, details.value().map(AsRef::as_ref), &mut facts);
    size::add(image, inputs, &mut facts);
    if let Some(details) = details.value() {
        config::add(details, &mut facts);
    }
    let entry = images::catalogue_entry(&name);
    let about = entry.map_or(String::new(), |entry| format!("{}.", entry.about));
    let page = entry.and_then(|entry| entry.page).map(|page| format!("[Page]({page})"));
    let unknown = match &details {
        _ if !facts.is_empty() || !about.is_empty() => "",
        Fact::Pending => "The registry is being asked.",
        _ => "Nothing is known of this image.",
    };
    paragraphs([
        format!("**{}**", escape(&image.to_string())),
        about,
        unknown.to_owned(),
        facts.markdown(),
        notes(image, inputs).join("\n"),
        page.unwrap_or_default(),
    ])
}

/// The registry is being asked for an image of which its list of tags says no more than the name.
pub(crate) fn is_awaited(image: &ImageReference, inputs: &Inputs<'_>) -> bool {
    let listing = tags_of(&image.repository, inputs.facts);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let entry = listing.entries.iter().find(|entry| entry.name == tag);
    let has_platforms = entry.is_some_and(|entry| !listing.platforms(entry).is_empty());
    !has_platforms && matches!(inputs.facts.image(image, &inputs.options.platform), Fact::Pending)
}

/// Remarks: end of life, removed, superseded, a tag that does not exist, none at all.
fn notes(image: &ImageReference, inputs: &Inputs<'_>) -> Vec<String> {
    if image.digest.is_some() {
        return Vec::new();
    }
    let listing = tags_of(&image.repository, inputs.facts);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let entry = listing.entries.iter().find(|entry| entry.name == tag);
    let notes = match entry {
        Some(entry) => listing.notes(entry),
        None if is_cuda(&image.repository.familiar_with_registry()) => knowledge::cuda_images::notes(tag),
        None if listing.is_complete && listing.origin != Some(analysis::facts::Origin::Embedded) => {
            vec!["The registry lists no such tag.".to_owned()]
        }
        None => Vec::new(),
    };
    notes.into_iter().map(|note| format!("- {}", escape_note(&note))).collect()
}

/// Notes are ours but for the tags in them, which hold no Markdown but `_`.
fn escape_note(note: &str) -> String {
    note.replace('_', "\\_")
}

fn add_ngc(container: &ngc::NgcImage, facts: &mut Facts) {
    facts.add_known("Framework", container.framework);
    facts.add_known("CUDA", container.cuda_version().map(|cuda| cuda.to_string()));
    facts.add_known("cuDNN", container.cudnn);
    facts.add_known("NCCL", container.nccl);
    facts.add_known("TensorRT", container.tensorrt);
    facts.add_known("Driver", container.minimum_driver.or(container.driver));
}

/// What the tag of an image for machine learning says.
fn add_framework(framework: &ImageFramework, facts: &mut Facts) {
    let version = framework.version.as_deref().unwrap_or("version not known");
    facts.add("Framework", format!("{} {version}", framework.package));
    facts.add_known("PyTorch", framework.torch.as_deref());
    facts.add_known("CUDA", framework.cuda.map(|cuda| cuda.to_string()));
    facts.add_known("cuDNN", framework.cudnn_major.map(|major| major.to_string()));
    let driver = framework.cuda.and_then(minimum_driver);
    facts.add_known("Driver", driver.map(|driver| format!("{} or newer on the host", driver.linux)));
}

fn add_system(name: &str, tag: &str, facts: &mut Facts) {
    let python = images::python(name, tag);
    if let Some(image) = images::distro(name, tag) {
        let distro = image.distro;
        let own = python.and_then(|python| python.has_python()) == Some(true);
        let mut text = distro.display_name();
        if let Some(version) = distro.python3.filter(|_| !own) {
            text.push_str(&format!("; its python3 package is {version}"));
        }
        if let Some(end) = distro.end_of_life {
            text.push_str(&format!("; supported until {end}"));
        }
        facts.add("System", text);
    }
    let Some(python) = python else { return };
    match (python.has_python(), python.version()) {
        (Some(false), _) => facts.add("Python", "none in the image"),
        (Some(true), version) => {
            let by = python.provided_by.map(|by| format!(", {by}")).unwrap_or_default();
            facts.add("Python", format!("{}{by}", version.unwrap_or("version not known")));
        }
        _ => {}
    }
}

/// USER, WORKDIR, ENTRYPOINT, CMD and the variables that matter, from the registry or the tables.
fn add_settings(name: &str, tag: &str, details: Option<&ImageDetails>, facts: &mut Facts) {
    let embedded = images::environment(name, tag);
    let settings = match (details, &embedded) {
        (Some(details), _) => Settings::of_config(details),
        (None, Some(environment)) => Settings::of_environment(environment),
        (None, None) => return,
    };
    facts.add_known("User", settings.user.map(|user| code(&user)));
    facts.add_known("Working directory", settings.workdir.map(|path| code(&path)));
    facts.add_known("Entrypoint", settings.entrypoint.map(|argv| code(&argv.join(" "))));
    facts.add_known("Command", settings.cmd.map(|argv| code(&argv.join(" "))));
    let told: Vec<&(String, Option<String>)> =
        settings.env.iter().filter(|(name, _)| !is_noise(name)).collect();
    let shown: Vec<String> =
        told.iter().take(MAX_VARIABLES).map(|(name, value)| variable(name, value.as_deref())).collect();
    if !shown.is_empty() {
        let more = told.len().saturating_sub(MAX_VARIABLES);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.add("Sets", format!("{}{rest}", shown.join(", ")));
    }
}

/// Package pins of NVIDIA's build and checksums of others tell a reader nothing.
fn is_noise(name: &str) -> bool {
    name.starts_with("NV_") || name.ends_with("_SHA256") || name == "GPG_KEY" || name == "NVARCH"
}

/// A hover with all of NVIDIA's variables is a wall of text.
const MAX_VARIABLES: usize = 12;

fn variable(name: &str, value: Option<&str>) -> String {
    const MAX: usize = 50;
    match value {
        Some(value) if value.chars().count() <= MAX => code(&format!("{name}={value}")),
        Some(_) | None => code(name),
    }
}

struct Settings {
    env: Vec<(String, Option<String>)>,
    user: Option<String>,
    workdir: Option<String>,
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
}

impl Settings {
    fn of_config(details: &ImageDetails) -> Self {
        let config = &details.config;
        let present = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let argv = |argv: &Vec<String>| (!argv.is_empty()).then(|| argv.clone());
        Self {
            env: config.env.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect(),
            user: present(&config.user),
            workdir: present(&config.workdir),
            entrypoint: argv(&config.entrypoint),
            cmd: argv(&config.cmd),
        }
    }

    fn of_environment(environment: &Environment) -> Self {
        let env =
            environment.variables.iter().map(|variable| (variable.name.clone(), variable.value.clone()));
        Self {
            env: env.filter(|(name, _)| name != "PATH").collect(),
            user: environment.user.clone(),
            workdir: environment.workdir.clone(),
            entrypoint: environment.entrypoint.clone().filter(|argv| !argv.is_empty()),
            cmd: environment.cmd.clone().filter(|argv| !argv.is_empty()),
        }
    }
}
