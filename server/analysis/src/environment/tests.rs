//! Stages in, what was understood out.

use super::{Provider, PythonInstall};
use crate::context::NoContext;
use crate::facts::NoFacts;
use crate::model::Memo;
use crate::options::Options;
use crate::{Analysis, Inputs};

/// Calls `look` with the analysis of a text.
fn with<T>(text: &str, look: impl Fn(&Analysis<'_>) -> T) -> T {
    let source = syntax::Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
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
