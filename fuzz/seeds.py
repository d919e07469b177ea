#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: one small input of each shape.

    python3 fuzz/seeds.py

Dockerfiles come from the grammar's fixtures; the rest is made here. The output does not change from
run to run.
"""

import gzip
import io
import json
import lzma
import pathlib
import struct
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).parent
SEEDS = ROOT / "seeds"
FIXTURES = sorted((ROOT.parent / "grammar/tests/fixtures").glob("*.Dockerfile"))
EXAMPLES = sorted((ROOT.parent / "examples").glob("*/Dockerfile"))
STATUS = "Package: zlib1g\nStatus: install ok installed\nVersion: 1:1.2.13\nArchitecture: amd64\nInstalled-Size: 164\n\n"
PACKAGES = (
    "Package: curl\nVersion: 7.88.1-10\nArchitecture: amd64\nInstalled-Size: 500\nDepends: libc6 (>= 2.34), libcurl4 (= 7.88.1-10)"
    " | wget\nRecommends: ca-certificates\nProvides: fetcher (= 1)\nFilename: pool/c/curl.deb\nSize: 315000\n"
    "SHA256: " + "0" * 64 + "\nDescription: fetches\n what an address names\n\n"
)
RELEASE = (
    "Origin: Example\nSuite: stable\nCodename: bookworm\nAcquire-By-Hash: yes\nSHA256:\n "
    + "0" * 64
    + " 1234 main/binary-amd64/Packages.xz\n"
)
METADATA = (
    "Metadata-Version: 2.1\nName: torch\nVersion: 2.5.1\nRequires-Python: >=3.8\nProvides-Extra: opt\n"
    'Requires-Dist: nvidia-cublas-cu12==12.4.5.8; platform_system == "Linux"\n'
    'Requires-Dist: optree>=0.12; extra == "opt"\n\nTensors.\n'
)
DIGEST = "sha256:" + "0" * 64
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": DIGEST, "size": 700},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": DIGEST, "size": 1 << 30}],
}
INDEX = {
    "schemaVersion": 2,
    "manifests": [
        {"mediaType": MANIFEST["mediaType"], "digest": DIGEST, "size": 500, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
        {"digest": DIGEST, "platform": {"os": "unknown", "architecture": "unknown"}, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}},
    ],
}
CONFIG = {
    "os": "linux",
    "architecture": "amd64",
    "created": "2024-05-01T00:00:00Z",
    "config": {"Env": ["PATH=/usr/bin", "CUDA_VERSION=12.4.1"], "User": "app", "Entrypoint": None, "Labels": {"maintainer": "a"}, "ExposedPorts": {"80/tcp": {}}},
    "history": [{"created_by": "ADD file", "empty_layer": False}, {"created_by": "ENV A=b", "empty_layer": True}],
}
TAG_PAGE = {
    "count": 2,
    "next": "https://hub.example/v2/a/tags?page=2",
    "results": [{"name": "12.4.1-base", "digest": DIGEST, "tag_last_pushed": "2024-05-01T00:00:00Z", "full_size": 5, "images": [{"os": "linux", "architecture": "amd64", "size": 5}]}],
}
CHALLENGE = b'Bearer realm="https://nvcr.io/proxy_auth?scope=repository:nvidia/cuda:pull,push", service="a=b", Basic realm="x"'
PROJECT = {
    "meta": {"api-version": "1.1"},
    "name": "torch",
    "files": [{"filename": "torch-2.5.1-cp312-none-any.whl", "url": "../f/torch.whl", "hashes": {"sha256": "0" * 64}, "requires-python": ">=3.8", "size": 9, "yanked": "broken", "core-metadata": {"sha256": "0"}}],
}
PROJECT_HTML = '<!DOCTYPE html><a href="../f/torch-2.5.1.whl#sha256=' + "0" * 64 + '" data-requires-python="&gt;=3.8" data-yanked>torch</a>'
DOCKERIGNORE = "# data\n**/*.bin\n!data/keep.bin\n/dist/\n[a-z]?x\n\\#file\n  \n.git\ndata/model.bin"
REQUIREMENTS = (
    "# models\n--extra-index-url https://download.pytorch.org/whl/cu124\ntorch==2.5.1 --hash=sha256:"
    + "0" * 64
    + '\nnumpy>=1.26,<2 ; python_version >= "3.9"\n-r base.txt\n-c constraints.txt\n-e .[dev]\n'
    "transformers[torch] @ https://host.example/t-1-py3-none-any.whl\nflash-attn \\\n  ~= 2.6\n"
)
APK = "C:Q1abc=\nP:curl\nV:8.5.0-r0\nA:x86_64\nS:100\nI:300\nD:so:libcurl.so.4 ca-certificates\np:cmd:curl=8.5.0-r0\ni:a=1\n\n"
REPOMD = (
    '<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary">'
    '<checksum type="sha256">' + "0" * 64 + '</checksum><location href="repodata/primary.xml.gz"/><size>9</size></data></repomd>'
)
PRIMARY = (
    '<metadata packages="1"><package type="rpm"><name>curl</name><arch>x86_64</arch><version epoch="0" ver="8.5" rel="1"/>'
    '<size package="9" installed="30" archive="31"/><format><rpm:provides><rpm:entry name="curl" flags="EQ" epoch="0" ver="8.5" rel="1"/>'
    '</rpm:provides><rpm:requires><rpm:entry name="libc.so.6"/></rpm:requires><file>/usr/bin/curl</file></format></package></metadata>'
)
RPM_DATABASES = sorted((ROOT.parent / "server/external/tests/data").glob("rpmdb.*.gz"))
HADOLINT = "ignored: [DL3008, SC2086]\noverride:\n  error: [DL3015]\ntrustedRegistries:\n  - docker.io\nfailure-threshold: warning\nlabel-schema:\n  author: text\n"


def tar(name, text):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, body in ((name, text.encode()), ("var/lib/.wh.old", b"")):
            entry = tarfile.TarInfo(path)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
    return buffer.getvalue()


def wheel():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("torch/__init__.py", "torch-2.5.1.dist-info/METADATA"):
            archive.writestr(zipfile.ZipInfo(name), b"x = 1\n")
    return buffer.getvalue()


def central_directory(packed):
    return packed[packed.index(b"PK\x01\x02") : packed.index(b"PK\x05\x06")]


def gz(data):
    return gzip.compress(data, mtime=0)


def texts(paths):
    return {path.parent.name + "-" + path.name: path.read_bytes() for path in paths}


def seeds():
    large_offset = struct.pack("<IQIIQQQQ", 0x06064B50, 44, 0, 0, 2, 2, 120, 2**40)
    return {
        "dockerfile": texts([*FIXTURES, *EXAMPLES]),
        "registry_answers": {
            **{name: json.dumps(answer).encode() for name, answer in (("manifest", MANIFEST), ("index", INDEX), ("config", CONFIG), ("hub", TAG_PAGE))},
            "tags": b'{"name":"a","tags":["latest","1.0"]}',
            "null-tags": b'{"name":"a","tags":null}',
            "token": b'{"token":"x","access_token":"y","expires_in":300,"issued_at":"2024-05-01T00:00:00Z"}',
            "challenge": CHALLENGE,
        },
        "package_lists": {"plain": PACKAGES.encode(), "gz": gz(PACKAGES.encode()), "xz": lzma.compress(PACKAGES.encode()), "release": RELEASE.encode()},
        "repository_indexes": {"apk": gz(tar("APKINDEX", APK)), "repomd": REPOMD.encode(), "primary": gz(PRIMARY.encode()), "mirrors": b"# list\nhttps://mirror.example/9/\n"},
        "rpm_database": {path.name: gzip.decompress(path.read_bytes()) for path in RPM_DATABASES},
        "project_files": {"json": json.dumps(PROJECT).encode(), "html": PROJECT_HTML.encode(), "metadata": METADATA.encode()},
        "wheel_directory": {"wheel": wheel(), "directory": central_directory(wheel()), "zip64": large_offset},
        "layer": {"tar": tar("var/lib/dpkg/status", STATUS), "gz": gz(tar("./var/lib/dpkg/status", STATUS)), "release": gz(tar("etc/os-release", "ID=debian\nVERSION_ID=12\n"))},
        "dockerignore": {"patterns": DOCKERIGNORE.encode()},
        "requirements": {"all": REQUIREMENTS.encode()},
        "hadolint_settings": {"all": HADOLINT.encode()},
    }


def main():
    for target, inputs in seeds().items():
        folder = SEEDS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in inputs.items():
            (folder / name).write_bytes(data)


main()
