//! What people who build for GPUs are offered.

use super::*;
use crate::fixture::World;

/// What stands at the cursor, the first that is offered, and others that have to be there.
const CASES: &[(&str, &str, &[&str])] = &[
    // Versions, newest first; those without a wheel for the Python in force come last.
    ("FROM python:3.12-slim\nRUN pip install torch==<CURSOR>", "2.15.0", &["2.4.1"]),
    ("FROM python:3.12-slim\nRUN pip install torchvision==<CURSOR>", "0.29.2", &["0.19.1"]),
    ("FROM python:3.12-slim\nRUN pip install torchaudio==<CURSOR>", "2.11.0", &["2.4.1"]),
    ("FROM python:3.12-slim\nRUN pip install torch==2.4.1 torchvision==<CURSOR>", "0.19.1", &["0.29.2"]),
    ("FROM python:3.12-slim\nRUN pip install tensorflow==<CURSOR>", "2.21.0", &["2.16.1"]),
    ("FROM python:3.12-slim\nRUN pip install 'tensorflow[and-cuda]==<CURSOR>'", "2.21.0", &["2.16.1"]),
    ("FROM python:3.12-slim\nRUN pip install -U 'jax[cuda12]==<CURSOR>'", "", &["0.4.30"]),
    ("FROM python:3.12-slim\nRUN pip3 install onnxruntime-gpu==<CURSOR>", "", &["1.20.0"]),
    ("FROM python:3.12-slim\nRUN uv pip install --system vllm==<CURSOR>", "", &["0.6.3"]),
    ("FROM python:3.12-slim\nRUN python3 -m pip install xformers==<CURSOR>", "", &[]),
    ("FROM python:3.12-slim\nRUN pip install flash-attn==<CURSOR>", "", &["2.6.3"]),
    // The interpreter is that of the command, not that of the image.
    (
        "FROM ubuntu:24.04\nRUN uv venv --python 3.9 /v\nRUN /v/bin/pip install torch==<CURSOR>",
        "2.8.0",
        &["2.15.0"],
    ),
    ("FROM python:3.8-slim\nRUN pip install torch==<CURSOR>", "2.4.1", &["2.15.0"]),
    // Builds for the CUDA of the image, or of what was installed.
    (
        "FROM nvidia/cuda:12.1.1-runtime-ubuntu22.04\nRUN pip install torch==2.5.1 --index-url <CURSOR>",
        "https://download.pytorch.org/whl/cu121",
        &["https://download.pytorch.org/whl/cpu"],
    ),
    (
        "FROM nvidia/cuda:11.8.0-base-ubuntu22.04\nRUN pip install torch==2.5.1 --extra-index-url=<CURSOR>",
        "https://download.pytorch.org/whl/cu118",
        &[],
    ),
    (
        "FROM ubuntu:22.04\nRUN apt-get install -y cuda-toolkit-12-4\nRUN pip install torch==2.5.1 -i <CURSOR>",
        "https://download.pytorch.org/whl/cu121",
        &["https://download.pytorch.org/whl/cu124"],
    ),
    (
        "FROM python:3.12\nRUN pip install torch==2.5.1 --index-url <CURSOR>",
        "https://download.pytorch.org/whl/cpu",
        &["https://download.pytorch.org/whl/cu124"],
    ),
    // NVIDIA's packages of that CUDA.
    (
        "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get update && apt-get install -y libcud<CURSOR>",
        "",
        &["libcudnn9-cuda-12", "libcudnn9-dev-cuda-12"],
    ),
    (
        "FROM nvidia/cuda:11.8.0-base-ubuntu22.04\nRUN apt-get install -y <CURSOR>",
        "",
        &["cuda-toolkit-11-8", "cuda-nvcc-11-8", "libcudnn8", "libnccl2"],
    ),
    // Values of variables.
    ("FROM a\nENV TORCH_CUDA_ARCH_LIST=<CURSOR>", "", &["7.5", "8.0", "8.6", "8.9", "9.0", "12.0"]),
    ("FROM a\nRUN TORCH_CUDA_ARCH_LIST=<CURSOR> pip install x", "", &["8.0", "9.0"]),
    ("FROM a\nENV NVIDIA_VISIBLE_DEVICES=<CURSOR>", "all", &["none", "void"]),
    ("FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=<CURSOR>", "compute,utility", &["graphics", "video"]),
    ("FROM a\nENV NVIDIA_REQUIRE_CUDA=<CURSOR>", "cuda>=12.4", &[]),
    ("FROM a\nENV HF_HUB_OFFLINE=<CURSOR>", "1", &["0"]),
    ("FROM a\nENV HF_HOME=<CURSOR>", "/models/huggingface", &[]),
    ("FROM a\nENV HF_<CURSOR>", "", &["HF_HOME", "HF_TOKEN", "HF_HUB_OFFLINE", "HF_HUB_CACHE"]),
    (
        "FROM a\nENV NVIDIA_<CURSOR>",
        "",
        &[
            "NVIDIA_VISIBLE_DEVICES",
            "NVIDIA_DRIVER_CAPABILITIES",
            "NVIDIA_REQUIRE_CUDA",
            "NVIDIA_DISABLE_REQUIRE",
        ],
    ),
    ("FROM a\nARG TORCH_<CURSOR>", "", &["TORCH_CUDA_ARCH_LIST"]),
];

#[test]
fn machine_learning_is_offered() {
    let mut wrong = Vec::new();
    for (fixture, first, others) in CASES {
        let labels: Vec<String> = World::default().at_cursor(fixture, |analysis, offset| {
            complete(analysis, offset).items.iter().map(|item| item.label.to_string()).collect()
        });
        let missing: Vec<_> =
            others.iter().filter(|other| !labels.iter().any(|label| label == **other)).collect();
        let starts = first.is_empty() || labels.first().map(String::as_str) == Some(first);
        if !starts || !missing.is_empty() || labels.is_empty() {
            let shown: Vec<_> = labels.iter().take(6).collect();
            wrong.push(format!("{fixture:?}\n  offers {shown:?}, not {first:?}, and lacks {missing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn architectures_and_builds_say_what_they_are() {
    let detail = |fixture: &str, label: &str| {
        World::default().at_cursor(fixture, |analysis, offset| {
            let found = complete(analysis, offset);
            let item = found.items.iter().find(|item| item.label == label);
            item.map(|item| item.detail.to_string()).unwrap_or_default()
        })
    };
    for (fixture, label, says) in [
        ("FROM a\nENV TORCH_CUDA_ARCH_LIST=<CURSOR>", "8.6", "RTX 3090"),
        ("FROM a\nENV TORCH_CUDA_ARCH_LIST=<CURSOR>", "9.0", "H100"),
        (
            "FROM nvidia/cuda:12.1.1-base-ubuntu22.04\nRUN pip install torch==2.5.1 -i <CURSOR>",
            "https://download.pytorch.org/whl/cu121",
            "fits the base image's CUDA 12.1.1",
        ),
        ("FROM python:3.13\nRUN pip install torch==<CURSOR>", "2.4.1", "no wheel for Python 3.13"),
        (
            "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install <CURSOR>",
            "libcudnn9-cuda-12",
            "cuDNN 9",
        ),
    ] {
        let found = detail(fixture, label);
        assert!(found.contains(says), "{fixture:?}: {label} is {found:?}");
    }
}
