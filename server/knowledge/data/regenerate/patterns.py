"""Which tags a row of the gathered facts speaks of."""

import re

# Rows whose image is words rather than a tag, and the patterns that they mean. A pattern is REPOSITORY:GLOB.
PATTERNS = {
    "debian:<suite>": ["debian:*"],
    "debian:<suite>-slim": [],
    "ubuntu:<release>": ["ubuntu:*"],
    "alpine:3.<N>": ["alpine:*"],
    "mambaorg/micromamba (debian, ubuntu, cuda tags)": ["mambaorg/micromamba:*"],
    "mambaorg/micromamba alpine tags": ["mambaorg/micromamba:*alpine*"],
    "mambaorg/micromamba fedora/amazon tags": ["mambaorg/micromamba:*amazon*", "mambaorg/micromamba:*fedora*"],
    "quay.io/jupyter/pytorch-notebook cuda12-*": ["quay.io/jupyter/pytorch-notebook:cuda12-*"],
    "quay.io/jupyter/pytorch-notebook cuda13-*": ["quay.io/jupyter/pytorch-notebook:cuda13-*"],
    "quay.io/jupyter/tensorflow-notebook cuda-*": ["quay.io/jupyter/tensorflow-notebook:cuda-*"],
    "ghcr.io/astral-sh/uv:latest (scratch)": ["ghcr.io/astral-sh/uv:*"],
    "ghcr.io/huggingface/text-embeddings-inference:<cc>-*": ["ghcr.io/huggingface/text-embeddings-inference:*"],
    "rocm/dev-ubuntu-22.04 (tag <rocm version>)": ["rocm/dev-ubuntu-22.04:*"],
    "rocm/dev-ubuntu-22.04-complete (tag <rocm version>)": ["rocm/dev-ubuntu-22.04:*-complete"],
    "rocm/dev-ubuntu-24.04 (tag <rocm version>)": ["rocm/dev-ubuntu-24.04:*"],
    "rocm/dev-ubuntu-24.04-complete (tag <rocm version>)": ["rocm/dev-ubuntu-24.04:*-complete"],
    "tensorflow/tensorflow:<v>": ["tensorflow/tensorflow:*"],
    "tensorflow/tensorflow:<v>-jupyter": ["tensorflow/tensorflow:*-jupyter"],
    "tensorflow/tensorflow:<v>-gpu": ["tensorflow/tensorflow:*-gpu"],
    "tensorflow/tensorflow:<v>-gpu-jupyter": ["tensorflow/tensorflow:*-gpu-jupyter"],
    "rapidsai/base, rapidsai/notebooks": ["rapidsai/base:*", "rapidsai/notebooks:*"],
    "vllm/vllm-openai (about v0.8.5-v0.9.0)": ["vllm/vllm-openai:v0.8.5*", "vllm/vllm-openai:v0.9.0*"],
    "rayproject/ray, rayproject/ray-ml, rayproject/ray-llm (base-deps layer)": ["rayproject/ray:*", "rayproject/ray-ml:*", "rayproject/ray-llm:*"],
    "pytorch/pytorch:<=2.9.x-*-runtime, -devel": ["pytorch/pytorch:1.*", *(f"pytorch/pytorch:2.{n}.*" for n in range(10))],
    "pytorch/pytorch:>=2.10.0-*-runtime, -devel": ["pytorch/pytorch:2.1[0-9].*", "pytorch/pytorch:latest"],
    "nvcr.io/nvidia/tritonserver:*": [],
    "rocm/pytorch:*": [],
    # image-python.tsv
    "debian:bullseye[-slim]": ["debian:bullseye*", "debian:11*"],
    "debian:bookworm[-slim]": ["debian:bookworm*", "debian:12*"],
    "debian:trixie[-slim]": ["debian:trixie*", "debian:13*"],
    "pytorch/pytorch:2.5.* to 2.9.*": [f"pytorch/pytorch:2.{n}.*" for n in range(5, 10)],
    "pytorch/pytorch:2.12.0-cuda12.6-cudnn9-devel": ["pytorch/pytorch:2.12.*"],
    "pytorch/pytorch:2.14.1-*": ["pytorch/pytorch:2.13.*", "pytorch/pytorch:2.14.*", "pytorch/pytorch:latest"],
    "pytorch/pytorch:2.10.*, 2.11.*": ["pytorch/pytorch:2.10.*", "pytorch/pytorch:2.11.*"],
    "tensorflow/tensorflow:2.14.* to 2.21.*": [f"tensorflow/tensorflow:2.{n}.*" for n in range(14, 22)],
    "tensorflow/tensorflow:<2.14": [],
    "rocm/pytorch:*_py3.<N>_*": [f"rocm/pytorch:*_py3.{n}_*" for n in range(8, 15)],
    "vllm/vllm-openai:v0.8.5-v0.9.0 (about)": ["vllm/vllm-openai:v0.8.5*", "vllm/vllm-openai:v0.9.0*"],
    "vllm/vllm-openai:*-ubuntu2404, newer": [],
    "mambaorg/micromamba:* (debian, ubuntu, cuda)": ["mambaorg/micromamba:*"],
    "ghcr.io/astral-sh/uv:python3.<N>-*": [f"ghcr.io/astral-sh/uv:*python3.{n}-*" for n in range(8, 15)],
    "ghcr.io/astral-sh/uv:<version>, latest": ["ghcr.io/astral-sh/uv:latest", "ghcr.io/astral-sh/uv:[0-9]*"],
    "rayproject/ray:*-py3<N>*": [f"rayproject/ray:*-py3{n}*" for n in range(8, 15)],
}


def patterns(image):
    """The REPOSITORY:GLOB patterns of a row's image; none when it cannot be told from a tag."""
    if image.startswith("ghcr.io/astral-sh/uv:[<version>-]"):
        return []
    found = PATTERNS.get(image, [image])
    return [p if ":" in p else f"{p}:*" for p in found]


def assert_clean(pattern):
    assert re.fullmatch(r"[\w./-]+:[\w.*\[\]-]+", pattern), pattern


def minor_of(pattern):
    """3.N when the pattern itself names the Python minor."""
    m = re.search(r"[_-]py3\.?(\d+)|python3\.(\d+)", pattern)
    return f"3.{m.group(1) or m.group(2)}" if m else ""
