//! "Pin to digest": the tag stays readable, the digest decides.

use analysis::Analysis;
use analysis::model::Base;
use syntax::{Applicability, Fix, TextEdit, TextRange};

use super::{ActionKind, CodeAction, touches};

pub(super) fn pin(analysis: &Analysis<'_>, range: TextRange) -> Option<CodeAction> {
    let model = &analysis.model;
    let stage = model.stages.iter().find(|stage| {
        let image = model.instructions[stage.from].syntax.image();
        image.is_some_and(|image| touches(image.word.range(), range))
    })?;
    let Base::Image(image) = &stage.base else { return None };
    let written = model.instructions[stage.from].syntax.image()?;
    // With variables in it the digest would pin whatever they are given to one image.
    if image.digest.is_some() || written.word.text().contains('$') {
        return None;
    }
    let fact = analysis.inputs.facts.image(image, &analysis.inputs.options.platform);
    let digest = fact.value()?.reference_digest.clone()?;
    let short: String = digest.chars().take("sha256:".len() + 12).collect();
    let edit = TextEdit::insert(written.word.range().end(), format!("@{digest}"));
    Some(CodeAction {
        kind: ActionKind::Refactor,
        fix: Fix::single(format!("Pin to digest {short}…"), Applicability::Safe, edit),
        finding: None,
        is_preferred: false,
    })
}
