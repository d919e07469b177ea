//! What `/bin/sh` of a base image is.

use crate::Analysis;
use crate::model::InstructionInfo;

/// The shells that distributions install as `/bin/sh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseShell {
    /// Debian and Ubuntu.
    Dash,
    /// busybox, on Alpine: knows `[[`, `==` and `source`.
    Ash,
    /// Fedora and its kin.
    Bash,
}

/// `/bin/sh` of the image that an instruction's stage rests on; `None` where the facts do not tell.
pub fn base_shell(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<BaseShell> {
    let stage = analysis.model.stage_of(info)?;
    let image = analysis.model.root_base(stage).image()?;
    let name = image.repository.familiar_with_registry();
    let distro = knowledge::images::distro(&name, image.tag.as_deref().unwrap_or_default())?;
    Some(match distro.distro.id {
        "debian" | "ubuntu" => BaseShell::Dash,
        "alpine" => BaseShell::Ash,
        _ => BaseShell::Bash,
    })
}
