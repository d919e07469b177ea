"""Reading the gathered facts, writing the embedded tables."""

import json
import re
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent


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
    (DATA / name).write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def source(text):
    """A source that a reader can follow: identifiers of private indexes become words."""
    text = cell(text)
    text = re.sub(r"\(?\bfile ids? [\d]+(?:,? (?:and )?[\d]+)*\)?", "public repository", text)
    text = text.replace("PyPI simple JSON", "package index metadata").replace("PyPI", "the Python package index")
    return text.replace("find_string", "public Dockerfiles")


def version_key(version):
    """Numbers compare as numbers; post releases after, pre-releases before."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return [(1, int(p), "") if p.isdigit() else (2 if p == "post" else 0, 0, p) for p in parts] + [(0, 1, "")]
