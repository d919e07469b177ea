//! What a person should know about a CUDA tag.

use super::{CudaTag, Status, TagParts, all_newest_first, find, nearest_live};
use crate::version::CudaVersion;

/// NVIDIA's rule, announced in October 2022 (doc/support-policy.md of its repository).
pub const DELETION_POLICY: &str = "NVIDIA ends a tag when a newer patch of the same CUDA version \
exists or its driver branch ends, and deletes it six months later; in practice many stay longer.";

/// The newest patch known of a CUDA minor version that has images: 12.4 gives 12.4.1.
pub fn newest_patch(cuda: CudaVersion) -> Option<CudaVersion> {
    all_newest_first().iter().map(|tag| tag.cuda).filter(|other| other.same_minor(cuda)).max()
}

/// Remarks on a tag, one sentence each, the most important first. A tag that is supported
/// and the newest of its kind gives none.
pub fn notes(tag: &str) -> Vec<String> {
    let mut notes = Vec::new();
    match (find(tag), TagParts::parse_loosely(tag)) {
        (Some(known), _) => status_notes(&known, &mut notes),
        (None, Some(parts)) => missing_notes(tag, &parts, &mut notes),
        (None, None) => notes.push("nvidia/cuda has no such tag (and no `latest`)".to_owned()),
    }
    notes
}

fn status_notes(tag: &CudaTag, notes: &mut Vec<String>) {
    match tag.status {
        Status::Supported => {}
        Status::Seen => notes.push("Newer than the embedded list; seen in public use.".to_owned()),
        Status::EndOfLife => {
            notes.push(match tag.deletion_estimate {
                Some(date) => format!("End of life; deletion was planned for {date}."),
                None => "End of life; it may be deleted at any time.".to_owned(),
            });
        }
        Status::Removed => notes.push("Removed from NVIDIA's lists.".to_owned()),
    }
    if let Some(date) = tag.hub_seen.filter(|_| !tag.status.is_live()) {
        notes.push(format!("Docker Hub still served it on {date}."));
    }
    if let Some(newest) = newest_patch(tag.cuda).filter(|newest| *newest > tag.cuda) {
        notes.push(patch_note(tag, newest));
    }
}

/// Says which newer patch there is, and whether it has the same parts.
fn patch_note(tag: &CudaTag, newest: CudaVersion) -> String {
    let parts = TagParts { cuda: newest, ..tag.parts() };
    let same = parts.to_string();
    match (find(&same), nearest_live(tag.name)) {
        (Some(_), _) => format!("{newest} is the newest patch: {same}."),
        (None, Some(nearest)) => {
            format!("{newest} is the newest patch but has no such image; nearest {}.", nearest.name)
        }
        (None, None) => format!("{newest} is the newest patch but has no such image."),
    }
}

fn missing_notes(tag: &str, parts: &TagParts<'_>, notes: &mut Vec<String>) {
    let of_version = || all_newest_first().iter().filter(|t| same_version(t, parts.cuda));
    let nearest = nearest_live(tag).map(|tag| tag.name).unwrap_or_default();
    if of_version().next().is_none() {
        notes.push(format!("No image is known for CUDA {}; nearest {nearest}.", parts.cuda));
    } else if parts.cudnn.is_some() && of_version().all(|t| t.cudnn.is_none()) {
        notes.push(format!("No cudnn image exists for {}; nearest {nearest}.", parts.cuda));
    } else if let Some(suffix) = other_cudnn_suffix(parts) {
        notes.push(format!("The cuDNN images of {} are called {suffix}; use {nearest}.", parts.cuda));
    } else if !parts.os.is_empty() && of_version().all(|t| t.os != parts.os) {
        notes.push(format!("CUDA {} has no image on {}; nearest {nearest}.", parts.cuda, parts.os));
    } else {
        notes.push(format!("No such tag is known; nearest {nearest}."));
    }
}

fn same_version(tag: &CudaTag, cuda: CudaVersion) -> bool {
    match cuda.patch {
        Some(_) => tag.cuda == cuda,
        None => tag.cuda.same_minor(cuda),
    }
}

/// The suffix that the images of this CUDA version carry, when another was written.
fn other_cudnn_suffix(parts: &TagParts<'_>) -> Option<&'static str> {
    let written = parts.cudnn?;
    let of_version = all_newest_first().iter().filter(|t| same_version(t, parts.cuda));
    let mut suffixes = of_version.filter_map(|t| Some(t.cudnn?.tag_part));
    let first = suffixes.next()?;
    (first != written && suffixes.all(|suffix| suffix != written)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_patches() {
        for (minor, newest) in
            [("12.4", "12.4.1"), ("12.8", "12.8.2"), ("13.3", "13.3.1"), ("11.8", "11.8.0")]
        {
            let cuda = CudaVersion::parse(minor).expect("a version");
            assert_eq!(newest_patch(cuda).map(|v| v.to_string()).as_deref(), Some(newest));
        }
        assert_eq!(newest_patch(CudaVersion::parse("12.7").expect("a version")), None);
    }

    #[test]
    fn remarks() {
        let table = [
            ("13.3.1-base-ubuntu24.04", ""),
            (
                "12.4.0-cudnn-runtime-ubuntu22.04",
                "No cudnn image exists for 12.4.0; nearest 12.4.1-cudnn-runtime-ubuntu22.04.",
            ),
            (
                "12.4.1-cudnn8-devel-ubuntu22.04",
                "The cuDNN images of 12.4.1 are called cudnn; use 12.4.1-cudnn-devel-ubuntu22.04.",
            ),
            (
                "12.7.0-base-ubuntu22.04",
                "No image is known for CUDA 12.7.0; nearest 12.8.2-base-ubuntu22.04.",
            ),
            (
                "13.0.3-base-ubuntu20.04",
                "CUDA 13.0.3 has no image on ubuntu20.04; nearest 13.0.3-base-ubuntu22.04.",
            ),
            (
                "12.8.1-cudnn-devel-ubuntu22.04",
                "12.8.2 is the newest patch but has no such image; nearest 12.9.2-cudnn-devel-ubuntu22.04.",
            ),
            ("latest", "nvidia/cuda has no such tag (and no `latest`)"),
        ];
        for (tag, expected) in table {
            let notes = notes(tag);
            let found = expected.is_empty() && notes.is_empty() || notes.iter().any(|note| note == expected);
            assert!(found, "{tag}: {notes:?}");
        }
    }
}
