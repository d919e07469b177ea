//! What an nvidia/cuda tag holds.

use knowledge::cuda_arch::minimum_driver;
use knowledge::cuda_images::{self, TagParts, components};
use knowledge::version::CudaVersion;

use super::Facts;

pub(super) fn add(tag: &str, facts: &mut Facts) {
    let known = cuda_images::find(tag);
    let Some(parts) = known.map(|tag| tag.parts()).or_else(|| TagParts::parse_loosely(tag)) else { return };
    let library = components(parts.cuda);
    facts.add("CUDA", format!("{}, {}: {}", parts.cuda, parts.flavor, parts.flavor.contents()));
    if parts.cudnn.is_some() {
        let exact = known.and_then(|tag| tag.cudnn?.version).or_else(|| library?.cudnn);
        let version = exact.map(str::to_owned).or_else(|| Some(parts.cudnn_major()?.to_string()));
        facts.add_known("cuDNN", version);
    } else {
        facts.add("cuDNN", "not in the image");
    }
    if parts.flavor != cuda_images::Flavor::Base {
        facts.add_known("NCCL", library.and_then(|library| library.nccl));
    }
    facts.add_known("Driver", driver(parts.cuda));
    if let Some(tag) = known {
        let date = tag.last_documented.filter(|_| !tag.status.is_live());
        let since = date.map(|date| format!(", last listed {date}")).unwrap_or_default();
        facts.add("Status", format!("{}{since}", tag.status.as_str()));
    }
}

/// What programs of a CUDA version need on the host.
pub(super) fn driver(cuda: CudaVersion) -> Option<String> {
    let minimum = minimum_driver(cuda)?;
    let mut text = format!("{} or newer on the host", minimum.linux);
    if let Some(branch) = minimum.minor_compatibility_branch {
        text.push_str(&format!("; {branch} suffices without PTX of this version"));
    }
    Some(text)
}
