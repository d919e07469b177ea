#!/usr/bin/env python3
"""Build the cases with buildah and write down what their layers hold: truth.tsv.

    tests/accuracy/build.py [--registry HOST:PORT/PATH] [CASE...]

Needs root and buildah. FROM is taken from the registry given (a mirror on loopback, say), else from where
the name leads. A layer's truth is the sum of the regular files in it and the length of its gzip blob.
The build context is the case's folder, or the folder of this repository that its `context` names.
"""

import argparse
import contextlib
import gzip
import json
import pathlib
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator

HERE = pathlib.Path(__file__).parent
COLUMNS = ["case", "layer", "files_bytes", "gzip_bytes"]


def layer_truth(blob: pathlib.Path) -> tuple[int, int]:
    """Bytes of the regular files of a gzip layer, and of the blob itself."""
    with tarfile.open(fileobj=gzip.open(blob), mode="r|") as layer:
        files = sum(member.size for member in layer if member.isreg())
    return files, blob.stat().st_size


@contextlib.contextmanager
def context_of(case: pathlib.Path) -> Iterator[pathlib.Path]:
    """The case's build context: its own folder, or what `REVISION FOLDER` in its `context` gives.

    A folder of a revision has many real files that stay what they are, and none is here twice.
    """
    named = case / "context"
    if not named.exists():
        yield case
        return
    revision, folder = named.read_text().split()
    with tempfile.TemporaryDirectory() as root:
        packed = subprocess.run(
            ["git", "-C", HERE.parent.parent, "archive", "--format", "tar", f"{revision}:{folder}"], check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", root], input=packed.stdout, check=True)
        yield pathlib.Path(root)


def build(case: pathlib.Path, registry: str | None) -> list[tuple[int, int]]:
    """The layers that the case's Dockerfile adds to its base, in order."""
    text = (case / "Dockerfile").read_text()
    if registry:
        text = text.replace("FROM ", f"FROM {registry}/")
    with tempfile.TemporaryDirectory() as folder, context_of(case) as context:
        dockerfile = pathlib.Path(folder, "Dockerfile")
        dockerfile.write_text(text)
        tag = f"localhost/accuracy-{case.name}"
        common = ["--isolation", "chroot", "--layers", "--format", "docker", "--tls-verify=false", "-q"]
        subprocess.run(["buildah", "bud", *common, "-f", dockerfile, "-t", tag, context], check=True)
        image = pathlib.Path(folder, "image")
        subprocess.run(["buildah", "push", "-q", tag, f"dir:{image}"], check=True)
        manifest = json.loads((image / "manifest.json").read_text())
        config = json.loads((image / manifest["config"]["digest"].split(":")[1]).read_text())
        made = [step for step in config["history"] if not step.get("empty_layer")]
        steps = sum(1 for line in text.splitlines() if line.split(" ")[0] in ("RUN", "COPY", "ADD"))
        own = list(zip(made, manifest["layers"], strict=True))[-steps:]
        return [layer_truth(image / layer["digest"].split(":")[1]) for _, layer in own]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--registry", help="where FROM's images are: 127.0.0.1:5000/library")
    arguments.add_argument("cases", nargs="*")
    options = arguments.parse_args()
    path = HERE / "truth.tsv"
    rows = [line.split("\t") for line in path.read_text().splitlines()[1:]] if path.exists() else []
    for name in options.cases or sorted(case.name for case in (HERE / "cases").iterdir()):
        layers = build(HERE / "cases" / name, options.registry)
        rows = [row for row in rows if row[0] != name]
        rows += [[name, str(at), str(files), str(blob)] for at, (files, blob) in enumerate(layers)]
    rows.sort(key=lambda row: (row[0], int(row[1])))
    path.write_text("".join("\t".join(row) + "\n" for row in [COLUMNS, *rows]))


if __name__ == "__main__":
    main()
