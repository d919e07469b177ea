"""What packages of Debian hold: their files over their Installed-Size, with and without documentation.

    python3 apt_files.py FOLDER_OF_DEBS... > ../apt_files.tsv

A folder of .debs, one for each release, is what `apt-get install --download-only --no-install-recommends`
leaves for the names of apt_names.tsv that most Dockerfiles use.
"""

import collections
import fnmatch
import io
import pathlib
import subprocess
import sys
import tarfile

# The rules of the slim images (debuerreotype's `dpkg.cfg.d/docker`); the last that matches decides.
RULES = [
    (True, "/usr/share/doc/*"),
    (True, "/usr/share/groff/*"),
    (True, "/usr/share/info/*"),
    (True, "/usr/share/linda/*"),
    (True, "/usr/share/lintian/overrides/*"),
    (True, "/usr/share/locale/*"),
    (True, "/usr/share/man/*"),
    (False, "/usr/share/doc/*/copyright"),
    (False, "/usr/share/doc/kde/HTML/C/*"),
    (False, "/usr/share/gnome/help/*/C/*"),
    (False, "/usr/share/locale/all_languages"),
    (False, "/usr/share/locale/currency/*"),
    (False, "/usr/share/locale/l10n/*"),
    (False, "/usr/share/locale/languages"),
    (False, "/usr/share/locale/locale.alias"),
    (False, "/usr/share/omf/*/*-C.emf"),
]


def is_dropped(path):
    dropped = False
    for exclude, pattern in RULES:
        if fnmatch.fnmatchcase(path, pattern):
            dropped = exclude
    return dropped


def measure(deb):
    """Name and section, and [Installed-Size, what dpkg notes, bytes, bytes kept on slim, bytes of Python modules]."""
    field = lambda name: subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()
    archive = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], capture_output=True, check=True).stdout
    control = subprocess.run(["dpkg-deb", "--ctrl-tarfile", deb], capture_output=True, check=True).stdout
    # dpkg keeps all of it below /var/lib/dpkg/info but the stanza itself, which goes into its status.
    notes = [m.size for m in tarfile.open(fileobj=io.BytesIO(control)) if m.isreg() and m.name != "./control"]
    row = [int(field("Installed-Size") or 0) * 1024, sum(notes), 0, 0, 0]
    for member in tarfile.open(fileobj=io.BytesIO(archive)):
        path = member.name.lstrip(".")
        row[1] += len(path.rstrip('/').encode()) + 1  # a line of NAME.list
        if not member.isreg():
            continue
        row[2] += member.size
        row[3] += 0 if is_dropped(path) else member.size
        is_module = path.endswith(".py") and path.startswith(("/usr/lib/python3", "/usr/share/python3"))
        row[4] += member.size if is_module else 0
    return (field("Package"), field("Section").split("/")[-1]), row


def is_near(one, other):
    """Shares within a hundredth, notes within 3 kB."""
    return all(abs(a - b) <= 10 for a, b in zip(one[2:], other[2:])) and abs(one[1] - other[1]) < 3000


def main(folders):
    rows = collections.defaultdict(list)
    for deb in (deb for folder in folders for deb in sorted(pathlib.Path(folder).glob("*.deb"))):
        (name, section), (installed, notes, *parts) = measure(deb)
        if not installed:
            continue
        row = [installed, notes, *(round(1000 * part / installed) for part in parts)]
        nearest = min(rows[name], key=lambda known: abs(known[1][0] - installed), default=None)
        if not nearest or not is_near(nearest[1], row):
            rows[name].append((section, row))
    print("# sorted")
    print("# source: member tables of the .debs that common names bring (main, updates, security), amd64; three releases")
    print("# as_of: 2026-11-24")
    print("# units: installed = Installed-Size in bytes; info = bytes of dpkg's notes on it; bytes, slim, modules = permille of Installed-Size: all files, those that a slim image keeps, Python modules")
    print("# notes: a package has a row for each release whose shares differ from the nearest by more than a hundredth")
    print("package\tsection\tinstalled\tinfo\tbytes\tslim\tmodules")
    for name in sorted(rows, key=str.encode):
        for section, row in rows[name]:
            print("\t".join([name, section, *map(str, row)]))


main(sys.argv[1:])
