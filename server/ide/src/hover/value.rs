//! Values that ENV, ARG and assignments give: GPU architectures, what a driver must be.

use knowledge::cuda_arch::{ComputeCapability, first_cuda_for, gpus, minimum_driver};
use knowledge::env_variables;
use knowledge::version::CudaVersion;

use crate::describe::{Facts, paragraphs};
use crate::markdown::code;

/// GPUs that are named for an architecture.
const NAMED_GPUS: usize = 6;

/// What a value of a variable means; `None` where nothing but its text is known. `at` is the cursor in it.
pub(super) fn describe(name: &str, value: &str, at: usize) -> Option<String> {
    let variable = env_variables::find(name)?;
    let value = value.trim_matches(['"', '\'']);
    let meaning = match name {
        "NVIDIA_REQUIRE_CUDA" => requirement(value),
        _ if name.contains("CUDA_ARCH") => architectures(value, at),
        _ => None,
    };
    Some(paragraphs([meaning.unwrap_or_default(), variable.markdown()]))
}

/// The architecture at the cursor, `8.6`, `86` or `9.0+PTX`.
fn architectures(value: &str, at: usize) -> Option<String> {
    let separators = [';', ' ', ','];
    let at = value.char_indices().map(|(index, _)| index).take_while(|index| *index <= at).last()?;
    let start = value[..at].rfind(separators).map_or(0, |before| before + 1);
    let word = value[start..].split(separators).next()?;
    let with_ptx = word.ends_with("+PTX");
    let number = word.trim_end_matches("-real").trim_end_matches("-virtual");
    let capability = ComputeCapability::parse(number)?;
    let names: Vec<&str> =
        gpus().filter(|gpu| gpu.capability == capability).map(|gpu| gpu.name).take(NAMED_GPUS).collect();
    let mut facts = Facts::default();
    facts.add("Family", capability.family());
    if !names.is_empty() {
        facts.add("GPUs", names.join(", "));
    }
    // The table begins with 11.0: what that has may be older.
    let first = first_cuda_for(capability).filter(|cuda| (cuda.major, cuda.minor) > (11, 0));
    facts.add_known("nvcc", first.map(|cuda| format!("CUDA {cuda} and later")));
    if with_ptx {
        facts.add("PTX", "also compiled by the driver for newer GPUs, when a program first runs there");
    }
    Some(format!("**Compute capability {capability}** ({})\n\n{}", capability.sm(), facts.markdown()))
}

/// `cuda>=12.4 brand=tesla,driver>=470,driver<471`: any of the constraints suffices.
fn requirement(value: &str) -> Option<String> {
    let (first, others) = value.split_once(' ').unwrap_or((value, ""));
    let cuda = CudaVersion::parse(first.strip_prefix("cuda>=")?)?;
    let mut text = format!("The container starts only where the driver supports CUDA {cuda} or newer");
    if let Some(minimum) = minimum_driver(cuda) {
        text.push_str(&format!(": {} on Linux", minimum.linux));
    }
    text.push('.');
    let others: Vec<&str> = others.split_whitespace().collect();
    if let Some(example) = others.first() {
        text.push_str(&format!(
            " {} more constraints admit older drivers, such as {}.",
            others.len(),
            code(example)
        ));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architectures_have_their_gpus() {
        let at = |value: &str, needle: &str| {
            describe("TORCH_CUDA_ARCH_LIST", value, value.find(needle).expect("it is there")).expect("known")
        };
        let ampere = at("7.5;8.6;9.0+PTX", "8.6");
        assert!(
            ampere.starts_with("**Compute capability 8.6** (sm_86)") && ampere.contains("RTX 3090"),
            "{ampere}"
        );
        assert!(!ampere.contains("PTX**"), "{ampere}");
        let hopper = at("7.5;8.6;9.0+PTX", "9.0");
        assert!(hopper.contains("H100") && hopper.contains("**PTX**"), "{hopper}");
        let cmake = describe("CMAKE_CUDA_ARCHITECTURES", "75;86", 3).expect("known");
        assert!(cmake.starts_with("**Compute capability 8.6**"), "{cmake}");
    }

    #[test]
    fn a_requirement_names_the_driver() {
        let value = "cuda>=12.4 brand=tesla,driver>=470,driver<471 brand=grid,driver>=535,driver<536";
        let text = describe("NVIDIA_REQUIRE_CUDA", value, 0).expect("known");
        assert!(
            text.starts_with(
                "The container starts only where the driver supports CUDA 12.4 or newer: 550.54.1"
            ),
            "{text}"
        );
        assert!(text.contains("2 more constraints admit older drivers"), "{text}");
    }

    #[test]
    fn other_values_have_the_variables_page_or_nothing() {
        assert!(describe("NVIDIA_VISIBLE_DEVICES", "all", 0).is_some());
        assert!(describe("TORCH_CUDA_ARCH_LIST", "native", 0).is_some());
        assert_eq!(describe("MY_OWN", "8.6", 0), None);
    }
}
