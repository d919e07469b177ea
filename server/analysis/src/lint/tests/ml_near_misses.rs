//! Files in which a rule for machine learning has to stay silent, and the nearest ones in which it speaks.

use super::*;

/// The rule, the file, and whether it has a finding.
pub(super) const CASES: &[(&str, &str, bool)] = &[
    // CUDA of wheels and CUDA of the image.
    ("cuda-libraries-twice", "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN pip install torch==2.4.1", false),
    (
        "cuda-libraries-twice",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install torch==2.4.1 onnxruntime-gpu",
        false,
    ),
    (
        "cuda-libraries-twice",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install --index-url https://download.pytorch.org/whl/cpu torch==2.4.1",
        false,
    ),
    (
        "cuda-libraries-twice",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04 AS a\nRUN pip install torch==2.4.1\nFROM debian:trixie\nRUN true",
        false,
    ),
    (
        "cuda-libraries-twice",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install torch==2.4.1 && cmake . && make",
        false,
    ),
    (
        "cuda-libraries-twice",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install transformers accelerate",
        true,
    ),
    ("devel-image-shipped", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install vllm==0.6.3", false),
    (
        "devel-image-shipped",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install torch && make",
        false,
    ),
    (
        "devel-image-shipped",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install -r missing.txt",
        false,
    ),
    (
        "devel-image-shipped",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS b\nRUN pip install torch\nFROM nvidia/cuda:12.4.1-base-ubuntu22.04\nCOPY --from=b /x /x",
        false,
    ),
    // torch and its index.
    (
        "torch-with-cuda-on-cpu-base",
        "FROM python:3.11-slim\nRUN pip install torch --index-url https://download.pytorch.org/whl/cpu",
        false,
    ),
    (
        "torch-with-cuda-on-cpu-base",
        "FROM python:3.11-slim\nENV NVIDIA_VISIBLE_DEVICES=all\nRUN pip install torch",
        false,
    ),
    ("torch-with-cuda-on-cpu-base", "FROM example/unknown:1\nRUN pip install torch", false),
    ("torch-with-cuda-on-cpu-base", "FROM python:3.11-slim\nRUN pip install torch vllm", false),
    (
        "local-version-without-index",
        "FROM python:3.11-slim\nENV PIP_INDEX_URL=https://download.pytorch.org/whl/cu121\nRUN pip install torch==2.1.2+cu121",
        false,
    ),
    (
        "local-version-without-index",
        "FROM python:3.11-slim\nRUN pip install -f https://download.pytorch.org/whl/torch_stable.html torch==1.13.1+cu117",
        false,
    ),
    (
        "extra-index-for-torch",
        "FROM python:3.11-slim\nRUN pip install torch==2.4.1 --extra-index-url https://download.pytorch.org/whl/cu121",
        false,
    ),
    (
        "extra-index-for-torch",
        "FROM python:3.11-slim\nRUN pip install torch --extra-index-url https://example.com/simple",
        false,
    ),
    ("no-wheel-for-python", "FROM python:3.12-slim\nRUN pip install torch==2.2.0", false),
    // One of the two rules says so.
    ("no-wheel-for-python", "FROM python:3.13-slim\nRUN pip install tensorflow==2.11.0", true),
    ("python-requirements-conflict", "FROM python:3.13-slim\nRUN pip install tensorflow==2.11.0", false),
    ("no-wheel-for-python", "FROM python:3.11-slim\nRUN pip install tensorflow==9.9.9", false),
    ("python-requirements-conflict", "FROM python:3.11-slim\nRUN pip install tensorflow==9.9.9", true),
    ("no-wheel-for-python", "FROM python:3.13-slim\nRUN pip install torch==2.4.1", true),
    ("no-wheel-for-python", "FROM python:3.13-slim\nRUN pip install 'torch>=2.4.1'", false),
    (
        "no-wheel-for-python",
        "FROM python:3.13-slim\nRUN uv venv --python 3.11 /v && uv pip install --python /v/bin/python torch==2.4.1",
        false,
    ),
    ("torch-companion-mismatch", "FROM python:3.11-slim\nRUN pip install torch==2.4.1 torchvision", false),
    (
        "torch-companion-mismatch",
        "FROM python:3.11-slim\nRUN pip install torch==2.4.1+cpu torchvision==0.19.1+cpu",
        false,
    ),
    (
        "torch-companion-mismatch",
        "FROM python:3.11-slim\nRUN pip install torch==2.4.1\nRUN pip install torchvision==0.18.0",
        true,
    ),
    ("torch-replaced", "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime\nRUN pip install torch", false),
    (
        "torch-replaced",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime\nRUN pip uninstall -y torch\nRUN pip install torch==2.5.1",
        false,
    ),
    (
        "torch-replaced",
        "FROM python:3.11-slim\nRUN pip install torch==2.4.1\nRUN pip install torch==2.4.1 transformers",
        false,
    ),
    (
        "torch-replaced",
        "FROM python:3.11-slim\nRUN pip install torch==2.4.1\nRUN pip install torch==2.5.1",
        true,
    ),
    // Extensions.
    ("cuda-build-without-nvcc", "FROM python:3.11-slim\nRUN pip install flash-attn", false),
    (
        "cuda-build-without-nvcc",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install xformers",
        false,
    ),
    (
        "cuda-build-without-nvcc",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install https://example.com/flash_attn-2.6.3-cp310-cp310-linux_x86_64.whl",
        false,
    ),
    (
        "cuda-build-without-nvcc",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN apt-get install -y cuda-nvcc-12-4 && pip install flash-attn",
        false,
    ),
    (
        "torch-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install torch==2.4.1\nRUN pip install --no-build-isolation causal-conv1d",
        false,
    ),
    (
        "torch-cuda-mismatch",
        "FROM nvidia/cuda:11.8.0-devel-ubuntu22.04\nRUN pip install torch==2.4.1 transformers",
        false,
    ),
    (
        "cuda-architectures-missing",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel\nRUN export TORCH_CUDA_ARCH_LIST=8.0 && pip install torch-scatter",
        false,
    ),
    (
        "cuda-architectures-missing",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel\nRUN pip install flash-attn",
        false,
    ),
    (
        "build-isolation-without-torch",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel\nENV PIP_NO_BUILD_ISOLATION=0\nRUN pip install flash-attn",
        false,
    ),
    (
        "build-isolation-without-torch",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install torch flash-attn --no-build-isolation",
        true,
    ),
    (
        "build-isolation-without-torch",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install -r a.txt\nRUN pip install flash-attn --no-build-isolation",
        false,
    ),
    (
        "flash-attention-build-unbounded",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime\nRUN pip install flash-attn",
        false,
    ),
    (
        "setuptools-unbounded",
        "FROM python:3.11\nRUN pip install -U setuptools\nRUN pip install --no-build-isolation -e .",
        false,
    ),
    // Libraries of the image.
    (
        "onnxruntime-cuda-mismatch",
        "FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04\nRUN pip install onnxruntime-gpu==1.16.3",
        false,
    ),
    ("onnxruntime-cuda-mismatch", "FROM python:3.11-slim\nRUN pip install onnxruntime-gpu==1.20.0", false),
    (
        "onnxruntime-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install onnxruntime-gpu==1.20.0 nvidia-cudnn-cu12",
        false,
    ),
    (
        "onnxruntime-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install onnxruntime-gpu==1.20.0",
        true,
    ),
    (
        "ctranslate2-cudnn-mismatch",
        "FROM nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04\nRUN pip install ctranslate2==4.4.0",
        false,
    ),
    ("tensorflow-cuda-mismatch", "FROM python:3.11-slim\nRUN pip install tensorflow==2.15.1", false),
    ("tensorflow-cuda-mismatch", "FROM python:3.8-slim\nRUN pip install tensorflow-gpu==2.10.0", false),
    ("tensorflow-cuda-mismatch", "FROM python:3.11-slim\nRUN pip install tensorflow-gpu", true),
    ("jax-cuda-mismatch", "FROM python:3.12-slim\nRUN pip install jax", false),
    (
        "jax-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install 'jax[cuda12]'",
        false,
    ),
    (
        "jax-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install 'jax[cuda12_local]'",
        true,
    ),
    (
        "jax-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nRUN pip install 'jax[cuda12_local]'",
        false,
    ),
    (
        "jax-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN apt-get install -y libcudnn9-cuda-12 && pip install 'jax[cuda12_local]'",
        false,
    ),
    (
        "jax-cuda-mismatch",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install nvidia-cudnn-cu12 'jax[cuda12_local]'",
        false,
    ),
    // Systems.
    (
        "pip-into-system-python",
        "FROM ubuntu:22.04\nRUN apt-get install -y python3-pip && pip install a",
        false,
    ),
    (
        "pip-into-system-python",
        "FROM python:3.12-bookworm\nRUN apt-get install -y python3-dev && pip install a",
        false,
    ),
    ("pip-into-system-python", "FROM python:3.8-alpine\nRUN apk add python3-dev && pip install a", false),
    (
        "pip-into-system-python",
        "FROM ubuntu:24.04\nENV PIP_BREAK_SYSTEM_PACKAGES=1\nRUN apt-get install -y python3-pip && pip install a",
        false,
    ),
    (
        "pip-into-system-python",
        "FROM ubuntu:24.04\nRUN apt-get install -y python3-pip && rm /usr/lib/python3.12/EXTERNALLY-MANAGED && pip install a",
        false,
    ),
    (
        "pip-into-system-python",
        "FROM ubuntu:24.04\nRUN apt-get install -y python3-pip && pip install --target /opt/x a",
        false,
    ),
    ("pip-into-system-python", "FROM nvcr.io/nvidia/pytorch:25.06-py3\nRUN pip install a", false),
    (
        "pip-into-system-python",
        "FROM debian:bookworm\nRUN apt-get install -y python3-pip && pip3 install a",
        true,
    ),
    ("distribution-end-of-life", "FROM debian:bookworm\nRUN apt-get update", false),
    (
        "distribution-end-of-life",
        "FROM debian:stretch\nRUN sed -i s/deb.example/archive.example/ /etc/apt/sources.list && apt-get update",
        true,
    ),
    (
        "python-package-not-in-release",
        "FROM ubuntu:22.04\nRUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.12",
        false,
    ),
    (
        "python-package-not-in-release",
        "FROM ubuntu:20.04\nRUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.12",
        true,
    ),
    ("python-package-not-in-release", "FROM ubuntu:22.04\nRUN apt-get install -y python3.10-venv", false),
    ("apt-package-gone", "FROM ubuntu:22.04\nRUN apt-get install -y libgl1-mesa-glx", false),
    ("cuda-apt-key-rotated", "FROM ubuntu:20.04\nRUN apt-key del 7fa2af80", false),
    ("cuda-apt-key-rotated", "FROM tensorflow/tensorflow:2.4.1-gpu\nRUN apt-get update", true),
    (
        "cuda-apt-key-rotated",
        "FROM tensorflow/tensorflow:2.4.1-gpu\nRUN rm /etc/apt/sources.list.d/cuda.list && apt-get update",
        false,
    ),
    ("no-wheel-for-musl", "FROM python:3.11-alpine\nRUN pip install numpy", false),
    (
        "opencv-without-libgl",
        "FROM python:3.11-slim\nRUN apt-get install -y libgl1 && pip install opencv-python",
        false,
    ),
    (
        "opencv-without-libgl",
        "FROM python:3.11-slim\nRUN apt-get install -y libglib2.0-0 && pip install opencv-python",
        true,
    ),
    ("opencv-without-libgl", "FROM python:3.11\nRUN pip install opencv-python", false),
    (
        "numpy-unbounded",
        "FROM python:3.11-slim\nRUN pip install torch==2.1.2 torchvision==0.16.2 'numpy<2'",
        false,
    ),
    ("numpy-unbounded", "FROM python:3.11-slim\nRUN pip install torch==2.3.1 torchvision", false),
    ("numpy-unbounded", "FROM python:3.8-slim\nRUN pip install torch==2.1.2 torchvision==0.16.2", false),
    // conda.
    ("conda-terms-not-accepted", "FROM continuumio/miniconda3:24.5.0-0\nRUN conda install -y numpy", false),
    (
        "conda-terms-not-accepted",
        "FROM continuumio/miniconda3\nRUN conda tos accept && conda install -y numpy",
        false,
    ),
    (
        "conda-terms-not-accepted",
        "FROM continuumio/miniconda3\nRUN conda install -y --override-channels -c conda-forge numpy",
        false,
    ),
    (
        "pytorch-conda-channel",
        "FROM condaforge/miniforge3\nRUN conda install -y -c pytorch pytorch=2.5.1",
        false,
    ),
    (
        "conda-cache-kept",
        "FROM condaforge/miniforge3\nRUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy",
        false,
    ),
    ("cuda-home-unset", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN pip install deepspeed", false),
    // The running image.
    ("library-path-overwritten", "FROM debian:trixie\nENV LD_LIBRARY_PATH=/opt/lib", false),
    (
        "cuda-stubs-at-run-time",
        "FROM debian:trixie AS b\nENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\nFROM debian:trixie\nRUN true",
        false,
    ),
    ("cuda-base-upgraded", "FROM debian:trixie\nRUN apt-get update && apt-get upgrade -y", false),
    (
        "cuda-package-unpinned",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get install -y libnccl-dev",
        false,
    ),
    (
        "cuda-package-twice",
        "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install -y cuda-toolkit-12-4",
        false,
    ),
    ("gpu-choice-in-image", "FROM debian:trixie\nENV CUDA_VISIBLE_DEVICES=\"\"", false),
    ("gpu-asked-while-building", "FROM debian:trixie\nRUN nvidia-smi || true", false),
    ("driver-in-image", "FROM debian:trixie\nRUN apt-get install -y cuda-toolkit-12-4 cuda-keyring", false),
    (
        "model-in-layer",
        "FROM python:3.11-slim\nRUN --mount=type=cache,target=/root/.cache/huggingface hf download a/b",
        false,
    ),
    (
        "model-cache-not-writable",
        "FROM python:3.11-slim\nRUN pip install transformers && useradd -m app\nUSER app",
        false,
    ),
    ("model-cache-not-writable", "FROM python:3.11-slim\nRUN pip install flask\nUSER 1000", false),
    ("deprecated-hugging-face-name", "FROM debian:trixie\nARG HUGGINGFACE_TOKEN", false),
    (
        "source-before-requirements",
        "FROM python:3.11-slim\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
        false,
    ),
    (
        "unpinned-source",
        "FROM debian:trixie\nRUN git clone https://example.com/a && cd a && git checkout v1",
        false,
    ),
    (
        "unversioned-installer",
        "FROM debian:trixie\nRUN curl -O https://example.com/Miniconda3-py311_24.5.0-0-Linux-x86_64.sh",
        false,
    ),
    ("debian-frontend-in-env", "FROM debian:trixie\nARG DEBIAN_FRONTEND=noninteractive", false),
    (
        "debian-frontend-in-env",
        "FROM debian:trixie\nRUN DEBIAN_FRONTEND=noninteractive apt-get install -y curl",
        false,
    ),
    // A launcher of many workers, and programs that are like one.
    ("shared-memory-for-workers", "FROM debian:trixie\nCMD [\"accelerate\", \"env\"]", false),
    (
        "shared-memory-for-workers",
        "FROM debian:trixie\nCMD [\"python\", \"-m\", \"torch.utils.collect_env\"]",
        false,
    ),
    ("shared-memory-for-workers", "FROM debian:trixie\nCMD [\"accelerate\", \"launch\", \"a.py\"]", true),
    // The tests' target is an RTX 5090 with driver 535.104.
    ("driver-too-old", "FROM nvidia/cuda:12.4.1-base-ubuntu22.04", false),
    ("driver-too-old", "FROM debian:trixie", false),
    // The image itself admits that branch of data-centre drivers.
    ("driver-too-old", "FROM nvidia/cuda:13.0.1-base-ubuntu24.04", false),
    ("image-tag-removed", "FROM nvidia/cuda:12.4.1-base-ubuntu22.04", false),
    ("image-tag-end-of-life", "FROM nvidia/cuda:13.3.1-base-ubuntu24.04", false),
    // What real files taught: apex is pure Python unless it is told otherwise, NVIDIA's containers set the
    // architectures.
    (
        "cuda-build-without-nvcc",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install git+https://github.com/NVIDIA/apex.git",
        false,
    ),
    (
        "cuda-build-without-nvcc",
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install --config-settings --build-option=--cuda_ext git+https://github.com/NVIDIA/apex.git",
        true,
    ),
    (
        "cuda-architectures-missing",
        "FROM nvcr.io/nvidia/pytorch:25.06-py3\nRUN pip install --no-build-isolation git+https://github.com/a/grouped_gemm@v1.1.4",
        false,
    ),
    (
        "cuda-architectures-missing",
        "FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel\nRUN pip install --no-build-isolation git+https://github.com/a/grouped_gemm@v1.1.4",
        true,
    ),
    ("target-gpu-not-covered", "FROM nvidia/cuda:12.8.1-devel-ubuntu22.04", false),
    ("target-gpu-not-covered", "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04", false),
    ("target-gpu-not-covered", "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04", true),
    ("target-gpu-not-covered", "FROM debian:trixie\nENV TORCH_CUDA_ARCH_LIST=\"9.0+PTX\"", false),
    ("target-gpu-not-covered", "FROM debian:trixie\nENV TORCH_CUDA_ARCH_LIST=\"8.0;9.0\"", true),
    ("target-gpu-not-covered", "FROM python:3.11-slim\nRUN pip install 'torch>=2.4'", false),
];

/// Rules of which nobody showed when they keep silent are not known to do so.
#[test]
fn every_rule_for_machine_learning_has_a_near_miss() {
    let silent = CASES.iter().filter(|(_, _, finds)| !finds).map(|(code, ..)| *code);
    let files = ml_files::CASES.iter().filter(|(.., finds)| !finds).map(|(code, ..)| *code);
    let shown: Vec<&str> = silent
        .chain(files)
        .chain(near_misses::ALONE.iter().chain(near_misses::FILES_ALONE).map(|(code, _)| *code))
        .collect();
    let checks = |meta: &Meta| meta.aliases.iter().any(|alias| alias.starts_with("ML"));
    let rules: Vec<&str> =
        all_rules().iter().map(|rule| rule.meta).filter(|meta| checks(meta)).map(|meta| meta.code).collect();
    let missing: Vec<_> = rules.iter().filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let numbers: std::collections::BTreeSet<&str> = all_rules()
        .iter()
        .flat_map(|rule| rule.meta.aliases.iter().copied())
        .filter(|alias| alias.starts_with("ML") && alias.len() == 4)
        .collect();
    assert_eq!(numbers.len(), 52, "{numbers:?}");
}

#[test]
fn near_misses_stay_silent() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(code, text, expected)| {
            let found = findings_of(text, Some(code));
            (found.is_empty() == *expected)
                .then(|| format!("{code}, expected {expected}:\n{text}\n{found:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
