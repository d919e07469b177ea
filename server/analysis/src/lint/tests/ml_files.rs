//! What rules for machine learning make of requirement files, lock files and environment files.

use super::*;
use crate::context::in_memory::Texts;

pub(super) type Case = (&'static str, &'static str, &'static str, File, bool);
type File = (&'static str, &'static str);

/// The rule, the base, what stands between `COPY . .` and the end, the file's name and text, and whether there is
/// a finding.
pub(super) const CASES: &[Case] = &[
    // Lock files: the version and the index are settled.
    (
        "no-wheel-for-python",
        "python:3.13-slim",
        "RUN poetry install --no-root",
        ("poetry.lock", TORCH_2_4),
        true,
    ),
    (
        "no-wheel-for-python",
        "python:3.12-slim",
        "RUN poetry install --no-root",
        ("poetry.lock", TORCH_2_4),
        false,
    ),
    ("no-wheel-for-python", "python:3.13-slim", "RUN uv sync --frozen", ("uv.lock", UV_TORCH_2_4), false),
    (
        "no-wheel-for-python",
        "python:3.13-slim",
        "RUN uv venv --python 3.13 && uv sync --frozen",
        ("uv.lock", UV_TORCH_2_4),
        true,
    ),
    (
        "torch-with-cuda-on-cpu-base",
        "python:3.12-slim",
        "RUN uv sync --frozen",
        ("uv.lock", UV_TORCH_2_4),
        true,
    ),
    (
        "torch-with-cuda-on-cpu-base",
        "python:3.12-slim",
        "RUN uv sync --frozen",
        ("uv.lock", UV_TORCH_CPU),
        false,
    ),
    (
        "local-version-without-index",
        "python:3.12-slim",
        "RUN uv sync --frozen",
        ("uv.lock", UV_TORCH_CPU),
        false,
    ),
    (
        "cuda-libraries-twice",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN uv sync --frozen",
        ("uv.lock", UV_TORCH_2_4),
        true,
    ),
    (
        "cuda-libraries-twice",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN uv sync --frozen",
        ("uv.lock", UV_TORCH_CPU),
        false,
    ),
    // A lock with TensorFlow names the libraries that it uses.
    (
        "tensorflow-cuda-mismatch",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN uv sync",
        ("uv.lock", UV_TENSORFLOW),
        false,
    ),
    (
        "tensorflow-cuda-mismatch",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN pip install -r requirements.txt",
        ("requirements.txt", "tensorflow==2.17.0\n"),
        true,
    ),
    // uv's own settings may send torch to another index.
    (
        "torch-with-cuda-on-cpu-base",
        "python:3.12-slim",
        "RUN uv pip install --system .",
        ("pyproject.toml", UV_PROJECT),
        false,
    ),
    (
        "torch-with-cuda-on-cpu-base",
        "python:3.12-slim",
        "RUN pip install .",
        ("pyproject.toml", UV_PROJECT),
        true,
    ),
    ("torch-with-cuda-on-cpu-base", "python:3.12-slim", "RUN uv sync", ("pyproject.toml", UV_PROJECT), false),
    // Requirement files and conda's environment files.
    (
        "torch-companion-mismatch",
        "python:3.11-slim",
        "RUN pip install -r requirements.txt",
        ("requirements.txt", "torch==2.4.1\ntorchvision==0.18.0\n"),
        true,
    ),
    (
        "torch-companion-mismatch",
        "python:3.11-slim",
        "RUN pip install -r requirements.txt",
        ("requirements.txt", "torch==2.4.1\ntorchvision==0.19.1\n"),
        false,
    ),
    (
        "torch-companion-mismatch",
        "condaforge/miniforge3:24.3.0-0",
        "RUN conda env create",
        ("environment.yml", "dependencies:\n- pip:\n  - torch==2.4.1\n  - torchvision==0.18.0\n"),
        true,
    ),
    (
        "torch-companion-mismatch",
        "condaforge/miniforge3:24.3.0-0",
        "RUN conda env create -f other.yml",
        ("environment.yml", "dependencies:\n- pip:\n  - torch==2.4.1\n  - torchvision==0.18.0\n"),
        false,
    ),
    (
        "onnxruntime-cuda-mismatch",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN pip install .[gpu]",
        ("pyproject.toml", GPU_EXTRA),
        true,
    ),
    (
        "onnxruntime-cuda-mismatch",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "RUN pip install .",
        ("pyproject.toml", GPU_EXTRA),
        false,
    ),
];

const TORCH_2_4: &str =
    "[[package]]\nname = 'torch'\nversion = '2.4.1'\noptional = false\ngroups = ['main']\n";

const UV_TORCH_2_4: &str = "[[package]]\nname = 'app'\nversion = '0'\nsource = { virtual = '.' }\n\
    dependencies = [{ name = 'torch' }]\n[[package]]\nname = 'torch'\nversion = '2.4.1'\n";

const UV_TORCH_CPU: &str = "[[package]]\nname = 'app'\nversion = '0'\nsource = { virtual = '.' }\n\
    dependencies = [{ name = 'torch' }]\n[[package]]\nname = 'torch'\nversion = '2.4.1+cpu'\n";

const UV_TENSORFLOW: &str = "[[package]]\nname = 'app'\nversion = '0'\nsource = { virtual = '.' }\n\
    dependencies = [{ name = 'tensorflow' }, { name = 'torch' }, { name = 'nvidia-cudnn-cu12' }]\n\
    [[package]]\nname = 'torch'\nversion = '2.4.1'\n[[package]]\nname = 'tensorflow'\nversion = '2.17.0'\n\
    [[package]]\nname = 'nvidia-cudnn-cu12'\nversion = '9.1.0.70'\n";

const UV_PROJECT: &str = "[project]\nname = 'a'\ndependencies = ['torch==2.4.1']\n\
    [tool.uv.sources]\ntorch = { index = 'cpu' }\n";

const GPU_EXTRA: &str = "[project]\nname = 'a'\ndependencies = ['numpy']\n\
    [project.optional-dependencies]\ngpu = ['onnxruntime-gpu==1.20.0']\n";

#[test]
fn files_of_the_build_context_are_checked() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|&(code, base, run, file, expected)| {
            let text = format!("FROM {base}\nWORKDIR /app\nCOPY . .\n{run}\n");
            let found = findings_beside(&Memo::default(), &Texts::from([file]), &text, Some(code));
            let found: Vec<_> = found.into_iter().filter(|finding| finding.code == code).collect();
            (found.is_empty() == expected)
                .then(|| format!("{code}, expected {expected}:\n{text}\n{}\n{found:#?}", file.0))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
