"""Wheels with what they need and what is in them, for estimates without the network: python_wheels.tsv.

    layerwise size DOCKERFILE...          # with LAYERWISE_CACHE_DIR=FOLDER, for installs that people write
    python3 wheels.py FOLDER YYYY-MM-DD   # needs `packaging`

The program's own client has read indexes, METADATA and the directories of the wheels; its cache is read here.
Of each package the newest version of some series and of each major version is kept, of METADATA what Linux and some extra that is in use ask for.
"""

import json
import re
import sys
import zlib
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from tables import version_key, write

SERIES = 3
COLUMNS = ["package", "version", "requires_python", "wheel_bytes", "files", "bytes", "python_bytes", "python_test_bytes", "requires"]
# Extras that people name in installs; those that other wheels name are added.
EXTRAS = {
    "accelerate": "", "black": "d jupyter", "celery": "redis", "dask": "complete distributed dataframe array", "django": "argon2",
    "fastapi": "all standard", "httpx": "http2", "huggingface-hub": "cli hf-transfer", "imageio": "ffmpeg pyav", "jax": "cpu cuda12 cuda13",
    "langchain": "llm", "psycopg": "binary", "pydantic": "email", "ray": "default tune serve", "requests": "socks", "sqlalchemy": "asyncio",
    "tensorflow": "and-cuda", "transformers": "torch sentencepiece", "tritonclient": "all http grpc", "uvicorn": "standard",
}
ENVIRONMENTS = [
    default_environment() | {
        "python_version": f"3.{minor}", "python_full_version": f"3.{minor}.9", "implementation_version": f"3.{minor}.9",
        "platform_machine": machine, "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
    }
    for minor in range(8, 15)
    for machine in ("x86_64", "aarch64")
]


def answers(folder, kind):
    """The values that a cache holds: a line of JSON, then the value, deflated where it is long."""
    for path in sorted((Path(folder) / "v3" / kind).iterdir()):
        head, _, body = path.read_bytes().partition(b"\n")
        head = json.loads(head)
        if head.get("found"):
            yield head["key"], json.loads(body if body[:1] == b"{" else zlib.decompress(body, -15))


def wheels(folder):
    """(name, version) to the file on the index, its requirements and its contents."""
    listed = {}
    for _, project in answers(folder, "python-project"):
        listed |= {file["sha256"]: file for file in project["files"] if file.get("sha256")}
    found = {}
    for key, wheel in answers(folder, "wheel"):
        file = listed.get(key)
        if not file or not wheel.get("metadata") or not wheel.get("contents") or file["yanked"]:
            continue
        try:
            name, version, *_ = parse_wheel_filename(file["filename"])
        except InvalidWheelFilename:
            continue
        found[canonicalize_name(name), str(version)] = (file, wheel["metadata"]["requires"], wheel["contents"])
    return found


def parsed(lines):
    for line in lines:
        try:
            yield Requirement(line)
        except InvalidRequirement:
            continue


def extras_in_use(found):
    """By package, those that installs or other wheels name, and those that these name in turn."""
    used = {name: set(extras.split()) for name, extras in EXTRAS.items()}
    for _, requires, _ in found.values():
        for one in parsed(requires):
            if one.extras and (one.marker is None or "extra" not in str(one.marker)):
                used.setdefault(canonicalize_name(one.name), set()).update(map(canonicalize_name, one.extras))
    for _ in range(3):
        for (name, _), (_, requires, _) in found.items():
            for one in parsed(requires):
                if canonicalize_name(one.name) == name and any(holds(one, extra) for extra in used.get(name, ())):
                    used[name] |= set(map(canonicalize_name, one.extras))
    return used


def holds(requirement, extra):
    return any(requirement.marker is None or requirement.marker.evaluate(one | {"extra": extra}) for one in ENVIRONMENTS)


def needed(requires, extras):
    """The lines that Linux asks for, without markers that always hold there."""
    lines = []
    for one in parsed(requires):
        plain = one.marker is None or all(one.marker.evaluate(there | {"extra": ""}) for there in ENVIRONMENTS)
        if not plain and not any(holds(one, extra) for extra in ["", *extras]):
            continue
        marker = "" if plain else ";" + re.sub(r" (==|!=|<=|>=|<|>) ", r"\1", str(one.marker).replace('"', "'"))
        extra = f"[{','.join(sorted(one.extras))}]" if one.extras else ""
        lines.append(f"{canonicalize_name(one.name)}{extra}{one.specifier}{marker}")
    return "|".join(dict.fromkeys(lines))


def rows(found):
    used = extras_in_use(found)
    series = {}
    for name, version in sorted(found, key=lambda key: version_key(key[1]), reverse=True):
        of_package = series.setdefault(name, {})
        is_new_major = not any(major == version.split(".")[0] for major, _ in of_package)
        if len(of_package) < SERIES or is_new_major:
            of_package.setdefault(tuple((version + ".0").split(".")[:2]), version)
    for name, versions in series.items():
        for version in versions.values():
            file, requires, contents = found[name, version]
            yield [name, version, file.get("requires_python") or "", file["bytes"], contents["files"], contents["bytes"],
                   contents["python_bytes"], contents["python_test_bytes"], needed(requires, sorted(used.get(name, ())))]


def main():
    folder, as_of = sys.argv[1:]
    meta = {
        "source": "package index metadata, wheel METADATA and central directories; Linux x86_64 wheel, cp311 where there is one",
        "as_of": as_of,
        "units": "bytes; wheel_bytes as downloaded, bytes = sum of the files in the wheel, of them .py files outside and inside of tests",
        "notes": "closures of installs that people write; requirements joined by |, only those that hold on Linux",
    }
    write("python_wheels.tsv", meta, COLUMNS, list(rows(wheels(folder))), ordered=True)


if __name__ == "__main__":
    main()
