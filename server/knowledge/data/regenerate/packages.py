"""Releases of Python packages: sizes, wheels, requirements; torch and TensorFlow."""

import re
import zipfile
from email.parser import Parser
from pathlib import Path

from tables import DATA, read_json, read_tsv, source, version_key, write

RELEASE_COLUMNS = [
    "package", "version", "date", "yanked", "requires_python", "wheel_pythons", "aarch64",
    "wheel_bytes", "uncompressed_bytes", "cuda", "cuda_how", "requires",
]


def python_releases(facts):
    rows = []
    for r in read_tsv(facts / "ml-packages.tsv"):
        rows.append([r["package"], r["version"], r["date"], "y" if r["yanked"] else "", r["requires_python"], r["wheel_pythons"],
                     r["aarch64"], r["wheel_bytes"], r["uncompressed_bytes"], r["cuda"], source(r["cuda_how"]), r["key_requirements"]])
    known = {(r[0], r[1]) for r in rows}
    for r in read_tsv(facts / "nvidia-wheels.tsv"):
        if (r["package"], r["version"]) in known:
            continue
        rows.append([r["package"], r["version"], r["upload_date"], "", "", "", "y" if r["aarch64_wheel_bytes"] else "",
                     r["wheel_bytes"], r["uncompressed_bytes"], "", "", ""])
    for r in read_tsv(facts / "pypi-common-sizes.tsv"):
        rows.append([r["package"], r["version"], r["date"], "", r["requires_python"], "", "",
                     r["wheel_bytes"], r["uncompressed_bytes"], "", "", ""])
    known = {(r[0], r[1]) for r in rows}
    for r in read_tsv(DATA / "measured_wheels.tsv"):
        if (r["package"], r["version"]) not in known:
            rows.append([r["package"], r["version"], "", "", r["requires_python"], r["wheel_pythons"], "",
                         r["wheel_bytes"], r["uncompressed_bytes"], "", "", r["requires"]])
    rows += unlisted_pins(facts, rows)
    rows += framework_releases(facts)
    rows.sort(key=lambda r: version_key(r[1]), reverse=True)
    meta = {
        "source": "package index metadata, wheel METADATA and central directories; Linux x86_64 wheel, cp312 where there is one",
        "as_of": "2026-11-23",
        "units": "bytes; wheel_bytes as downloaded, uncompressed_bytes = sum of the files in the wheel, bytecode and dependencies not included",
    }
    write("python_releases.tsv", meta, RELEASE_COLUMNS, rows, ordered=True)


def unlisted_pins(facts, rows):
    """A pin without a row of its own, where torch's total for all pins leaves exactly one unknown."""
    sizes = {(r[0], r[1]): (int(r[7] or 0), int(r[8] or 0)) for r in rows}
    found = {}
    for r in read_json(facts / "torch.json")["releases"]:
        pins = [(n, re.sub(r"^~=|\.\*$", "", v)) for n, v in (r["pins"] or {}).items() if n != "cuda-toolkit"]
        missing = [p for p in pins if p not in sizes]
        if len(missing) == 1:
            have = [sizes[p] for p in pins if p in sizes]
            found[missing[0]] = (r["nvidia_triton_wheels_bytes"] - sum(h[0] for h in have),
                                 r["nvidia_triton_wheels_uncompressed_bytes"] - sum(h[1] for h in have))
    return [[n, v, "", "", "", "", "", wheel, files, "", "", ""] for (n, v), (wheel, files) in found.items()]


def measured_wheels(folder):
    """Sizes and requirements of the wheels themselves."""
    rows = []
    for path in sorted(Path(folder).glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            metadata = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            head = Parser().parsestr(wheel.read(metadata).decode("utf-8"))
            files = sum(i.file_size for i in wheel.infolist())
        name = re.sub(r"[-_.]+", "-", head["Name"]).lower()
        requires = [re.sub(r"[\s()]", "", r.split(";")[0]).replace("_", "-") for r in head.get_all("Requires-Dist") or [] if ";" not in r]
        rows.append([name, head["Version"], head["Requires-Python"], path.name.split("-")[-3], path.stat().st_size, files, requires])
    meta = {"source": "the wheels themselves (zip directory, METADATA; requirements without markers)", "as_of": "2026-11-24", "units": "bytes"}
    columns = ["package", "version", "requires_python", "wheel_pythons", "wheel_bytes", "uncompressed_bytes", "requires"]
    write("measured_wheels.tsv", meta, columns, rows)


def framework_releases(facts):
    for r in read_json(facts / "torch.json")["releases"]:
        pins = [f"{n}{pin(v)}" for n, v in (r["pins"] or {}).items()]
        yield ["torch", r["torch"], r["release_date"], r["yanked"], r["requires_python"], ",".join(r["wheel_pythons"]),
               r["aarch64_wheel"], r["wheel_bytes"], r["wheel_uncompressed_bytes"], r["pypi_default_cuda"], "pins", pins]
    for r in read_json(facts / "tensorflow.json")["releases"]:
        requires = (r["numpy"] or []) + (r["keras"] or [])
        yield ["tensorflow", r["tensorflow"], r["release_date"], r["yanked"], r["requires_python"], ",".join(r["wheel_pythons"]),
               r["aarch64_wheel"], r["wheel_bytes"], r["wheel_uncompressed_bytes"], "", "", requires]


def pin(version):
    return version if version[0] in "~<>=" else f"=={version}"


def torch(facts):
    columns = ["torch", "torchvision", "torchaudio", "default_cuda", "cudnn", "nccl", "triton", "index_builds",
               "stable_cuda", "experimental_cuda", "cudnn_by_cuda", "rocm", "gpu_wheel_bytes", "gpu_uncompressed_bytes"]
    rows = []
    for r in read_json(facts / "torch.json")["releases"]:
        builds = r["pytorch_index_builds"]
        rows.append([r["torch"], r["torchvision"], r["torchaudio"], r["pypi_default_cuda"], r["pypi_cudnn"], r["pypi_nccl"],
                     r["pypi_triton"], builds, r["stable_cuda"], r["experimental_cuda"], r["cudnn_by_cuda"], r["rocm"],
                     r["nvidia_triton_wheels_bytes"], r["nvidia_triton_wheels_uncompressed_bytes"]])
    # 2.0.0 pairs with torchaudio 2.0.1, whose wheel asks for torch 2.0.0.
    for row in rows:
        if row[0] == "2.0.0":
            row[2] = ["2.0.1"]
    rows.sort(key=lambda r: version_key(r[0]), reverse=True)
    meta = {
        "source": "package index metadata; pytorch RELEASE.md (stable and experimental CUDA, cuDNN, ROCm); replicate/cog (index builds to 2.11)",
        "as_of": "2026-11-23",
        "notes": "an empty cell is unknown, not none; torchaudio stops at 2.11.0, whose wheel asks for no torch",
        "units": "gpu_* = sum over the nvidia-* and triton wheels that the default wheel pins",
    }
    write("torch.tsv", meta, columns, rows)


def tensorflow(facts):
    data = read_json(facts / "tensorflow.json")
    columns = ["tensorflow", "tested_cuda", "tested_cudnn", "tested_pythons", "and_cuda"]
    rows = [[r["tensorflow"], r["tested_cuda"], r["tested_cudnn"], r["tested_pythons"], r["and_cuda_extra"]] for r in data["releases"]]
    rows += [[r["tensorflow"], r["tested_cuda"], r["tested_cudnn"], r["tested_pythons"], ""] for r in data["older_tested"]]
    rows.sort(key=lambda r: version_key(r[0]), reverse=True)
    meta = {"source": "TensorFlow's tested-build table (by replicate/cog, 2026-05-07); extras from wheel METADATA", "as_of": "2026-11-23"}
    write("tensorflow.tsv", meta, columns, rows)


STEPS = (python_releases, torch, tensorflow)
