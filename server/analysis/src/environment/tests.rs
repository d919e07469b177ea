//! Stages in, what was understood out.

use super::{Provider, PythonInstall};
use crate::context::in_memory::Texts;
use crate::context::{BuildContext, NoContext};
use crate::facts::NoFacts;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};

/// Calls `look` with the analysis of a text.
fn with<T>(text: &str, look: impl Fn(&Analysis<'_>) -> T) -> T {
    with_files(text, &NoContext, look)
}

/// The same beside a build context.
fn with_files<T>(text: &str, context: &dyn BuildContext, look: impl Fn(&Analysis<'_>) -> T) -> T {
    let source = syntax::Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context, options: &options, memo: &memo };
    look(&Analysis::new(&source, inputs))
}

/// `Python|CUDA|cuDNN|nvcc` at the end of the last stage.
fn end(text: &str) -> String {
    with(text, |analysis| {
        let environments = analysis.environments();
        let last = environments.stage(analysis.model.stages.len() - 1).expect("a stage");
        let lines = last.end().explain();
        let of = |subject: &str| {
            let line = lines.iter().find(|line| line.subject == subject);
            line.map_or("-".to_owned(), |line| line.value.clone())
        };
        format!("{}|{}|{}|{}", of("Python"), of("CUDA"), of("cuDNN"), of("nvcc"))
    })
}

fn last_install(text: &str) -> PythonInstall {
    with(text, |analysis| analysis.environments().installs().last().cloned()).expect("an install")
}

#[test]
fn bases_and_commands_are_understood() {
    for (text, expected) in [
        ("FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "-|12.4.1 (devel)|9|present"),
        (
            "FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04\nRUN apt-get install -y python3-pip",
            "3.10 (of the distribution)|11.8.0 (runtime)|8|missing",
        ),
        ("FROM python:3.11-slim", "3.11 (in /usr/local)|-|-|missing"),
        ("FROM ubuntu:22.04\nRUN apt-get install -y cuda-toolkit-12-4 libcudnn9-cuda-12", "-|12.4|9|present"),
        (
            "ARG V=3.11\nFROM ubuntu:22.04\nARG V\nRUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python${V}",
            "3.11 (a package beside the distribution's own)|-|-|missing",
        ),
        (
            "FROM nvidia/cuda:12.1.1-devel-ubuntu22.04 AS build\nRUN apt-get install -y python3\nFROM build",
            "3.10 (of the distribution)|12.1.1 (devel)|-|present",
        ),
        (
            "FROM continuumio/miniconda3:24.5.0-0\nRUN conda install -y python=3.9 cuda-nvcc=12.4",
            "3.9 (conda)|12.4|-|present",
        ),
        (
            "FROM ubuntu:22.04\nRUN apt-get install -y python3 python3.11 && update-alternatives --install /usr/bin/python3 python3 /usr/bin/python3.11 1",
            "3.11 (a package beside the distribution's own)|-|-|missing",
        ),
        ("FROM example/unknown:1", "-|-|-|-"),
    ] {
        assert_eq!(end(text), expected, "{text}");
    }
}

#[test]
fn installs_know_their_interpreter() {
    let venv = Provider::VirtualEnvironment;
    for (text, provider, python) in [
        ("RUN apt-get install -y python3-pip && pip install a", Provider::Distribution, Some((3, 12))),
        (
            "RUN apt-get install -y python3-venv && python3 -m venv /v && /v/bin/pip install a",
            venv,
            Some((3, 12)),
        ),
        (
            "RUN apt-get install -y python3-venv && python3 -m venv /v\nENV PATH=/v/bin:$PATH\nRUN pip install a",
            venv,
            Some((3, 12)),
        ),
        (
            "RUN apt-get install -y python3-venv && python3 -m venv /v && . /v/bin/activate && pip install a",
            venv,
            Some((3, 12)),
        ),
        ("RUN uv venv --python 3.11 /v\nENV VIRTUAL_ENV=/v\nRUN uv pip install a", venv, Some((3, 11))),
        (
            "RUN apt-get install -y python3.11 && python3.11 -m pip install a",
            Provider::ExtraPackage,
            Some((3, 11)),
        ),
        ("RUN pip install a", Provider::Unknown, None),
    ] {
        let install = last_install(&format!("FROM ubuntu:24.04\n{text}\n"));
        assert_eq!((install.provider, install.python), (provider, python), "{text}");
    }
}

#[test]
fn environments_are_carried_over_by_copy() {
    let text = "FROM python:3.11 AS build\nRUN python -m venv /v && /v/bin/pip install torch==2.4.1\n\
                FROM python:3.11-slim\nCOPY --from=build /v /v\nRUN true\n";
    let torch = with(text, |analysis| {
        analysis.environments().stage(1).and_then(|stage| stage.end().packages.get("torch").cloned())
    });
    assert_eq!(torch, Some(Some("2.4.1".to_owned())));
}

#[test]
fn settings_of_a_stage_are_explained() {
    let text = "FROM python:3.11-slim AS base\nENV PIP_INDEX_URL=https://me:secret@own.example/simple\nUSER app\n\
                FROM base\nENV VIRTUAL_ENV=/opt/venv\n";
    let lines = with(text, |analysis| {
        let lines = super::explain_stage(analysis, analysis.model.stages.last().expect("a stage"));
        let of = |subject: &str| {
            let line = lines.iter().find(|line| line.subject == subject);
            line.map(|line| format!("{}: {}", line.value, line.reason)).unwrap_or_default()
        };
        ["Active venv", "Package index", "User"].map(of)
    });
    assert_eq!(
        lines,
        ["/opt/venv: ENV on line 5", "https://own.example/simple: ENV on line 2", "app: USER on line 3",]
    );
}

const UV_LOCK: &str = "version = 1\n[[package]]\nname = 'app'\nversion = '0'\nsource = { virtual = '.' }\n\
    dependencies = [{ name = 'torch' }, { name = 'flash-attn' }]\n\
    [[package]]\nname = 'torch'\nversion = '2.4.1+cpu'\nsource = { registry = 'https://download.pytorch.org/whl/cpu' }\n\
    dependencies = [{ name = 'nvidia-cudnn-cu12' }, { name = 'numpy' }]\n\
    [[package]]\nname = 'nvidia-cudnn-cu12'\nversion = '9.1.0.70'\n\
    [[package]]\nname = 'numpy'\nversion = '1.26.4'\n\
    [[package]]\nname = 'flash-attn'\nversion = '2.6.3'\nsource = { url = 'https://files.invalid/flash_attn-2.6.3-cp311-cp311-linux_x86_64.whl' }\n";

const POETRY_LOCK: &str = "[[package]]\nname = 'torch'\nversion = '2.4.1'\noptional = false\ngroups = ['main']\n\
    [[package]]\nname = 'pytest'\nversion = '8.0'\noptional = false\ngroups = ['dev']\n";

const PYPROJECT: &str = "[project]\nname = 'a'\ndependencies = ['torch==2.3.0', 'numpy<2']\n\
    [project.optional-dependencies]\ngpu = ['onnxruntime-gpu==1.18.0']\n";

const ENVIRONMENT: &str = "name: train\nchannels: [conda-forge]\ndependencies:\n  - python=3.10\n  - pytorch=2.1.2\n  \
    - pip:\n    - transformers==4.40.0\n    - -r more.txt\n";

/// `name=version …|provider|root` of the last install, beside files of every kind.
fn last_of_files(text: &str) -> String {
    let files = Texts::from([
        ("uv.lock", UV_LOCK),
        ("poetry.lock", POETRY_LOCK),
        ("Pipfile.lock", r#"{"default": {"torch": {"version": "==2.2.0"}}, "develop": {}}"#),
        ("pyproject.toml", PYPROJECT),
        ("environment.yml", ENVIRONMENT),
        ("more.txt", "accelerate==0.30.0\n"),
    ]);
    with_files(text, &files, |analysis| {
        let Some(install) = analysis.environments().installs().last().cloned() else { return "-".to_owned() };
        let named: Vec<String> = install
            .requested()
            .map(|(name, _)| format!("{name}={}", install.version(name).unwrap_or_default()))
            .collect();
        let root = install.root.as_deref().unwrap_or("-");
        let more = if install.incomplete { "|and more" } else { "" };
        format!("{}|{:?}|{root}{more}", named.join(" "), install.provider)
    })
}

#[test]
fn projects_and_their_locks_are_read() {
    for (text, expected) in [
        (
            "RUN uv sync --frozen",
            "torch=2.4.1+cpu flash-attn=2.6.3 numpy=1.26.4|VirtualEnvironment|/app/.venv",
        ),
        (
            "ENV UV_PROJECT_ENVIRONMENT=/opt/venv\nRUN uv sync",
            "torch=2.4.1+cpu flash-attn=2.6.3 numpy=1.26.4|VirtualEnvironment|/opt/venv",
        ),
        ("RUN poetry config virtualenvs.create false && poetry install --only main", "torch=2.4.1|Local|-"),
        (
            "ENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN poetry install",
            "torch=2.4.1 pytest=8.0|VirtualEnvironment|/app/.venv",
        ),
        ("RUN poetry install --without dev", "torch=2.4.1|VirtualEnvironment|-"),
        ("RUN pipenv install --system --deploy", "torch=2.2.0|Local|-"),
        ("RUN pdm install", "torch=2.3.0 numpy=|VirtualEnvironment|/app/.venv|and more"),
        ("RUN pip install .", "torch=2.3.0 numpy=|Local|-"),
        ("RUN pip install -e .[gpu]", "torch=2.3.0 numpy= onnxruntime-gpu=1.18.0|Local|-"),
        ("RUN pip install --no-deps .", "|Local|-"),
        ("RUN pip install ./elsewhere", "|Local|-|and more"),
        ("RUN uv pip install --system -r pyproject.toml", "torch=2.3.0 numpy=|Local|-"),
    ] {
        let text = format!("FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\n{text}\n");
        assert_eq!(last_of_files(&text), expected, "{text}");
    }
}

#[test]
fn environment_files_of_conda_are_read() {
    let pip = "transformers=4.40.0 accelerate=0.30.0";
    for (text, root) in [
        ("RUN conda env create -f environment.yml", "/opt/conda/envs/train"),
        ("RUN conda env create", "/opt/conda/envs/train"),
        ("RUN mamba env update -n base --file environment.yml", "/opt/conda"),
        ("RUN conda env create -f environment.yml -p /opt/env", "/opt/env"),
    ] {
        let text = format!("FROM condaforge/miniforge3:24.3.0-0\nWORKDIR /app\nCOPY . .\n{text}\n");
        assert_eq!(last_of_files(&text), format!("{pip}|Conda|{root}"), "{text}");
        let files = Texts::from([("environment.yml", ENVIRONMENT), ("more.txt", "")]);
        let torch = with_files(&text, &files, |analysis| {
            let end = analysis.environments().stage(0).map(|stage| stage.end().packages.clone());
            end.and_then(|packages| packages.get("torch").cloned()).flatten()
        });
        assert_eq!(torch.as_deref(), Some("2.1.2"), "{text}");
    }
}

#[test]
fn commands_run_in_the_conda_environment_in_force() {
    let base = "FROM condaforge/miniforge3:24.3.0-0\nRUN conda create -y -n x python=3.9\n";
    for (text, python) in [
        ("RUN pip install a", None),
        ("ENV PATH=/opt/conda/envs/x/bin:$PATH\nRUN pip install a", Some((3, 9))),
        ("SHELL [\"conda\", \"run\", \"-n\", \"x\", \"/bin/bash\", \"-c\"]\nRUN pip install a", Some((3, 9))),
        ("RUN conda activate x && pip install a", Some((3, 9))),
        ("RUN /opt/conda/envs/x/bin/pip install a", Some((3, 9))),
    ] {
        assert_eq!(last_install(&format!("{base}{text}\n")).python, python, "{text}");
    }
}
