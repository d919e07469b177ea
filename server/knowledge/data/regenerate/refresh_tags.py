#!/usr/bin/env python3
"""Brings the embedded tables of tags and sizes up to date from live registries. For maintainers.

Usage: python3 refresh_tags.py PROGRAM [REPOSITORY...]

PROGRAM is a built `layerwise`: its own client asks each registry, with its settings
(`LAYERWISE_CONFIG` names a file, to ask a mirror for instance) and the credentials of
`docker login`, and an empty cache. Without a REPOSITORY every one of the tables is asked:

- cuda_tags.tsv: tags of nvidia/cuda that are listed get today's date in `hub_seen`, and
  their platforms where they were unknown; tags that the table lacks are added as `seen`;
- seen_tags.tsv: a repository's rows become the newest tags that it lists;
- image_sizes.tsv: compressed sizes, where the registry's list has them.

A repository that does not answer with a complete list keeps its rows, and is named.
"""

import datetime
import json
import os
import re
import subprocess
import sys
import tempfile

from tables import DATA, read_tsv, write

NEWEST = 200  # tags kept of a repository in seen_tags.tsv
CUDA = "nvidia/cuda"
CUDA_TAG = re.compile(r"\d+\.\d+(\.\d+)?-((cudnn\d?|tensorrt)-)?(base|runtime|devel)(-[a-z]+[\d.]+)?(-rc)?")


class Registries:
    """The program's answers, each asked for once."""

    def __init__(self, program, cache):
        self.program = os.path.abspath(program)
        self.environment = dict(os.environ, LAYERWISE_CACHE_DIR=cache)
        self.known = {}
        self.silent = set()

    def tags(self, repository, architecture="amd64"):
        """Tags that are listed now, best first, as `layerwise tags` describes them; None without an answer."""
        key = (repository, architecture)
        if key not in self.known:
            self.known[key] = self.ask(repository, architecture)
        return self.known[key]

    def ask(self, repository, architecture):
        command = [self.program, "tags", repository, "--format", "json", "--platform", f"linux/{architecture}"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
        if answer.get("source") == "embedded" or not answer.get("complete"):
            print(f"{repository}: no complete list; {done.stderr.strip() or 'its rows stay'}")
            self.silent.add(repository)
            return None
        return [tag for tag in answer["tags"] if tag["state"] != "removed"]


def meta_of(name):
    """The `# key: value` lines of a table."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    pairs = (l[2:].split(": ", 1) for l in lines if l.startswith("# ") and ": " in l)
    return dict(pairs)


def refresh_cuda(registries, today):
    listed = registries.tags(CUDA)
    if listed is None:
        return
    rows = {r["tag"]: r for r in read_tsv(DATA / "cuda_tags.tsv")}
    columns = list(next(iter(rows.values())))
    for tag in listed:
        name = tag["name"]
        if not CUDA_TAG.fullmatch(name):
            print(f"{CUDA}:{name} does not follow the tag grammar; left out")
            continue
        new = dict.fromkeys(columns, "") | {"tag": name, "status": "seen", "source": "H"}
        row = rows.setdefault(name, new)
        row["hub_seen"] = today
        linux = sorted(p.split("/")[1] for p in tag["platforms"] if p.startswith("linux/"))
        row["platforms"] = row["platforms"] or ",".join(dict.fromkeys(linux))
    meta = meta_of("cuda_tags.tsv") | {"as_of": today}
    if "; H " not in meta["sources"]:
        meta["sources"] += "; H a registry's list"
    write("cuda_tags.tsv", meta, columns, [list(r.values()) for r in rows.values()], ordered=True)


def rewrite(name, columns, rows, today, is_whole):
    """A table is as old as its oldest row: its date moves when all of it is new."""
    meta = meta_of(name)
    if is_whole:
        meta["as_of"] = today
    write(name, meta, columns, rows, ordered=True)


def refresh_seen(registries, today, wanted):
    old = read_tsv(DATA / "seen_tags.tsv")
    rows, is_whole = [], True
    for repository in dict.fromkeys(r["repository"] for r in old):
        listed = registries.tags(repository) if wanted(repository) else None
        is_whole = is_whole and listed is not None
        names = [tag["name"] for tag in listed[:NEWEST]] if listed else []
        names = names or [r["tag"] for r in old if r["repository"] == repository]
        rows += [[repository, name] for name in names]
    rewrite("seen_tags.tsv", ["repository", "tag"], rows, today, is_whole)


def refresh_sizes(registries, today, wanted):
    rows = read_tsv(DATA / "image_sizes.tsv")
    for row in rows:
        repository, _, name = row["image"].rpartition(":")
        listed = registries.tags(repository, row["arch"]) if wanted(repository) else None
        found = next((tag for tag in listed or [] if tag["name"] == name), {}).get("bytes_compressed")
        if found and str(found) != row["compressed_bytes"]:
            # What was measured on disk and by layer was another build.
            row |= {"compressed_bytes": found, "virtual_bytes": "", "layers": "", "source": "registry's list"}
        if found:
            row["as_of"] = today
    is_whole = all(row["as_of"] == today for row in rows)
    rewrite("image_sizes.tsv", list(rows[0]), [list(r.values()) for r in rows], today, is_whole)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    today = datetime.date.today().isoformat()
    wanted = set(sys.argv[2:]).__contains__ if sys.argv[2:] else lambda repository: True
    with tempfile.TemporaryDirectory() as cache:
        registries = Registries(sys.argv[1], cache)
        if wanted(CUDA):
            refresh_cuda(registries, today)
        refresh_seen(registries, today, wanted)
        refresh_sizes(registries, today, wanted)
    if registries.silent:
        sys.exit(f"not refreshed: {', '.join(sorted(registries.silent))}")


if __name__ == "__main__":
    main()
