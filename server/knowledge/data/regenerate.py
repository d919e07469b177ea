#!/usr/bin/env python3
"""Writes the embedded tables from a folder of gathered facts. For maintainers.

Usage: python3 regenerate.py FACTS [WHEELS]

FACTS holds the wide tables (TSV and JSON) with one source per row. This script
drops what the product does not ask for and writes one TSV per subject beside
itself. Every table begins with `# key: value` lines (source, as_of, notes),
then a line of column names, then rows. Tables whose first line says `# sorted`
are ordered by the bytes of their first column, so that the program can search
them in place. Tables that no function here writes are kept by hand.

WHEELS is a folder of wheels (`pip download --only-binary=:all: -d WHEELS NAME…`);
with it, measured_wheels.tsv is written anew from what they hold.
"""

import json
import re
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

HERE = Path(__file__).resolve().parent


# --- reading and writing -------------------------------------------------------------


def read_tsv(path):
    """Rows as dicts; lines that begin with # are comments."""
    lines = [l.rstrip("\n") for l in open(path, encoding="utf-8") if not l.startswith("#")]
    header = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, cells)))
    return rows


def read_json(path):
    return json.load(open(path, encoding="utf-8"))


def cell(value):
    """One cell: no tab, no line break; nothing is the empty string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return re.sub(r"\s+", " ", str(value)).strip()


def write(name, meta, columns, rows, ordered=False):
    """Writes one table; `ordered` sorts by the first column's bytes (stable)."""
    rows = [[cell(v) for v in row] for row in rows]
    if ordered:
        rows.sort(key=lambda r: r[0].encode())
    out = ["# sorted"] if ordered else []
    out += [f"# {k}: {v}" for k, v in meta.items()]
    out.append("\t".join(columns))
    for row in rows:
        assert len(row) == len(columns), (name, row)
        out.append("\t".join(row))
    (HERE / name).write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def source(text):
    """A source that a reader can follow: identifiers of private indexes become words."""
    text = cell(text)
    text = re.sub(r"\(?\bfile ids? [\d]+(?:,? (?:and )?[\d]+)*\)?", "public repository", text)
    text = text.replace("PyPI simple JSON", "package index metadata").replace("PyPI", "the Python package index")
    return text.replace("find_string", "public Dockerfiles")


# --- CUDA images ---------------------------------------------------------------------


def cuda_tags(facts):
    keep = ("tag", "cudnn_version", "arch", "status", "first_doc", "last_doc", "est_delete", "hub_seen", "source")
    rows = [[r[k] for k in keep] for r in read_tsv(facts / "nvidia-cuda-tags.tsv")]
    meta = {
        "source": "two mirrors of NVIDIA's container repository (documents and Dockerfiles), a listing of the Hub",
        "as_of": "2026-08-29",
        "sources": "A-* mirror to 2025-12-15; B-* mirror to 2026-08-29; C literal use in public Dockerfiles, 2026-11-23",
        "status": "supported, eol (may still be pullable), removed (dropped from both documents), seen (used in public after the last document)",
    }
    columns = ["tag", "cudnn_version", "platforms", "status", "first_doc", "last_doc", "est_delete", "hub_seen", "source"]
    write("cuda_tags.tsv", meta, columns, rows, ordered=True)


def cuda_components(facts):
    rows = read_tsv(facts / "nvidia-cuda-components.tsv")
    columns = ["cuda", "os_ref", "require_cuda", "compat_driver_branches", "brands", "cudart", "cublas", "nccl", "cudnn", "source"]
    meta = {
        "source": "Dockerfiles of NVIDIA's container repository (A: mirror to 2025-12-15, B: mirror to 2026-08-29)",
        "as_of": "2026-08-29",
    }
    write("cuda_components.tsv", meta, columns, [[r[c] for c in columns] for r in rows])


def cuda_drivers(facts):
    rows = read_tsv(facts / "cuda-driver-min.tsv")
    columns = ["cuda", "release", "linux_driver", "windows_driver", "minor_floor_linux"]
    out = []
    for r in rows:
        linux, windows = r["linux_toolkit_driver"].lstrip(">="), r["windows_toolkit_driver"].lstrip(">=")
        out.append([r["cuda"], r["cuda_release"], linux, "" if windows == "N/A" else windows, r["minor_compat_floor_linux"]])
    meta = {"source": "CUDA toolkit release notes (13.2 Update 2 and 13.3) as quoted in public", "as_of": "2026-09"}
    write("cuda_drivers.tsv", meta, columns, out)


def cuda_arch(facts):
    data = read_json(facts / "cuda-arch.json")
    notes = {"12.8": "has 12.0, not 10.3", "13.0": "dropped Maxwell, Pascal and Volta (below 7.5)"}
    rows = [[r["cuda"], r["nvcc_archs"], notes.get(r["cuda"], "")] for r in data["cuda_ranges"]]
    meta = {"source": "rathaROG/NVIDIA-CUDA-COMPUTE-CAPABILITY (nvcc-verified lists)", "as_of": "2026-03-24"}
    write("cuda_archs.tsv", meta, ["cuda", "nvcc_archs", "note"], rows)
    gpus = [[r["gpu"], r["cc"], r["family"], r["class"], source(r["source"])] for r in data["gpus"]]
    meta = {"source": "each row names its own; nvidia-smi --query-gpu=compute_cap outranks every table", "as_of": "2026-11-23"}
    write("gpus.tsv", meta, ["gpu", "compute_capability", "family", "class", "source"], gpus)
    torch_archs(data["torch_default_arch"])


def torch_archs(data):
    """One row per torch minor, CUDA build and platform."""
    rows = []
    for release in data["releases"]:
        for torch in spread(release["torch"]):
            for builds, archs in (release["lists"] or {}).items():
                platform = "linux/arm64" if "aarch64" in builds else "linux/amd64"
                for cuda in builds.replace("aarch64", "").split(","):
                    rows.append([torch, cuda.strip(), platform, archs])
    meta = {
        "source": "pytorch/builder release branches (to 2.5), pytorch/pytorch build script (2.8), RELEASE.md (2.12 to 2.14)",
        "as_of": "2026-11-23",
        "holes": "2.6, 2.7, 2.9 to 2.11 and 2.15 are not established",
    }
    write("torch_archs.tsv", meta, ["torch", "cuda", "platform", "arch_list"], rows)


def spread(minors):
    """`2.12-2.14` -> 2.12, 2.13, 2.14."""
    if "-" not in minors:
        return [minors]
    first, last = minors.split("-")
    major, low = first.split(".")
    return [f"{major}.{n}" for n in range(int(low), int(last.split(".")[1]) + 1)]


# --- Python packages -----------------------------------------------------------------

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
    for r in read_tsv(HERE / "measured_wheels.tsv"):
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


def version_key(version):
    """Numbers compare as numbers; post releases after, pre-releases before."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return [(1, int(p), "") if p.isdigit() else (2 if p == "post" else 0, 0, p) for p in parts] + [(0, 1, "")]


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


# --- images --------------------------------------------------------------------------


def official_tags(facts):
    data = read_json(facts / "official-image-tags.json")
    rows = [[name, list(dict.fromkeys(group))] for name, groups in data["tags"].items() for group in groups]
    meta = {"source": "docker-library/official-images@37079fb336", "as_of": data["as_of"], "notes": "one row an image; the first tag is its fullest name"}
    write("official_tags.tsv", meta, ["repository", "tags"], rows, ordered=True)


def image_sizes(facts):
    data = read_json(facts / "image-sizes.json")
    rows = []
    for r in data["images"]:
        layers = "; ".join(f"{n} {what}" for n, what in r["layers"] or [])
        virtual = "" if r["virtual_mb"] is None else round(r["virtual_mb"] * 1e6)
        rows.append([r["image"], r["arch"], r["compressed_bytes"], virtual, layers, r["as_of"], r["source"], r["note"]])
    meta = {"source": "docker-library/repo-info, debuerreotype/docker-debian-artifacts (manifests)", "as_of": "2026-09-17",
            "units": "bytes; compressed = transfer size of one platform, virtual = on disk as repo-info prints it"}
    columns = ["image", "arch", "compressed_bytes", "virtual_bytes", "layers", "as_of", "source", "note"]
    write("image_sizes.tsv", meta, columns, rows, ordered=True)
    reported_sizes(data)


def reported_sizes(data):
    rows = []
    for r in data["reported_sizes"]:
        image = re.match(r"[\w./-]+(?::[\w.-]+)?", r["image"]).group(0)
        if " minus " in r["image"] or "build)" in r["image"] or "SIF" in r["measure"]:
            continue
        numbers, unit = re.fullmatch(r"([\d.-]+) ([MG]B)", r["size"]).groups()
        scale = 1e9 if unit == "GB" else 1e6
        low, high = (numbers.split("-") * 2)[:2]
        rows.append([image, round(float(low) * scale), round(float(high) * scale), r["measure"], r["as_of"], r["quality"], source(r["source"])])
    meta = {"source": "public threads and pages, each row names its own", "as_of": "2026-11-23", "notes": "quoted figures, never measured: never show them as exact"}
    write("reported_sizes.tsv", meta, ["image", "low_bytes", "high_bytes", "measure", "as_of", "quality", "source"], rows, ordered=True)


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
    "pytorch/pytorch:>=2.10.0-*-runtime, -devel": ["pytorch/pytorch:2.1[0-9].*"],
    "nvcr.io/nvidia/tritonserver:*": [],
    "rocm/pytorch:*": [],
    # image-python.tsv
    "debian:bullseye[-slim]": ["debian:bullseye*", "debian:11*"],
    "debian:bookworm[-slim]": ["debian:bookworm*", "debian:12*"],
    "debian:trixie[-slim]": ["debian:trixie*", "debian:13*"],
    "pytorch/pytorch:2.5.* to 2.9.*": [f"pytorch/pytorch:2.{n}.*" for n in range(5, 10)],
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


def image_python(facts):
    rows = []
    for r in read_tsv(facts / "image-python.tsv"):
        for pattern in patterns(r["image"]):
            assert_clean(pattern)
            python = r["python"] if "<N>" not in r["python"] and "as " not in r["python"] else minor_of(pattern)
            site = r["site_packages"].replace("python3.N", f"python{python}" if re.match(r"3\.\d+$", python) else "python3.N")
            pep668 = r["pep668"].split(" ")[0]
            rows.append([pattern, python, r["provided_by"], r["interpreter"], r["pip"], pep668, site, r["libc"], r["quality"], source(r["source"])])
    columns = ["image", "python", "provided_by", "interpreter", "pip", "pep668", "site_packages", "libc", "quality", "source"]
    meta = {"source": "public Dockerfiles, logs, NVIDIA's compatibility tables; each row names its own", "as_of": "2026-10",
            "notes": "python none = no interpreter in the image; an empty cell is not established; pep668 of images without Python holds once apt installs it"}
    write("image_python.tsv", meta, columns, rows, ordered=True)


def environment_row(image, r, env):
    if env is not None:
        env = {k: v for k, v in env.items() if not k.endswith("_URL")}
    base = (r.get("from") or "").split(" (")[0]
    if "<" in base or base.startswith("the image"):
        base = ""
    if re.match(r"pytorch/pytorch:(1|2\.0)\.", image):
        base = ""  # built on older releases than the Dockerfile that was read
    args = {k: v for k, v in (r.get("args") or {}).items() if "://" not in (v or "")} or None
    dump = lambda v: "" if v is None else json.dumps(v, ensure_ascii=False, separators=(",", ":"))
    names = (r.get("env_names_only") or []) + (r.get("env_added_names_only") or [])
    return [image, base, dump(env), names, dump(args), r.get("user"), r.get("workdir"),
            dump(r.get("entrypoint")), dump(r.get("cmd")), dump(r.get("shell")), r.get("expose"), r.get("volume"), r.get("stopsignal"), r.get("as_of")]


def unquoted(env):
    """Values as the image holds them: the Dockerfile's own quotes gone, shortened lists cut at the first token."""
    clean = {k: v.strip('"').replace(" …", "") for k, v in env.items()}
    return clean


def environment(facts):
    data = read_json(facts / "base-image-env.json")
    rows = []
    for r in data["nvidia_cuda"]:
        rows.append(environment_row(f"nvidia/cuda:{r['tag']}", r, unquoted(r["env_added"])))
    for r in data["images"]:
        for image in r["images"]:
            for pattern in patterns(image):
                assert_clean(pattern)
                rows.append(environment_row(pattern, r, r.get("env")))
    columns = ["image", "from", "env", "env_names", "args", "user", "workdir", "entrypoint", "cmd", "shell", "expose", "volume", "stopsignal", "as_of"]
    meta = {"source": "public Dockerfiles (mirrors)", "as_of": data["as_of"],
            "notes": "a row holds what this image adds to `from`; an empty cell inherits; NVIDIA_REQUIRE_CUDA is cut to its first constraint"}
    write("environment.tsv", meta, columns, rows, ordered=True)


def ml_tags(facts):
    """Literal tags of images that have no complete list, from every table that names one."""
    seen = set()
    for r in read_json(facts / "ml-images.json")["images"]:
        tags = (r.get("examples_seen") or []) + (r.get("seen") or []) + [s["tag"] for s in r.get("sizes") or []]
        seen.update((r["image"], tag) for tag in tags)
    for r in read_tsv(facts / "ngc-frameworks.tsv"):
        seen.add((r["image"], r["tag"]))
    images = [r["image"] for r in read_tsv(facts / "image-python.tsv")]
    images += [r["image"] for r in read_json(facts / "image-sizes.json")["reported_sizes"]]
    seen.update(tuple(i.split(":")) for i in images if re.fullmatch(r"[\w./-]+/[\w.-]+:[\w.-]+", i))
    rows = [s for s in seen if s[0] != "nvidia/cuda"]
    rows.sort(key=lambda s: version_key(s[1]), reverse=True)
    meta = {"source": "public Dockerfiles, NVIDIA's tables", "as_of": "2026-11-23", "notes": "tags that were met, not all that exist"}
    write("ml_tags.tsv", meta, ["repository", "tag"], rows, ordered=True)


def ngc(facts):
    rows = read_tsv(facts / "ngc-frameworks.tsv")
    columns = ["image", "tag", "release", "python", "framework", "tensorrt", "extra", "cuda", "driver", "size", "onnxruntime", "ubuntu", "cudnn", "nccl", "min_driver", "as_of", "source"]
    out = [[source(r[c]) if c == "source" else r[c] for c in columns] for r in rows]
    meta = {"source": "triton-inference-server/server compatibility.md, NVIDIA release notes, banners and logs", "as_of": "2026-08-19",
            "notes": "an empty cell is unknown; rows marked derived take CUDA and driver from another image: their patch digits are doubtful"}
    write("ngc.tsv", meta, columns, out, ordered=True)


def distros(facts):
    """The gathered rows, their gaps filled and further rows added from more_distros.tsv."""
    columns = ["distro", "version", "codename", "release", "eol", "eol_extended", "python3", "glibc", "pep668", "archive"]
    merged = {}
    for r in read_tsv(facts / "distro-python.tsv") + read_tsv(HERE / "more_distros.tsv"):
        r["eol_extended"] = r.get("eol_extended") or r.get("eol_ext", "")
        row = merged.setdefault((r["distro"], r["version"]), dict.fromkeys(columns, ""))
        row.update({c: r[c] for c in columns if r.get(c) and not row[c]})
    order = list(dict.fromkeys(k[0] for k in merged))
    rows = sorted(merged.values(), key=lambda r: (order.index(r["distro"]), version_key(r["version"])))
    meta = {"source": "distro-info-data (Debian, Ubuntu), mayeut/pep600_compliance (others, glibc), public tables (python3), more_distros.tsv",
            "as_of": "2026-11-24",
            "notes": "eol_extended = ESM (Ubuntu) or LTS (Debian); pep668 by release number; archive: moved = no longer at the usual address"}
    write("distros.tsv", meta, columns, [[r[c] for c in columns] for r in rows])


# --- apt -----------------------------------------------------------------------------


def apt(facts):
    releases = {}
    for r in read_tsv(facts / "apt-packages.tsv"):
        releases.setdefault(r["release"], []).append(r)
    for release, rows in releases.items():
        apt_release(release, rows)
    apt_names(facts)
    base_packages(facts)


def apt_release(release, rows):
    """Dependencies as row numbers of the same table; groups split by `,`, alternatives by `|`."""
    rows.sort(key=lambda r: r["package"].encode())
    numbers = {r["package"]: n for n, r in enumerate(rows)}
    missing = set()

    def groups(text):
        out = []
        for group in filter(None, text.split(",")):
            known = [str(numbers[p]) for p in group.split("|") if p in numbers]
            missing.update(p for p in group.split("|") if p not in numbers)
            if known:
                out.append("|".join(known))
        return ",".join(out)

    out = []
    for r in rows:
        out.append([r["package"], r["section"], r["installed_bytes"], r["deb_bytes"], groups(r["depends"]), groups(r["recommends"]), r["slim_drop_permille"]])
    meta = {"source": "Debian's package indexes (main, updates, security), amd64; packages that some 490 common names can pull in", "as_of": "2026-11-23",
            "units": "bytes; slim_drop = permille of the installed bytes that a slim image's path-excludes drop, where measured",
            "notes": "section =base: in the slim image already; =alias: another name for the package in depends; numbers are rows, from 0"}
    write(f"apt_{release}.tsv", meta, ["package", "section", "installed_bytes", "deb_bytes", "depends", "recommends", "slim_drop"], out)
    if missing:
        print(f"  {release}: {len(missing)} names outside the table, e.g. {sorted(missing)[:3]}")


def apt_names(facts):
    names, checks = {}, []
    for r in read_tsv(facts / "apt-sizes.tsv"):
        entry = names.setdefault(r["package"], {"corpus": r["corpus_files"]})
        entry[r["release"]] = r["status"]
        if r["status"] == "ok":
            checks.append([r["release"], r["package"], r["n"], r["installed_bytes"], r["deb_bytes"], r["slim_bytes_pkg"], r["n_rec"], r["installed_bytes_rec"]])
    meta = {"source": "Debian's package indexes; frequency in public Dockerfiles", "as_of": "2026-11-23",
            "notes": "status: ok, base (in the image already), alias:TARGET, absent (the install fails)"}
    columns = ["package", "dockerfiles", "bullseye", "bookworm", "trixie"]
    rows = [[name, e["corpus"], e["bullseye"], e["bookworm"], e["trixie"]] for name, e in names.items()]
    write("apt_names.tsv", meta, columns, rows, ordered=True)
    meta = {"source": "closures by apt itself over the same indexes", "as_of": "2026-11-23"}
    columns = ["release", "package", "packages", "installed_bytes", "deb_bytes", "slim_bytes", "packages_with_recommends", "installed_bytes_with_recommends"]
    write("../tests/apt_closures.tsv", meta, columns, checks)


def base_packages(facts):
    rows = []
    for image in read_json(facts / "base-packages.json")["images"]:
        if "trixie" not in image["image"]:  # that set is of before the release; the =base rows of apt_trixie are right
            rows.append([image["image"], image["as_of"], list(image["packages"])])
    meta = {"source": "image manifests (debuerreotype, repo-info)", "as_of": "2026-08", "notes": "names only; slim and full images have the same set"}
    write("base_packages.tsv", meta, ["image", "as_of", "packages"], rows)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    facts = Path(sys.argv[1])
    if len(sys.argv) == 3:
        measured_wheels(sys.argv[2])
    (HERE / "../tests").mkdir(exist_ok=True)
    for step in (cuda_tags, cuda_components, cuda_drivers, cuda_arch, python_releases, torch, tensorflow, official_tags,
                 image_sizes, image_python, environment, ml_tags, ngc, distros, apt):
        step(facts)


if __name__ == "__main__":
    main()
