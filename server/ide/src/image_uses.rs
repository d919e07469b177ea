//! Where a file names images: in FROM, in `COPY --from=` and in `--mount=from=`.

use analysis::Analysis;
use analysis::model::{Base, CopySource, InstructionInfo, copy_source};
use analysis::reference::ImageReference;
use syntax::{InstructionKind, TextRange};

use crate::known_images::is_known;

/// An image and where it is named.
pub(crate) struct ImageUse {
    pub image: ImageReference,
    pub range: TextRange,
    /// The reference as it stands there; it may hold variables.
    pub is_literal: bool,
}

/// The images that one instruction names.
pub(crate) fn image_uses(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<ImageUse> {
    match info.kind() {
        InstructionKind::From => base(analysis, info).into_iter().collect(),
        _ => sources(analysis, info),
    }
}

fn base(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<ImageUse> {
    let stage = analysis.model.stages.iter().find(|stage| stage.from == info.index)?;
    let Base::Image(image) = &stage.base else { return None };
    let word = info.syntax.image()?.word;
    Some(ImageUse { image: image.clone(), range: word.range(), is_literal: !word.text().contains('$') })
}

fn sources(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<ImageUse> {
    let Some(user) = info.stage else { return Vec::new() };
    let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
    let flag = info.syntax.flag("from").filter(|_| copies).and_then(|flag| flag.value);
    let mounts = info.syntax.mounts().into_iter().filter_map(|mount| mount.mount_option(&["from"])?.value);
    let named = |word: syntax::ast::Word<'_>| {
        let image = match copy_source(&analysis.model, word.text(), user) {
            CopySource::Image(image) => image,
            CopySource::Unknown(name) => known_source(analysis, &name)?,
            CopySource::Stage(_) => return None,
        };
        Some(ImageUse { image, range: word.range(), is_literal: true })
    };
    flag.into_iter().chain(mounts).filter_map(named).collect()
}

/// The image that a bare name of `--from` means, `golang`, where no stage has that name. Only known ones: it
/// may be a slip, or a named context of the build.
pub(crate) fn known_source(analysis: &Analysis<'_>, name: &str) -> Option<ImageReference> {
    let image = ImageReference::parse(name)?;
    let is_context = analysis.inputs.context.builds().iter().any(|build| build.contexts.contains_key(name));
    (!is_context && is_known(&image.repository, analysis.inputs.facts)).then_some(image)
}
