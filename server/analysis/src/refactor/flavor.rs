//! Changes a CUDA base to another flavour of the same version: base, runtime or devel.

use knowledge::cuda_images::{self, Flavor, Status, TagParts};
use knowledge::python_packages::{Trait, ml_package};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::two_stage::uses_linker_path;
use super::{Refused, touched};
use crate::Analysis;
use crate::environment::StageEnvironment;
use crate::lint::support::images::{StageImage, stage_image};
use crate::lint::support::python_installs::{compiles_cuda, installs, needs_system_cuda, price_of_tag};
use crate::model::Stage;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let offered = choices(analysis, range).into_iter().filter(|choice| choice.missing.is_none());
    let fix = |choice: Choice<'_>| {
        // What else the image is used for is not known.
        let edit = TextEdit::replace(choice.image.written_tag()?, choice.tag);
        Some(Fix::single(choice.title, Applicability::Unsafe, edit))
    };
    offered.filter_map(fix).collect()
}

pub(super) fn refuse(analysis: &Analysis<'_>, range: TextRange) -> Vec<Refused> {
    let choices = choices(analysis, range).into_iter();
    choices.filter_map(|choice| Some(Refused { reason: choice.missing?, title: choice.title })).collect()
}

/// Another flavour of the image at hand.
struct Choice<'m> {
    image: StageImage<'m, 'm>,
    tag: &'static str,
    title: String,
    /// What the stage would miss in it.
    missing: Option<String>,
}

fn choices<'m>(analysis: &'m Analysis<'_>, range: TextRange) -> Vec<Choice<'m>> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    let stage = analysis.model.stage_of(info).filter(|_| info.kind() == InstructionKind::From);
    let Some(stage) = stage else { return Vec::new() };
    let image = stage_image(analysis, stage).filter(|image| image.is_cuda() && image.written_tag().is_some());
    let parts =
        image.and_then(|image| Some((image, cuda_images::parse_tag(image.reference.tag.as_deref()?)?)));
    let Some((image, parts)) = parts else { return Vec::new() };
    let others = [Flavor::Base, Flavor::Runtime, Flavor::Devel].into_iter();
    let choice = |flavor: Flavor| {
        let tag = sibling(parts, flavor)?;
        let title = format!("Change to {tag}{}", price_of_tag(analysis, stage, tag));
        Some(Choice { image, tag, title, missing: missing(analysis, stage, flavor) })
    };
    others.filter(|flavor| *flavor != parts.flavor).filter_map(choice).collect()
}

/// The tag of the same version and system; cuDNN comes along but for the base flavour, which has none.
fn sibling(mut parts: TagParts<'_>, flavor: Flavor) -> Option<&'static str> {
    parts.flavor = flavor;
    if flavor == Flavor::Base {
        (parts.cudnn, parts.tensorrt) = (None, false);
    }
    let found = cuda_images::find(&parts.to_string())?;
    (found.status != Status::Removed).then_some(found.name)
}

/// What an image of the flavour lacks and the stage, or one that rests on it, needs.
fn missing(analysis: &Analysis<'_>, stage: &Stage<'_>, flavor: Flavor) -> Option<String> {
    let users = analysis
        .model
        .stages
        .iter()
        .filter(|user| analysis.model.ancestry(user).any(|ancestor| ancestor.index == stage.index));
    users.filter(|_| flavor != Flavor::Devel).find_map(|user| {
        let walked = analysis.environments().stage(user.index)?;
        needs_nvcc(analysis, user, walked).or_else(|| needs_libraries(walked, flavor))
    })
}

fn needs_nvcc(analysis: &Analysis<'_>, stage: &Stage<'_>, walked: &StageEnvironment) -> Option<String> {
    let mut requirements = installs(analysis, stage)
        .iter()
        .flat_map(|install| install.requirements.iter().map(move |one| (install, one)));
    let compiled = requirements.find_map(|(install, requirement)| {
        compiles_cuda(install, requirement)?;
        requirement.name.clone()
    });
    if let Some(name) = compiled {
        return Some(format!("{name} is compiled with nvcc, which a devel image alone holds"));
    }
    let at_run_time =
        |name: &&String| ml_package(name).is_some_and(|known| known.has(Trait::CompilesAtRunTime));
    if let Some(name) = walked.end().packages.keys().find(at_run_time) {
        return Some(format!("{name} compiles while it runs, with the nvcc of a devel image"));
    }
    let mut commands = analysis.model.stage_instructions(stage).iter().flat_map(|info| info.commands());
    let calls = commands.any(|command| command.invocation().is_some_and(|found| found.program == "nvcc"));
    if calls {
        return Some("nvcc is called, which a devel image alone holds".to_owned());
    }
    let links = analysis.model.stage_instructions(stage).iter().any(uses_linker_path);
    links.then(|| "LIBRARY_PATH is used, which a devel image alone sets".to_owned())
}

fn needs_libraries(walked: &StageEnvironment, flavor: Flavor) -> Option<String> {
    let uses = flavor == Flavor::Base && needs_system_cuda(walked.end());
    uses.then(|| {
        "an installed package uses the CUDA libraries of the image, which a base image lacks".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{offers, refusals};
    use super::*;

    /// The lines of FROM that are offered, with the titles.
    fn offered(tag: &str, rest: &str) -> Vec<String> {
        let found = offers(offer, &format!("FROM nvidia/cuda:{tag}<CURSOR>\n{rest}\n"));
        found
            .into_iter()
            .map(|(title, text)| {
                let from = text.lines().next().unwrap_or_default().trim_start_matches("FROM nvidia/cuda:");
                assert!(title.contains(from), "{title} {from}");
                title
            })
            .collect()
    }

    #[test]
    fn flavours_of_the_same_version_are_offered_with_what_they_save() {
        let found = offered("12.4.1-cudnn-devel-ubuntu22.04", "RUN pip install torch==2.4.1");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("Change to 12.4.1-base-ubuntu22.04 (about "), "{found:?}");
        assert!(found[1].starts_with("Change to 12.4.1-cudnn-runtime-ubuntu22.04 (about "), "{found:?}");
        assert!(found.iter().all(|title| title.ends_with(" GB less)")), "{found:?}");
        let found = offered("12.4.1-base-ubuntu22.04", "");
        assert!(found.len() == 2 && found.iter().all(|title| title.ends_with("more)")), "{found:?}");
    }

    #[test]
    fn what_is_needed_stays() {
        for (rest, titles, reasons) in [
            (
                "RUN pip install --no-build-isolation flash-attn",
                0,
                &["flash-attn is compiled with nvcc, which a devel image alone holds"; 2][..],
            ),
            (
                "RUN pip install vllm==0.6.3",
                0,
                &["vllm compiles while it runs, with the nvcc of a devel image"; 2],
            ),
            ("RUN nvcc -o /x x.cu", 0, &["nvcc is called, which a devel image alone holds"; 2]),
            (
                "RUN pip install onnxruntime-gpu",
                1,
                &["an installed package uses the CUDA libraries of the image, which a base image lacks"],
            ),
            ("RUN pip install requests", 2, &[]),
            ("FROM debian:13\nRUN pip install vllm==0.6.3", 2, &[]),
        ] {
            let tag = "12.4.1-devel-ubuntu22.04";
            assert_eq!(offered(tag, rest).len(), titles, "{rest}");
            let refused = refusals(&format!("FROM nvidia/cuda:{tag}<CURSOR>\n{rest}\n"));
            let refused = refused.into_iter().filter(|refused| refused.title.starts_with("Change"));
            assert_eq!(refused.map(|refused| refused.reason).collect::<Vec<_>>(), reasons, "{rest}");
        }
    }

    #[test]
    fn other_images_and_variables_are_passed_over() {
        for text in [
            "FROM debian:13<CURSOR>\n",
            "ARG T=12.4.1-devel-ubuntu22.04\nFROM nvidia/cuda:$T<CURSOR>\n",
            "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN true<CURSOR>\n",
        ] {
            assert_eq!(offers(offer, text), [], "{text}");
        }
    }
}
