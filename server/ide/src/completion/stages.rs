//! Build stages: in FROM, `COPY --from` and `--mount=from`.

use analysis::model::{Base, Stage};
use syntax::InstructionKind;

use super::{Item, ItemKind, List};
use crate::context::Site;

/// Stages that the instruction at the cursor may name: the ones before its own.
pub(super) fn stages(site: &Site<'_, '_>, list: &mut List) {
    let model = &site.analysis.model;
    let own = site.info.and_then(|info| info.stage).unwrap_or(model.stages.len());
    let numbered = site.kind() != InstructionKind::From;
    for stage in model.stages.iter().take(own).rev() {
        match stage.name {
            Some(name) => {
                list.push_new(Item::new(name.text.to_owned(), ItemKind::Stage).detail(about(site, stage)))
            }
            None if numbered => {
                list.push_new(Item::new(stage.index.to_string(), ItemKind::Stage).detail(about(site, stage)));
            }
            None => {}
        }
    }
    contexts(site, list);
}

/// Further contexts that compose and bake files name.
fn contexts(site: &Site<'_, '_>, list: &mut List) {
    for build in site.analysis.inputs.context.builds().iter() {
        for (name, path) in &build.contexts {
            let detail = format!("context {path}, {}", build.origin);
            list.push_new(Item::new(name.clone(), ItemKind::Stage).detail(detail));
        }
    }
}

fn about(site: &Site<'_, '_>, stage: &Stage<'_>) -> String {
    let model = &site.analysis.model;
    let base = match &stage.base {
        Base::Stage(parent) => model.stages[*parent].label(),
        Base::Scratch => "scratch".to_owned(),
        Base::Image(image) => image.to_string(),
        Base::Unresolved { .. } | Base::Invalid(_) | Base::Missing => return "stage".to_owned(),
    };
    format!("stage from {base}")
}
