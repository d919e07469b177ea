"""What packages of Debian hold, measured from their .debs: one line for each, for apt_files.py.

    python3 apt_measure.py FOLDER_OF_DEBS... >> measured.tsv

A folder of .debs is what `apt-get install --download-only` leaves. Folders may be measured one after the
other, so that only one of them is on disk at a time. Packages are meant to be chosen without regard to the
layers that estimates are judged on: the closures of the names that a sample of public Dockerfiles installs,
in three releases, and a random sample of the archive for the means of its sections.
"""

import io
import pathlib
import re
import subprocess
import sys
import tarfile
import zlib

COLUMNS = "package section installed deb info all slim modules gzip_kept gzip_dropped".split()

# The rules of the slim images (debuerreotype's `dpkg.cfg.d/docker`): what they leave out, but for the second.
LEFT_OUT = tuple(f"/usr/share/{name}/" for name in ("doc", "groff", "info", "linda", "lintian/overrides", "locale", "man"))
KEPT = re.compile(
    r"/usr/share/(doc/(.*/copyright$|kde/HTML/C/)|gnome/help/.*/C/"
    r"|locale/((all_languages|languages|locale\.alias)$|(currency|l10n)/)|omf/.*/.*-C\.emf$)"
)

MEBIBYTE = 1 << 20
# Longer streams are compressed in part: every nth mebibyte of them.
SAMPLED = 12 * MEBIBYTE


def is_dropped(path):
    return path.startswith(LEFT_OUT) and not KEPT.match(path)


def gzip_bytes(stream):
    """What gzip's default level leaves of a stream."""
    step = max(1, len(stream) // SAMPLED)
    taken = packed = 0
    for start in range(0, len(stream), step * MEBIBYTE):
        chunk = stream[start : start + MEBIBYTE] if step > 1 else stream[start:]
        compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed += len(compressor.compress(chunk)) + len(compressor.flush())
        taken += len(chunk)
        if step == 1:
            break
    return round(packed * len(stream) / taken) if taken else 0


def stream_of(deb, part):
    return subprocess.run(["dpkg-deb", part, deb], capture_output=True, check=True).stdout


def files_of(archive, row):
    """Adds up the members of a package; the tar streams of what a slim image keeps and of what it leaves out."""
    kept, dropped = bytearray(), bytearray()
    for member in tarfile.open(fileobj=io.BytesIO(archive)):
        path = member.name.lstrip(".")
        length = (member.size + 511) // 512 * 512 if member.isreg() else 0
        is_kept = member.isdir() or not is_dropped(path)
        (kept if is_kept else dropped).extend(archive[member.offset_data - 512 : member.offset_data + length])
        row["info"] += len(path.rstrip("/").encode()) + 1  # a line of NAME.list
        if member.isreg():
            is_module = path.endswith(".py") and path.startswith(("/usr/lib/python3", "/usr/share/python3"))
            row["all"] += member.size
            row["slim"] += member.size if is_kept else 0
            row["modules"] += member.size if is_module else 0
    return bytes(kept), bytes(dropped)


def measure(deb):
    """Name and section, and bytes: see COLUMNS. `info` is what dpkg keeps below /var/lib/dpkg/info."""
    field = lambda name: subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()
    row = dict.fromkeys(COLUMNS, 0)
    row |= {"package": field("Package"), "section": field("Section").split("/")[-1]}
    row |= {"installed": int(field("Installed-Size") or 0) * 1024, "deb": deb.stat().st_size}
    # dpkg keeps all of the control archive but the stanza itself, which goes into its status.
    notes = tarfile.open(fileobj=io.BytesIO(stream_of(deb, "--ctrl-tarfile")))
    row["info"] = sum(m.size for m in notes if m.isreg() and m.name != "./control")
    kept, dropped = files_of(stream_of(deb, "--fsys-tarfile"), row)
    row |= {"gzip_kept": gzip_bytes(kept), "gzip_dropped": gzip_bytes(dropped)}
    return row


def main(folders):
    for folder in folders:
        for deb in sorted(pathlib.Path(folder).glob("*.deb")):
            print("\t".join(str(value) for value in measure(deb).values()))


if __name__ == "__main__":
    main(sys.argv[1:])
