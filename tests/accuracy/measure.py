#!/usr/bin/env python3
"""Compare `layerwise size` with built layers and write docs/accuracy.md.

    tests/accuracy/measure.py --program target/release/layerwise [--settings FILE] [--note TEXT]

Each case is estimated twice: with what the network gives (through the settings given, such as a mirror
of the registry), and offline, by the embedded tables alone. truth.tsv comes from build.py.
"""

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

from build import context_of

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
# Cases whose layers were built after the constants were fitted, and changed nothing.
HELD_OUT = {
    "h01-redis-supervisor": "apt",
    "h02-gdal": "apt",
    "h03-java": "apt",
    "n05-cmake-ninja": "apt",
    "n06-openssh-vim": "apt",
    "n07-purge": "apt",
    "n08-sox-ffmpeg": "apt",
    "k01-xgboost": "pip",
    "k02-tensorflow": "pip",
    "k03-jax": "pip",
    "k04-streamlit": "pip",
    "k05-web": "pip",
    "k06-langchain": "pip",
    "k07-diffusers": "pip",
    "k08-target": "pip",
    "k10-bokeh": "pip",
    "k11-copy": "copy",
    "s01-jq-ripgrep": "apt",
    "s02-vim-tmux": "apt",
    "s03-build-ffi": "apt",
    "s04-imagemagick": "apt",
    "s05-git-ssh": "apt",
    "s06-python-venv": "apt",
    "s07-nginx-psql": "apt",
    "s08-curl-gnupg": "apt",
    "s09-network": "apt",
    "s10-cmake-gdb": "apt",
    "s11-scipy": "apt",
    "s12-graphviz": "apt",
    "s13-node": "apt",
    "s14-media": "apt",
    "h05-sqlalchemy": "pip",
    "h06-django": "pip",
    "h07-mlflow": "pip",
    "h08-aiohttp": "pip",
    "h09-spacy": "pip",
    "h10-grpc": "pip",
    "q06-onnx": "pip",
    "q07-jupyter": "pip",
    "q08-requirements": "pip",
}

# Held out by their first letter: names outside of the measured tables, built after all else.
BY_LETTER = {"g": "copy", "u": "apt", "v": "apt", "w": "apt", "x": "pip", "y": "copy", "z": "pip"}

# The newest held-out layers, which stand in rows of their own: drawn by lot after all else was settled.
DRAWN = {
    "v": "drawn from public Dockerfiles",
    "v-rare": "drawn from the whole archive",
    "u": "second draw, on Debian",
    "u-ubuntu": "second draw, on Ubuntu",
    "z": "second draw",
    "g": "folders of this repository",
}

# Built to be held out, but looked into since.
LOOKED_AT = dict.fromkeys(
    (
        "h04-jq-rsync",
        "s01-jq-ripgrep",
        "s06-python-venv",
        "s07-nginx-psql",
        "s10-cmake-gdb",
        "s11-scipy",
        "s13-node",
        "w03-chromium",
        "w04-texlive",
        "w06-golang",
        "w07-ruby-php",
    ),
    "apt",
) | {"x12-qdrant": "pip"}


def kind(case: str) -> str:
    """`apt` or `pip`, by the first letter where the case is not held out."""
    if case in LOOKED_AT:
        return LOOKED_AT[case]
    return HELD_OUT.get(case) or BY_LETTER.get(case[0]) or ("apt" if case[0] in "an" else "pip")


def is_held_out(case: str) -> bool:
    return case not in LOOKED_AT and (case in HELD_OUT or case[0] in BY_LETTER)


def drawn_from(case: str) -> str:
    """The key of `DRAWN` for a case that may be among them."""
    if case.endswith("-rare"):
        return "v-rare"
    is_ubuntu = (HERE / "cases" / case / "Dockerfile").read_text().startswith("FROM ubuntu")
    return f"{case[0]}-ubuntu" if is_ubuntu else case[0]


def group(case: str) -> str:
    """The row of the summary in which a case is counted."""
    drawn = DRAWN.get(drawn_from(case))
    return f"{kind(case)}, {drawn or ('held out' if is_held_out(case) else 'fitted')}"


def least(case: str) -> int:
    """Bytes below which a layer is left out: what COPY brings is exact at any size."""
    return 1_000 if kind(case) == "copy" else 100_000


@dataclasses.dataclass
class Layer:
    """One layer: truth and estimate, in bytes. `best` is None where the estimate is unknown."""

    case: str
    number: int
    files: int
    gzip: int
    low: int | None
    best: int | None
    high: int | None
    compressed: int | None

    @property
    def complete(self) -> bool:
        """All parts are known: the figure is no lower bound."""
        return self.best is not None and self.high is not None

    def error(self) -> float:
        return (self.best - self.files) / self.files

    def compressed_error(self) -> float | None:
        """`None` where no blob was packed."""
        return (self.compressed - self.gzip) / self.gzip if self.gzip else None

    def is_near_compressed(self) -> bool:
        """Within 10 % or 3 MB of the blob: the aim."""
        return abs(self.compressed - self.gzip) <= max(0.1 * self.gzip, 3_000_000)


def truth() -> dict[str, list[tuple[int, int]]]:
    layers = collections.defaultdict(list)
    for line in (HERE / "truth.tsv").read_text().splitlines()[1:]:
        case, _, files, blob = line.split("\t")
        layers[case].append((int(files), int(blob)))
    return layers


def estimate(program: str, case: str, offline: bool, environment: dict[str, str]) -> list[dict]:
    """The layers above the base, as `layerwise size --format json` gives them."""
    folder = HERE / "cases" / case
    command = [program, "size", "--format", "json", str(folder / "Dockerfile")]
    command += ["--offline"] if offline else []
    with context_of(folder) as context:
        command.append(str(context))
        answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    layers = json.loads(answer.stdout)["layers"]
    return [layer for layer in layers if layer["instruction"] in ("RUN", "COPY", "ADD")]


def compare(program: str, offline: bool, environment: dict[str, str], only: str | None) -> list[Layer]:
    compared = []
    for case, layers in sorted(truth().items()):
        if only and kind(case) != only:
            continue
        estimates = estimate(program, case, offline, environment)
        for number, ((files, blob), found) in enumerate(zip(layers, estimates, strict=True)):
            size = found["bytes"]
            compressed = found["compressed"]["best"]
            compared.append(Layer(case, number, files, blob, size["low"], size["best"], size["high"], compressed))
    return compared


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]


def megabytes(count: int) -> str:
    """Three decimals where one would show nothing."""
    return f"{count / 1e6:.1f}" if count >= 1_000_000 else f"{count / 1e6:.3f}"


def summary(layers: list[Layer]) -> str:
    """Median and 90th percentile by kind, for layers that are estimated whole."""
    rows = ["| layers | whole | median error | p90 | gzip median | gzip p90 | gzip within 10 % or 3 MB | truth within low and high |"]
    rows.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    ends = (*DRAWN.values(), "held out", "fitted")
    for name in (f"{kind}, {end}" for kind in ("apt", "pip", "copy") for end in ends):
        of_kind = [layer for layer in layers if group(layer.case) == name]
        of_kind = [layer for layer in of_kind if layer.files > least(layer.case)]
        if not of_kind:
            continue
        whole = [layer for layer in of_kind if layer.complete]
        if not whole:
            rows.append(f"| {name} | 0 of {len(of_kind)} | | | | | | |")
            continue
        errors = [abs(layer.error()) for layer in whole]
        blobs = [layer for layer in whole if layer.gzip]
        packed = [abs(layer.compressed_error()) for layer in blobs]
        near = f"{sum(layer.is_near_compressed() for layer in blobs)} of {len(blobs)}"
        inside = sum(layer.low <= layer.files <= layer.high for layer in whole)
        figures = [statistics.median(errors), percentile(errors, 0.9)]
        figures += [statistics.median(packed), percentile(packed, 0.9)]
        cells = " | ".join(f"{100 * figure:.1f} %" for figure in figures)
        rows.append(f"| {name} | {len(whole)} of {len(of_kind)} | {cells} | {near} | {inside} of {len(whole)} |")
    return "\n".join(rows)


def table(layers: list[Layer]) -> str:
    rows = ["| case | truth MB | estimate MB | error | gzip truth MB | gzip estimate MB | error |"]
    rows.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for layer in layers:
        if layer.files < least(layer.case):
            continue
        truth_cells = [megabytes(layer.files), megabytes(layer.gzip) if layer.gzip else ""]
        if layer.best is None:
            rows.append(f"| {layer.case} | {truth_cells[0]} | unknown | | {truth_cells[1]} | unknown | |")
            continue
        sign = "" if layer.complete else "≥ "
        best = f"{sign}{megabytes(layer.best)} | {100 * layer.error():+.1f} %"
        packed = f"{sign}{megabytes(layer.compressed)} | "
        packed += f"{100 * layer.compressed_error():+.1f} %" if layer.gzip else ""
        rows.append(f"| {layer.case} | {truth_cells[0]} | {best} | {truth_cells[1]} | {packed} |")
    return "\n".join(rows)


def with_other_rows(page: str, old: str, measured: str) -> str:
    """The page with the rows of the kinds that were not measured, from the old page."""
    is_summary = lambda row: row.startswith(("| apt, ", "| pip, ", "| copy, "))
    old_parts, parts = old.split("\n## ")[1:], page.split("\n## ")
    for number, old_part in enumerate(old_parts, start=1):
        lines = parts[number].split("\n")
        kept = [row for row in lines if not is_summary(row) or row.startswith(f"| {measured}, ")]
        is_case = lambda row: row.startswith("| ") and row[2:].split(" ")[0] in truth()
        old_rows = old_part.split("\n")
        cases = [row for row in old_rows if is_case(row) and kind(row.split(" ")[1]) != measured]
        summaries = [row for row in old_rows if is_summary(row) and not row.startswith(f"| {measured}, ")]
        at = max(index for index, row in enumerate(kept) if row.startswith(f"| {measured}, "))
        kept[at + 1 : at + 1] = summaries
        first = next(index for index, row in enumerate(kept) if is_case(row))
        last = max(index for index, row in enumerate(kept) if is_case(row))
        kept[first : last + 1] = sorted(kept[first : last + 1] + cases)
        parts[number] = "\n".join(kept)
    return "\n## ".join(parts)


# What became of the second draw.
SECOND_DRAW = """As they were drawn they gave, at the median and at p90: apt on Debian 0.0 and 0.5 %, on Ubuntu 3.7 and
25.6 % (0.3 MB of a small layer), pip 1.1 and 8.0 %. They showed that bytecode which pip compiles was that of Python 3.11
for every Python, that debconf's templates were those of Debian's images, and that what aspell-en and Python 2 write was
not counted at all. These were mended after: the bytecode by compiling other packages, debconf's by reading the base, the
rest by measuring u04 and u06. So u02, u04, u06 and the pip layers on Python 3.10 and 3.12 are no longer held out in the
strict sense."""

PAGE = """# How accurate layer sizes are

Written by `tests/accuracy/measure.py`; do not edit. {note}

Truth: images built with buildah from `tests/accuracy/cases` on Debian 11, 12, 13, Ubuntu 22.04, 24.04 and Python 3.10 to 3.12
slim bases, amd64; bytes of the regular files in each layer, and of its gzip blob (`tests/accuracy/truth.tsv`, by `build.py`). MB = 10^6 bytes.
Held-out cases were built after the constants were fitted and changed nothing since, but for one that was read off all
layers, what Go's gzip leaves more than zlib (the layers that are not held out give the same); the others were looked at
while fitting. What the files of a Debian package come to, and what gzip leaves of them, is measured from the .debs of some
8,300 packages (`apt_files.tsv`; the closures of what public Dockerfiles install, and what many packages depend on),
which most packages of the held-out layers are among. The newest apt layers, v01 to v14, were drawn by lot from the
installs of public Dockerfiles, mostly of names that no other case has; v15 and on install three names each that were
drawn by lot from those of the whole archive that were *not* measured. Layers with u (apt) and z (pip) are a second draw of
the same kind, with another seed, after all of that was finished, and g copies folders of this repository as they were then:
real files, each once. {second_draw} A layer with a part of unknown size is a lower bound (≥) and counts as
not whole; the summaries hold whole layers above 0.1 MB (of COPY and ADD: all above 1 kB). Names that begin with
x bring packages that were in no measured table when they were built. The embedded table of wheels (`python_wheels.tsv`)
was read from other installs, and from h09, k03, k06, x04 and x12 among these. h09, k03 and x04 showed mistakes of the
resolver, which were mended; no figure was fitted to them. Names with y are copies: the same figures come from BuildKit's own
parser and copier, which alone knows `--parents` and `--exclude` (y06; it packs no blob), and the estimates agreed with
it on 1,082 random layers with links, archives, `.dockerignore` and flags. Layers that keep pip's cache are
not among the cases: what pip keeps depends on the caching
headers of the index.

Held out: {held_out}.

## With the network

{live_summary}

{live_table}

## Offline: the embedded tables alone

{offline_summary}

{offline_table}
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--program", default=str(ROOT / "target/release/layerwise"))
    arguments.add_argument("--settings", help="a layerwise.toml")
    arguments.add_argument("--note", default="")
    arguments.add_argument("--only", choices=("apt", "pip", "copy"), help="leave the other kind's rows as the page has them")
    options = arguments.parse_args()
    environment = dict(os.environ)
    if options.settings:
        environment["LAYERWISE_CONFIG"] = options.settings
    live = compare(options.program, False, environment, options.only)
    # Without a cache, or it would answer in place of the embedded tables.
    with tempfile.TemporaryDirectory() as empty:
        offline = compare(options.program, True, environment | {"LAYERWISE_CACHE_DIR": empty}, options.only)
    page = PAGE.format(
        note=options.note,
        second_draw=SECOND_DRAW,
        held_out=", ".join(sorted(case for case in truth() if is_held_out(case))),
        live_summary=summary(live),
        live_table=table(live),
        offline_summary=summary(offline),
        offline_table=table(offline),
    )
    path = ROOT / "docs" / "accuracy.md"
    path.write_text(with_other_rows(page, path.read_text(), options.only) if options.only else page)


if __name__ == "__main__":
    main()
