//! What people who build for GPUs are told.

use super::*;
use crate::fixture::World;

/// What stands under the cursor, and parts of what is said about it.
const CASES: &[(&str, &[&str])] = &[
    (
        "FROM a\nRUN pip install torch==2.5<CURSOR>.1",
        &[
            "**CUDA** 12.4",
            "**cuDNN** 9.1",
            "**Driver** 550.54.14 or newer",
            "**Wheels for Python** 3.9",
            "**Wheel**",
            "**Goes with** torchvision 0.20.1 and torchaudio 2.5.1",
            "**With its GPU wheels**",
            "`cu118`",
        ],
    ),
    (
        "FROM a\nRUN uv pip install torchvision==0.19<CURSOR>.1",
        &["**Belongs to** torch 2.4.1", "**CUDA** 12.1"],
    ),
    ("FROM a\nRUN pip install torchaudio==2.4<CURSOR>.1", &["**Belongs to** torch 2.4.1"]),
    (
        "FROM a\nRUN pip install tensorflow==2.15<CURSOR>.1",
        &["**CUDA** 12.2", "**cuDNN** 8.9", "**Driver** 535"],
    ),
    ("FROM a\nRUN pip install vllm==0.6<CURSOR>.3", &["**Needs** `torch==2.4.0`"]),
    ("FROM a\nRUN pip install onnxruntime-gpu==1.20<CURSOR>.0", &["**Released**", "**Wheel**"]),
    ("FROM a\nRUN pip install 'jax[cuda12]==0.4<CURSOR>.30'", &["**Released**"]),
    ("FROM a\nRUN conda install -y pytorch=2.1<CURSOR>.2", &["**torch 2.1.2**", "**CUDA** 12.1"]),
    (
        "FROM a\nRUN pip install torch --index-url https://download.pytorch.org/whl/cu1<CURSOR>21",
        &[
            "**PyTorch's package index**, builds `cu121`",
            "**CUDA** 12.1",
            "**Driver** 530.30.02",
            "**torch** 2.1.0 to 2.5.1",
        ],
    ),
    (
        "FROM a\nRUN pip install torch --index-url https://download.pytorch.org/whl/nightly/cp<CURSOR>u",
        &["builds without CUDA, made every night"],
    ),
    (
        "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt-get install -y libcudnn9-cu<CURSOR>da-12",
        &["**libcudnn9-cuda-12** cuDNN 9.", "Images of nvidia/cuda with cuDNN hold it."],
    ),
    (
        "FROM ubuntu:22.04\nRUN apt-get install -y cuda-toolkit-1<CURSOR>2-4",
        &["The whole toolkit", "from the devel flavour on"],
    ),
    (
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get install -y cuda-nvcc-1<CURSOR>2-4",
        &["CUDA compiler", "The base image holds it already."],
    ),
    ("FROM a\nENV TORCH_CUDA_ARCH_LIST=8.0;9<CURSOR>.0", &["**Compute capability 9.0** (sm_90)", "H100"]),
    ("FROM a\nENV NVIDIA_REQUIRE_CUDA=cuda>=1<CURSOR>2.4", &["supports CUDA 12.4 or newer: 550.54.1"]),
    ("FROM a\nENV NVIDIA_VISIBLE_DEV<CURSOR>ICES=all", &["Which GPUs"]),
    ("FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=com<CURSOR>pute", &["driver libraries"]),
    ("FROM a\nENV HF_HOME=/mod<CURSOR>els", &["Where Hugging Face libraries keep"]),
    (
        "FROM nvidia/cuda:12.4.1-cudnn-run<CURSOR>time-ubuntu22.04",
        &["**CUDA** 12.4.1, runtime", "**cuDNN** 9", "**Driver** 550.54.15 or newer"],
    ),
];

#[test]
fn machine_learning_is_explained() {
    let mut wrong = Vec::new();
    for (fixture, parts) in CASES {
        let text = World::default().at_cursor(fixture, hover);
        let text = text.map(|hover| hover.markdown).unwrap_or_default();
        let missing: Vec<_> = parts.iter().filter(|part| !text.contains(**part)).collect();
        if !missing.is_empty() {
            wrong.push(format!("{fixture:?} lacks {missing:?} in\n{text}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
