//! apk, and dnf with its relatives: closures over the repositories of the base image.

mod commands;
mod dialect;
mod pieces;
mod resolve;
mod rpm_version;

pub(super) use commands::{add_repository, apk, dnf};
pub(super) use pieces::settle;

use super::run::Walk;
use crate::facts::RepositoryKind;

/// Whose packages the base image holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Alpine,
    RedHat,
}

impl Family {
    /// By the repositories of the image.
    fn of(walk: &Walk<'_>) -> Option<Self> {
        Some(match walk.state.repositories.first()?.kind {
            RepositoryKind::Apk => Family::Alpine,
            RepositoryKind::Rpm | RepositoryKind::RpmMirrors => Family::RedHat,
            RepositoryKind::Conda => return None,
        })
    }
}

#[cfg(test)]
mod tests;
