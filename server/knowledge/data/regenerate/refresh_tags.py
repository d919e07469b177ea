#!/usr/bin/env python3
"""Brings the embedded tag tables up to date from a live tag API. For maintainers.

Usage: python3 refresh_tags.py TAG_API

TAG_API is the address of a tag API in the manner of Docker Hub's, up to and
including the version (`https://hub.docker.com/v2`). Asked are nvidia/cuda and the
repositories of seen_tags.tsv that live on the Hub:

- cuda_tags.tsv: tags that the API returns get today's date in `hub_seen`, and their
  platforms where they were unknown; tags that the table lacks are added as `seen`;
- seen_tags.tsv: the repository's rows become the newest tags that the API returns.

Nothing is written unless every page of a repository arrived.
"""

import datetime
import json
import re
import sys
import urllib.request

from tables import DATA, read_tsv, version_key, write

PAGE_SIZE = 100
PAGES = 60  # nvidia/cuda has some 2,500 tags
NEWEST = 200  # tags kept of a repository in seen_tags.tsv
CUDA_TAG = re.compile(r"\d+\.\d+(\.\d+)?-((cudnn\d?|tensorrt)-)?(base|runtime|devel)(-[a-z]+[\d.]+)?(-rc)?")


def tags(api, repository, limit):
    """Names with their Linux architectures, most recently pushed first, at most `limit`."""
    namespace, name = repository.split("/") if "/" in repository else ("library", repository)
    url = f"{api}/namespaces/{namespace}/repositories/{name}/tags?page_size={PAGE_SIZE}"
    found = {}
    for _ in range(PAGES):
        with urllib.request.urlopen(url, timeout=30) as answer:
            page = json.load(answer)
        for tag in page["results"]:
            images = [i for i in tag.get("images") or [] if i.get("os") == "linux"]
            found[tag["name"]] = sorted({i["architecture"] for i in images})
        url = page.get("next")
        if not url or len(found) >= limit:
            return found
    raise SystemExit(f"{repository}: more than {PAGES} pages; raise PAGES")


def meta_of(name):
    """The `# key: value` lines of a table."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    pairs = (l[2:].split(": ", 1) for l in lines if l.startswith("# ") and ": " in l)
    return dict(pairs)


def refresh_cuda(api, today):
    rows = {r["tag"]: r for r in read_tsv(DATA / "cuda_tags.tsv")}
    columns = list(next(iter(rows.values())))
    for name, architectures in tags(api, "nvidia/cuda", 10**6).items():
        if not CUDA_TAG.fullmatch(name):
            print(f"nvidia/cuda:{name} does not follow the tag grammar; left out")
            continue
        new = dict.fromkeys(columns, "") | {"tag": name, "status": "seen", "source": "H"}
        row = rows.setdefault(name, new)
        row["hub_seen"] = today
        row["platforms"] = row["platforms"] or ",".join(architectures)
    meta = meta_of("cuda_tags.tsv") | {"as_of": today}
    if "; H " not in meta["sources"]:
        meta["sources"] += "; H a listing of the tag API"
    write("cuda_tags.tsv", meta, columns, [list(r.values()) for r in rows.values()], ordered=True)


def refresh_seen(api, today):
    old = read_tsv(DATA / "seen_tags.tsv")
    rows = []
    for repository in dict.fromkeys(r["repository"] for r in old):
        on_hub = "." not in repository.split("/")[0]
        fresh = list(tags(api, repository, NEWEST))[:NEWEST] if on_hub else []
        names = fresh or [r["tag"] for r in old if r["repository"] == repository]
        rows += [[repository, name] for name in sorted(names, key=version_key, reverse=True)]
    write("seen_tags.tsv", meta_of("seen_tags.tsv") | {"as_of": today}, ["repository", "tag"], rows, ordered=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    api, today = sys.argv[1].rstrip("/"), datetime.date.today().isoformat()
    refresh_cuda(api, today)
    refresh_seen(api, today)


if __name__ == "__main__":
    main()
