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
        None => lacks_cudnn(environment).then(|| format!("cuDNN {needed} and the image has none")),
    }
}

/// Whether the image is known to have no cuDNN: a toolkit that was installed by hand may come with one that
/// nobody sees.
pub fn lacks_cudnn(environment: &Environment) -> bool {
    let is_image = environment.cuda.as_ref().is_some_and(|cuda| cuda.value.flavor.is_some());
    is_image && environment.cudnn_major.is_none()
}

/// Python packages that bring CUDA's libraries, which others may load as well.
pub fn brings_libraries(environment: &Environment) -> bool {
    environment.packages.keys().any(|name| name.starts_with("nvidia-") || name == "torch")
        || environment.base_framework.is_some()
}
