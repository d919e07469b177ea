//! "Pin to digest": the tag stays readable, the digest decides.

use analysis::Analysis;
use syntax::{Applicability, Fix, TextEdit, TextRange};

use super::{ActionKind, CodeAction, touches};
use crate::digest;
use crate::image_uses::image_uses;

pub(super) fn pin(analysis: &Analysis<'_>, range: TextRange) -> Option<CodeAction> {
    let infos = analysis.model.instructions.iter().filter(|info| touches(info.syntax.range(), range));
    let uses = infos.flat_map(|info| image_uses(analysis, info));
    // With variables in it the digest would pin whatever they are given to one image.
    let mut free = uses.filter(|it| touches(it.range, range) && it.is_literal && it.image.digest.is_none());
    let found = free.next()?;
    let digest = digest::of(&found.image, &analysis.inputs).value()?.to_string();
    let short: String = digest.chars().take("sha256:".len() + 12).collect();
    let edit = TextEdit::insert(found.range.end(), format!("@{digest}"));
    Some(CodeAction {
        kind: ActionKind::Refactor,
        fix: Fix::single(format!("Pin to digest {short}…"), Applicability::Safe, edit),
        finding: None,
        is_preferred: false,
        disabled: None,
    })
}
