//! Layers of conda over a fake channel.

use crate::context::NoContext;
use crate::facts::{IndexedPackage, PackageIndex};
use crate::model::Memo;
use crate::options::Options;
use crate::size::LayerEstimate;
use crate::size::fake_store::FakeStore;
use crate::size::tests::live_with;
use crate::{Analysis, Inputs};

fn layer_of(store: &FakeStore, text: &str) -> LayerEstimate {
    let source = syntax::Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: store, context: &NoContext, options: &options, memo: &memo };
    let report = crate::size::report(&Analysis::new(&source, inputs), None).expect("there is a stage");
    report.layers.into_iter().next_back().expect("a layer")
}

fn package(name: &str, version: &str, bytes: u64, depends: &str) -> IndexedPackage {
    IndexedPackage {
        name: name.into(),
        version: version.into(),
        package_bytes: bytes,
        depends: depends.into(),
        file: format!("linux-64/{name}-{version}.conda"),
        ..IndexedPackage::default()
    }
}

fn store() -> FakeStore {
    let mut store = FakeStore::default();
    let packages = vec![
        package("python", "3.11.9", 30_000_000, "openssl >=3"),
        package("python", "3.12.4", 31_000_000, "openssl >=3"),
        package("openssl", "3.3.0", 3_000_000, ""),
        package("numpy", "1.26.4", 8_000_000, "python >=3.11,<3.12"),
    ];
    store.repositories.insert("conda-forge".into(), PackageIndex::new(packages, 0));
    store
}

#[test]
fn environments_have_sizes() {
    let store = store();
    for (image, command, names, is_whole) in [
        (
            "mambaorg/micromamba:2",
            "micromamba install -y -n base numpy && micromamba clean -afy",
            "python,numpy,openssl",
            true,
        ),
        (
            "condaforge/miniforge3:24",
            "conda create -n x python=3.11 && conda clean --all -y",
            "python,openssl",
            true,
        ),
        // The base environment has a Python already.
        ("condaforge/miniforge3:24", "mamba install -y numpy && mamba clean -ay", "numpy", true),
        ("condaforge/miniforge3:24", "conda install -y numpy", "numpy,conda's packages as downloaded", false),
        (
            "continuumio/miniconda3:24",
            "conda install -y -c conda-forge --override-channels numpy && conda clean -ay",
            "numpy",
            true,
        ),
        (
            "continuumio/miniconda3:24",
            "conda config --add channels conda-forge && conda config --remove channels defaults && conda install numpy && conda clean -a",
            "numpy,.condarc",
            true,
        ),
    ] {
        let layer = layer_of(&store, &format!("FROM {image}\nRUN {command}\n"));
        let known: Vec<&str> =
            layer.parts.iter().filter(|part| part.bytes.is_some()).map(|part| part.what.as_str()).collect();
        assert_eq!(known.join(","), names, "{command}: {:#?}", layer.parts);
        assert_eq!(layer.bytes.high.is_some(), is_whole, "{command}: {:#?}", layer.parts);
    }
}

#[test]
fn what_cannot_be_solved_says_why() {
    let store = store();
    for (command, why) in [
        ("micromamba install numpi", "no channel has numpi"),
        ("micromamba install 'numpy' python=3.12", "exclude one another"),
        ("micromamba install -c bioconda numpy", "channel bioconda"),
    ] {
        let layer = layer_of(&store, &format!("FROM mambaorg/micromamba:2\nRUN {command}\n"));
        assert!(layer.parts.iter().any(|part| part.source.contains(why)), "{command}: {:#?}", layer.parts);
    }
}

#[test]
fn what_the_environment_file_leaves_to_pip_is_resolved_in_the_environment() {
    let mut store = FakeStore::wheels(
        "app-1.0-py3-none-any.whl 1000000 : numpy; more
         more-1.0-py3-none-any.whl 8000000
         numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl 60000000",
    );
    store.repositories = self::store().repositories;
    let files = [
        (
            "env/environment.yml",
            "name: x\ndependencies:\n  - python=3.11\n  - numpy\n  - pip:\n    - -r reqs.txt\n",
        ),
        ("env/reqs.txt", "app\n"),
        ("rc", "channels:\n  - conda-forge\n"),
    ];
    let text = "FROM continuumio/miniconda3:24\nCOPY rc /root/.condarc\nCOPY env /env/\n\
        RUN conda env create -f /env/environment.yml && conda clean -afy\n";
    let layer = live_with(&files, text, &store);
    let shown: Vec<&str> = layer.parts.iter().map(|part| part.what.as_str()).collect();
    // app needs numpy, which conda brought.
    assert_eq!(shown, ["python", "numpy", "openssl", "more 1.0", "pip's cache", "app 1.0"], "{layer:#?}");
    assert!(layer.bytes.high.is_some(), "{layer:#?}");
}
