"""The shares of packages and of sections, from what apt_measure.py measured.

    python3 apt_files.py MEASURED.tsv...

Writes ../apt_files.tsv and ../apt_sections.tsv. A package whose figures its section's tell as well has no row
of its own, and a release no second one where the shares are those of the nearest. Prints the fit for packages
that were not measured, and how far it is off for packages left out of it.
"""

import collections
import dataclasses
import pathlib
import random
import sys

from apt_measure import COLUMNS

DATA = pathlib.Path(__file__).parent.parent
# Installed-Size, in bytes, from which packages count as larger ones.
SIZES = [0, 100_000, 1_000_000, 10_000_000]
# A section's packages of a size count where there are so many; else the section's of any size.
ENOUGH = 6
# A package needs a row where its section's figures are off by more bytes than this, and by more than this share.
NEAR_BYTES, NEAR_SHARE = 30_000, 0.01
SHARES = ["all", "slim", "modules"]


@dataclasses.dataclass
class Package:
    """Bytes. `gzip` is a pair, of all files and of those kept on slim images, or None."""

    name: str
    section: str
    installed: int
    deb: int
    info: int
    all: int
    slim: int
    modules: int
    gzip: tuple[int, int] | None

    @property
    def kind(self):
        return kind_of(self.name, self.section)

    @property
    def size(self):
        return max(size for size in SIZES if self.installed >= size)


def kind_of(name, section):
    """The section, but for documentation and translations, which are in any."""
    if name.endswith(("-doc", "-docs")):
        return "doc"
    if any(part in name for part in ("-l10n", "-locale", "-i18n", "-lang-")):
        return "localization"
    return section


def read(path):
    for line in path.read_text().splitlines():
        cells = dict(zip(COLUMNS, line.split("\t"), strict=True))
        gzip = int(cells["gzip_kept"] or 0)
        pair = (gzip + int(cells["gzip_dropped"] or 0), gzip) if gzip else None
        figures = [int(cells[name] or 0) for name in ("installed", "deb", "info", *SHARES)]
        if figures[0] and figures[3]:
            yield Package(cells["package"], cells["section"], *figures, pair)


def weighted_median(pairs):
    ordered = sorted(pairs)
    half, passed = sum(weight for _, weight in ordered) / 2, 0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value


def terms(all_bytes, deb):
    return all_bytes, deb, deb * deb / max(all_bytes, 1)


def gzip_fit(packages):
    """Coefficients of the terms by which gzip's length follows from the files' and the .deb's."""
    rows = [(terms(p.all, p.deb), p.gzip[0], 1 / max(p.all, 50_000)) for p in packages if p.gzip and p.deb]
    matrix = [[sum(w * x[i] * x[j] for x, _, w in rows) for j in range(3)] for i in range(3)]
    right = [sum(w * x[i] * y for x, y, w in rows) for i in range(3)]
    for i in range(3):
        for j in range(i + 1, 3):
            factor = matrix[j][i] / matrix[i][i]
            matrix[j] = [a - factor * b for a, b in zip(matrix[j], matrix[i])]
            right[j] -= factor * right[i]
    fit = [0.0] * 3
    for i in reversed(range(3)):
        fit[i] = (right[i] - sum(matrix[i][j] * fit[j] for j in range(i + 1, 3))) / matrix[i][i]
    return fit


def fitted(fit, package):
    return sum(a * b for a, b in zip(fit, terms(package.all, package.deb)))


@dataclasses.dataclass
class Sections:
    """Medians by section and size; what they tell of a package."""

    rows: dict
    fit: list

    @classmethod
    def of(cls, packages):
        fit = gzip_fit(packages)
        groups = collections.defaultdict(list)
        for package in packages:
            for key in {(package.kind, package.size), (package.kind, None), ("", package.size)}:
                groups[key].append(package)
        return cls({key: cls.row(group, fit) for key, group in groups.items() if len(group) >= ENOUGH}, fit)

    @staticmethod
    def row(group, fit):
        weigh = lambda figure: weighted_median([(figure(p), p.installed**0.5) for p in group])
        shares = {name: round(1000 * weigh(lambda p: getattr(p, name) / p.installed)) for name in SHARES}
        shares["info"] = round(weigh(lambda p: p.info))
        packed = [(p.gzip[0] / fitted(fit, p), p.installed**0.5) for p in group if p.gzip and p.deb]
        return shares | {"gzip": round(1000 * weighted_median(packed)) if packed else 1000}

    def tell(self, package):
        row = next(self.rows[key] for key in self.keys(package) if key in self.rows)
        told = {name: package.installed * row[name] // 1000 for name in SHARES} | {"info": row["info"]}
        if not package.deb:  # nothing to tell gzip's length by
            return measured(package) | told
        as_told = dataclasses.replace(package, all=told["all"])
        gzip = row["gzip"] / 1000 * fitted(self.fit, as_told)
        return told | {"gzip": gzip, "gzip_slim": gzip * told["slim"] / max(told["all"], 1)}

    @staticmethod
    def keys(package):
        return (package.kind, package.size), (package.kind, None), ("", package.size)


def measured(package):
    told = {name: getattr(package, name) for name in (*SHARES, "info")}
    gzip, slim = package.gzip or (0, 0)
    return told | {"gzip": gzip, "gzip_slim": slim}


def is_near(one, other):
    off = [abs(one[name] - other[name]) for name in one]
    return max(off) <= max(NEAR_BYTES, NEAR_SHARE * one["slim"])


def cross_validate(packages):
    """Errors of the sections' figures for packages that are left out of them."""
    shuffled = random.Random(1).sample(packages, len(packages))
    off = collections.defaultdict(list)
    for part in range(5):
        left_out = shuffled[part::5]
        names = {package.name for package in left_out}
        sections = Sections.of([package for package in packages if package.name not in names])
        for package in left_out:
            told, true = sections.tell(package), measured(package)
            for name in ("all", "slim", "gzip", "gzip_slim"):
                if true[name] and (package.deb or not name.startswith("gzip")):
                    off[name].append((abs(told[name] - true[name]), true[name]))
    for name, pairs in off.items():
        large = sorted(error / true for error, true in pairs if true > 300_000)
        total = sum(error for error, _ in pairs) / sum(true for _, true in pairs)
        middle, ninth = large[len(large) // 2], large[len(large) * 9 // 10]
        print(f"{name}: off by {total:.1%} of all bytes; median {middle:.1%}, p90 {ninth:.1%} of {len(large)} large packages")


HEAD = """# sorted
# source: .debs of main, updates and security, amd64, of Debian 11, 12 and 13 (apt_measure.py)
# as_of: 2026-11-24
# units: {units}
# notes: {notes}
"""


def write_files(packages, sections):
    kept = collections.defaultdict(list)
    for package in packages:
        permille = [round(1000 * figure / package.installed) for figure in (package.all, package.slim, package.modules)]
        permille += [round(1000 * figure / package.installed) for figure in package.gzip or ()] or ["", ""]
        row = [package.installed // 1024, package.info, *permille]
        others = [row for row, _ in kept[package.name]]
        nearest = min(others, key=lambda other: abs(other[0] * 1024 - package.installed), default=None)
        scaled = lambda row: {str(i): (x or 0) * package.installed / 1000 for i, x in enumerate(row[2:])} | {"slim": package.slim}
        if nearest is None or not is_near(scaled(row), scaled(nearest)):
            kept[package.name].append((row, package))
    for name, rows in list(kept.items()):
        if all(package.gzip and is_near(measured(package), sections.tell(package)) for _, package in rows):
            del kept[name]
    units = "installed = Installed-Size as the index writes it, KiB; info = bytes of dpkg's notes on it; all, slim, modules = permille of Installed-Size: all files, those that a slim image keeps, Python modules; gzip, gzip_slim = what gzip leaves of the first two, permille of Installed-Size"
    notes = "a package has a row for each release whose shares differ, and none where those of its section (apt_sections) tell as much"
    lines = ["\t".join(["package", "installed", "info", *SHARES, "gzip", "gzip_slim"])]
    for name in sorted(kept, key=str.encode):
        lines += ["\t".join(map(str, [name, *row])) for row, _ in sorted(kept[name], key=lambda pair: pair[0][0])]
    head = HEAD.format(units=units, notes=notes)
    (DATA / "apt_files.tsv").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines) - 1} rows for {len(kept)} of {len({package.name for package in packages})} packages")


def write_sections(sections):
    units = "from = Installed-Size in bytes from which it holds, `any` for every size; info in bytes; all, slim, modules = permille of Installed-Size; gzip = permille of what the fit of all packages tells"
    notes = "weighted medians; the section without a name is all of them together"
    lines = ["\t".join(["section", "from", "info", *SHARES, "gzip"])]
    order = lambda key: (key[0].encode(), -1 if key[1] is None else key[1])
    for key in sorted(sections.rows, key=order):
        row = sections.rows[key]
        cells = [key[0], "any" if key[1] is None else key[1], row["info"], *(row[name] for name in SHARES), row["gzip"]]
        lines.append("\t".join(map(str, cells)))
    head = HEAD.format(units=units, notes=notes)
    (DATA / "apt_sections.tsv").write_text(head + "\n".join(lines) + "\n")


def main(paths):
    packages = [package for path in paths for package in read(pathlib.Path(path))]
    cross_validate([package for package in packages if package.gzip])
    sections = Sections.of([package for package in packages if package.gzip])
    print("gzip = " + " + ".join(f"{a:.4f} {x}" for a, x in zip(sections.fit, ("all", "deb", "deb^2/all"))))
    write_files(packages, sections)
    write_sections(sections)


main(sys.argv[1:])
