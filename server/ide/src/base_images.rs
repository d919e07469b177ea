//! What a Dockerfile begins with, without an analysis: for files that nobody looks at right now.

use analysis::reference::ImageReference;
use syntax::{InstructionKind, Source};

/// The repositories that FROM names, as people write them, in order. Stages, `scratch` and names with
/// variables are left out.
pub fn base_images(source: &Source) -> Vec<String> {
    let instructions = source.instructions();
    let froms = instructions.iter().filter(|instruction| instruction.kind() == InstructionKind::From);
    let stages: Vec<String> =
        froms.clone().filter_map(|from| Some(from.stage_name()?.text.to_ascii_lowercase())).collect();
    let is_image = |name: &&str| {
        !name.contains('$') && *name != "scratch" && !stages.contains(&name.to_ascii_lowercase())
    };
    let names = froms.filter_map(|from| Some(from.image()?.word.text())).filter(is_image);
    names.filter_map(|name| Some(ImageReference::parse(name)?.repository.familiar_with_registry())).collect()
}
