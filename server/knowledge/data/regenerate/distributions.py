"""Distributions and Debian's packages."""

from tables import DATA, read_json, read_tsv, version_key, write


def distros(facts):
    """The gathered rows, their gaps filled and further rows added from more_distros.tsv."""
    columns = ["distro", "version", "codename", "release", "eol", "eol_extended", "python3", "glibc", "pep668", "archive"]
    merged = {}
    for r in read_tsv(facts / "distro-python.tsv") + read_tsv(DATA / "more_distros.tsv"):
        r["eol_extended"] = r.get("eol_extended") or r.get("eol_ext", "")
        row = merged.setdefault((r["distro"], r["version"]), dict.fromkeys(columns, ""))
        row.update({c: r[c] for c in columns if r.get(c) and not row[c]})
    order = list(dict.fromkeys(k[0] for k in merged))
    rows = sorted(merged.values(), key=lambda r: (order.index(r["distro"]), version_key(r["version"])))
    meta = {"source": "distro-info-data (Debian, Ubuntu), mayeut/pep600_compliance (others, glibc), public tables (python3), more_distros.tsv",
            "as_of": "2026-11-24",
            "notes": "eol_extended = ESM (Ubuntu) or LTS (Debian); pep668 by release number; archive: moved = no longer at the usual address"}
    write("distros.tsv", meta, columns, [[r[c] for c in columns] for r in rows])


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
        out.append([r["package"], r["section"], r["installed_bytes"], r["deb_bytes"], groups(r["depends"]), groups(r["recommends"])])
    meta = {"source": "Debian's package indexes (main, updates, security), amd64; packages that some 490 common names can pull in", "as_of": "2026-11-23",
            "units": "bytes",
            "notes": "section =base: in the slim image already; =alias: another name for the package in depends; numbers are rows, from 0"}
    write(f"apt_{release}.tsv", meta, ["package", "section", "installed_bytes", "deb_bytes", "depends", "recommends"], out)
    if missing:
        print(f"  {release}: {len(missing)} names outside the table, e.g. {sorted(missing)[:3]}")


def apt_names(facts):
    names, checks = {}, []
    for r in read_tsv(facts / "apt-sizes.tsv"):
        entry = names.setdefault(r["package"], {"corpus": r["corpus_files"]})
        entry[r["release"]] = r["status"]
        if r["status"] == "ok":
            checks.append([r["release"], r["package"], r["n"], r["installed_bytes"], r["deb_bytes"], r["n_rec"], r["installed_bytes_rec"]])
    meta = {"source": "Debian's package indexes; frequency in public Dockerfiles", "as_of": "2026-11-23",
            "notes": "status: ok, base (in the image already), alias:TARGET, absent (the install fails)"}
    columns = ["package", "dockerfiles", "bullseye", "bookworm", "trixie"]
    rows = [[name, e["corpus"], e["bullseye"], e["bookworm"], e["trixie"]] for name, e in names.items()]
    write("apt_names.tsv", meta, columns, rows, ordered=True)
    meta = {"source": "closures by apt itself over the same indexes", "as_of": "2026-11-23"}
    columns = ["release", "package", "packages", "installed_bytes", "deb_bytes", "packages_with_recommends", "installed_bytes_with_recommends"]
    write("../tests/apt_closures.tsv", meta, columns, checks)


def base_packages(facts):
    rows = []
    for image in read_json(facts / "base-packages.json")["images"]:
        if "trixie" not in image["image"]:  # that set is of before the release; the =base rows of apt_trixie are right
            rows.append([image["image"], image["as_of"], list(image["packages"])])
    meta = {"source": "image manifests (debuerreotype, repo-info)", "as_of": "2026-08", "notes": "names only; slim and full images have the same set"}
    write("base_packages.tsv", meta, ["image", "as_of", "packages"], rows)


STEPS = (distros, apt)
