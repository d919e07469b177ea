//! Rules of the category `ml`.

rules!["ml":
    cuda_architectures_missing,
    cuda_build_without_nvcc,
    cuda_libraries_twice,
    extra_index_for_torch,
    local_version_without_index,
    no_wheel_for_python,
    pip_into_system_python,
    tensorflow_cuda_mismatch,
    torch_companion_mismatch,
    torch_cuda_mismatch,
    torch_with_cuda_on_cpu_base,
];
