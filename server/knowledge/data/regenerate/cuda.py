"""nvidia/cuda: tags, components, drivers; GPUs and architecture lists."""

from tables import read_json, read_tsv, source, write


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


STEPS = (cuda_tags, cuda_components, cuda_drivers, cuda_arch)
