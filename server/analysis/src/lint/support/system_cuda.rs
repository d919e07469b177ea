//! What a package expects of the image's CUDA, against what is there.

use knowledge::python_packages::GpuNeeds;

use crate::environment::Environment;

/// What is missing, where the CUDA of the stage is known: `CUDA 12 and the image has 11.8.0`.
pub fn lack(environment: &Environment, needs: &GpuNeeds) -> Option<String> {
    let cuda = environment.cuda.as_ref()?.value;
    if cuda.version.major != needs.cuda_major {
        return Some(format!("CUDA {} and the image has {}", needs.cuda_major, cuda.version));
    }
    let needed = needs.cudnn_major?;
    match &environment.cudnn_major {
        Some(found) if found.value == needed => None,
        Some(found) => Some(format!("cuDNN {needed} and the image has cuDNN {}", found.value)),
        // A toolkit that was installed by hand may come with a cuDNN that nobody sees.
        None => cuda.flavor.map(|_| format!("cuDNN {needed} and the image has none")),
    }
}

/// Python packages that bring CUDA's libraries, which others may load as well.
pub fn brings_libraries(environment: &Environment) -> bool {
    environment.packages.keys().any(|name| name.starts_with("nvidia-") || name == "torch")
        || environment.base_framework.is_some()
}
