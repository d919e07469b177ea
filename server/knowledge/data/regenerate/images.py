"""Images: tags, sizes, Python, environment, NVIDIA's framework containers."""

import json
import re

from patterns import assert_clean, minor_of, patterns
from tables import read_json, read_tsv, source, version_key, write


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
    dump = lambda v: "" if v is None else json.dumps(v, ensure_ascii=False, separators=(",", ":"))
    names = (r.get("env_names_only") or []) + (r.get("env_added_names_only") or [])
    return [image, base, dump(env), names, r.get("user"), r.get("workdir"),
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
    columns = ["image", "from", "env", "env_names", "user", "workdir", "entrypoint", "cmd", "shell", "expose", "volume", "stopsignal", "as_of"]
    meta = {"source": "public Dockerfiles (mirrors)", "as_of": data["as_of"],
            "notes": "a row holds what this image adds to `from`; an empty cell inherits; NVIDIA_REQUIRE_CUDA is cut to its first constraint"}
    write("environment.tsv", meta, columns, rows, ordered=True)


def seen_tags(facts):
    """Literal tags of images that have no complete list, from every table that names one."""
    seen = set()
    for r in read_json(facts / "ml-images.json")["images"]:
        tags = (r.get("examples_seen") or []) + (r.get("seen") or []) + [s["tag"] for s in r.get("sizes") or []]
        seen.update((r["image"], tag) for tag in tags)
    for r in read_tsv(facts / "ngc-frameworks.tsv"):
        seen.add((r["image"], r["tag"]))
    images = [r["image"] for r in read_tsv(facts / "image-python.tsv")]
    images += [r["image"] for r in read_json(facts / "image-sizes.json")["reported_sizes"]]
    images += [image for r in read_json(facts / "base-image-env.json")["images"] for image in r["images"]]
    seen.update(tuple(i.split(":")) for i in images if re.fullmatch(r"[\w./-]+:[\w.-]+", i))
    complete = set(read_json(facts / "official-image-tags.json")["tags"]) | {"nvidia/cuda"}
    rows = [s for s in seen if s[0] not in complete]
    rows.sort(key=lambda s: version_key(s[1]), reverse=True)
    meta = {"source": "public Dockerfiles, NVIDIA's tables", "as_of": "2026-11-23", "notes": "tags that were met, not all that exist"}
    write("seen_tags.tsv", meta, ["repository", "tag"], rows, ordered=True)


def ngc(facts):
    rows = read_tsv(facts / "ngc-frameworks.tsv")
    columns = ["image", "tag", "release", "python", "framework", "tensorrt", "extra", "cuda", "driver", "size", "onnxruntime", "ubuntu", "cudnn", "nccl", "min_driver", "as_of", "source"]
    out = [[source(r[c]) if c == "source" else r[c] for c in columns] for r in rows]
    meta = {"source": "triton-inference-server/server compatibility.md, NVIDIA release notes, banners and logs", "as_of": "2026-08-19",
            "notes": "an empty cell is unknown; rows marked derived take CUDA and driver from another image: their patch digits are doubtful"}
    write("ngc.tsv", meta, columns, out, ordered=True)


STEPS = (official_tags, image_sizes, image_python, environment, seen_tags, ngc)
