//! Changes a CUDA base to the CUDA of the torch that is installed on it.

use knowledge::cuda_images::{self, CudaTag, Status, TagParts};
use knowledge::version::CudaVersion;
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::images::stage_image;
use crate::lint::support::python_installs::{installs, price_of_tag};

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    let stage = analysis.model.stage_of(info).filter(|_| info.kind() == InstructionKind::From);
    let Some(stage) = stage else { return Vec::new() };
    let Some(image) = stage_image(analysis, stage).filter(|image| image.is_cuda()) else { return Vec::new() };
    let torch = installs(analysis, stage).iter().rev().find(|install| install.requirement("torch").is_some());
    let fix = || {
        let install = torch?;
        let wanted = install.torch_cuda()?;
        let parts = cuda_images::parse_tag(image.reference.tag.as_deref()?)?;
        let tag = fitting(&parts, wanted).filter(|_| !parts.cuda.same_minor(wanted))?;
        let edit = TextEdit::replace(image.written_tag()?, tag.name);
        let price = price_of_tag(analysis, stage, tag.name);
        let title = format!("Change to {}, the CUDA of torch {}{price}", tag.name, install.version("torch")?);
        // What else the image's CUDA is used for is not known.
        Some(Fix::single(title, Applicability::Unsafe, edit))
    };
    fix().into_iter().collect()
}

/// The newest tag of that CUDA which has the same flavour, system and cuDNN, where there is one.
fn fitting(parts: &TagParts<'_>, cuda: CudaVersion) -> Option<&'static CudaTag> {
    cuda_images::all_newest_first().iter().find(|tag| {
        tag.cuda.same_minor(cuda)
            && tag.flavor == parts.flavor
            && tag.os == parts.os
            && tag.cudnn.is_some() == parts.cudnn.is_some()
            && !tag.tensorrt
            && !tag.release_candidate
            && tag.status != Status::Removed
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none, offers};
    use super::*;

    #[test]
    fn the_base_follows_torch() {
        check(
            offer,
            "FROM nvidia/cuda:11.8.0-cudnn8-devel-ubuntu22.04<CURSOR> AS build\nRUN pip install torch==2.1.2\n",
            "FROM nvidia/cuda:12.1.1-cudnn8-devel-ubuntu22.04 AS build\nRUN pip install torch==2.1.2\n",
        );
        check(
            offer,
            "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04<CURSOR>\nRUN pip install torch==2.1.2 --index-url https://download.pytorch.org/whl/cu118\n",
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04\nRUN pip install torch==2.1.2 --index-url https://download.pytorch.org/whl/cu118\n",
        );
    }

    #[test]
    fn the_title_says_what_it_changes() {
        let text = "FROM nvidia/cuda:11.8.0-cudnn8-devel-ubuntu22.04<CURSOR>\nRUN pip install torch==2.1.2\n";
        let titles: Vec<String> = offers(offer, text).into_iter().map(|(title, _)| title).collect();
        let start = "Change to 12.1.1-cudnn8-devel-ubuntu22.04, the CUDA of torch 2.1.2 (about ";
        assert!(titles.len() == 1 && titles[0].starts_with(start), "{titles:?}");
    }

    #[test]
    fn what_fits_or_is_not_known_stays() {
        for text in [
            "FROM nvidia/cuda:12.1.0-runtime-ubuntu22.04<CURSOR>\nRUN pip install torch==2.1.2\n",
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04<CURSOR>\nRUN pip install torch\n",
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04<CURSOR>\nRUN pip install numpy\n",
            "ARG T=11.8.0-runtime-ubuntu22.04\nFROM nvidia/cuda:$T<CURSOR>\nRUN pip install torch==2.1.2\n",
            "FROM python:3.11<CURSOR>\nRUN pip install torch==2.1.2\n",
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04\nRUN pip install torch==2.1.2<CURSOR>\n",
        ] {
            check_none(offer, text);
        }
    }
}
