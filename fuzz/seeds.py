#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: one small input of each shape.

    python3 fuzz/seeds.py

Dockerfiles come from the grammar's fixtures; the rest is made here. The output does not change from
run to run.
"""

import gzip
import hashlib
import io
import json
import lzma
import pathlib
import struct
import tarfile
import zipfile
import zlib

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


COMPOSE = (
    "x-common: &common\n  target: ${TARGET:-final}\nservices:\n  train:\n    build:\n      <<: *common\n      context: .\n"
    "      dockerfile: Dockerfile\n      args:\n        CUDA: '12.4'\n        TAG:\n      additional_contexts: {data: ./data}\n"
    "  serve:\n    build: {context: .., args: [A=1, B]}\n"
)
BAKE = (
    'variable "TAG" { default = "latest" }\nfunction "up" {\n  params = [a]\n  result = upper(a)\n}\n'
    'group "default" { targets = ["app"] }\ntarget "base" { args = { V = "${TAG}-1" } }\n'
    'target "app" {\n  inherits = ["base"]\n  context = "."\n  dockerfile = "Dockerfile"\n  args = { X = TAG == "a" ? "b" : up("c") }\n}\n'
)
BAKE_JSON = {"variable": {"TAG": {"default": "1"}}, "target": {"app": {"context": ".", "args": {"T": "${TAG}"}, "inherits": ["base"]}, "base": {}}}
ENVIRONMENT = "A=1\nexport B='two'\n# c\nTAG=\"x\\ny\"\n"
SETTINGS = (
    'offline = true\nplatform = "linux/arm64"\ntarget-gpu = "RTX 4090"\n[rules]\n"DL3008" = "off"\nml = "hint"\n[registries."docker.io"]\n'
    'endpoint = "http://127.0.0.1:5000"\ninsecure = true\n[packages]\napt-mirrors = { "deb.example" = "http://127.0.0.1/debian" }\n'
    '[network]\ntimeout-ms = 10000\nallowed-hosts = ["*.docker.io"]\n[build-args]\nV = "1"\n[shellcheck]\nenabled = false\n'
)
SETTINGS_JSON = {"offlin": 1, "rules": {"sudo": "loud"}, "hints": {"layer-size": False}, "network": {"max-concurrent": 0}, "platform": None}
CONTEXT_FILES = {
    "requirements": {
        "requirements.txt": REQUIREMENTS,
        "base.txt": "-r requirements.txt\nscipy[a,b]>1 # why\n",
        "constraints.txt": "numpy==1.26.4\n",
    },
    "project": {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["torch>=2; python_version > \'3.8\'"]\n[tool.poetry.dependencies]\nnumpy = "^1.26"\n'},
    "uv": {"uv.lock": 'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [{ name = "b", marker = "sys_platform == \'linux\'" }]\n[[package]]\nname = "b"\nversion = "2"\nwheels = [{ url = "https://x.example/b-2-py3-none-any.whl", size = 9 }]\n'},
    "poetry": {"poetry.lock": '[[package]]\nname = "b"\nversion = "2"\noptional = false\n[package.dependencies]\nc = {version = "*", markers = "extra == \'x\'"}\n[metadata]\nlock-version = "2.0"\n'},
    "pipenv": {"Pipfile.lock": '{"_meta": {"requires": {"python_version": "3.12"}}, "default": {"b": {"version": "==2", "markers": "python_version >= \'3.8\'"}}}'},
    "conda": {"environment.yml": "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pytorch::pytorch>=2\n  - pip:\n    - torch==2.5.1\n"},
    "npm": {"package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0"}}}', "package.json": '{"name": "x"}'},
}
# Answers as they are kept; each kind reads all of them.
KEPT = {
    "tags": {"tags": [["12.4.1", [], "2024-05-01T00:00:00Z", DIGEST]], "complete": True},
    "image": {"reference_digest": DIGEST, "digest": DIGEST, "layers": [], "config": {}, "platforms": [{"os": "linux", "architecture": "amd64"}]},
    "apt": {"packages": [{"name": "curl", "version": "8", "section": "web", "installed_bytes": 9, "deb_bytes": 5}], "list_bytes": 7},
    "packages": {"packages": [{"name": "curl", "version": "8", "provides": "so:a=1\nb\n"}], "kept_bytes": 7, "capabilities": [[0, 7], [0, 0], [9, 4294967295]]},
    "project": {"name": "torch", "files": [{"filename": "torch-1-py3-none-any.whl", "url": "https://x.example/t.whl", "bytes": 5}]},
    "wheel": {"metadata": None, "contents": None, "trouble": "none"},
    "layer": {"files": {"etc/os-release": "ID=debian\n"}, "removed": ["a"], "opaque": []},
    "search": {"images": [{"name": "python", "about": "", "stars": 1, "pulls": 2}], "complete": True},
    "hub": {"files": [{"path": "a/b.bin", "bytes": 5}]},
}
DOCUMENT = "untitled:Dockerfile"


def message(method, params, number=None):
    return {"jsonrpc": "2.0", **({} if number is None else {"id": number}), "method": method, "params": params}


def session(*messages):
    """Bodies of messages, one a line, after an opened document."""
    text = "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04 AS a\nARG V=1\nRUN apt-get update && apt-get install -y curl\nCOPY --from=a . $V\n"
    item = {"uri": DOCUMENT, "languageId": "dockerfile", "version": 1, "text": text}
    return "\n".join(json.dumps(it) for it in [message("textDocument/didOpen", {"textDocument": item}), *messages]).encode()


def place(line, character, **more):
    return {"textDocument": {"uri": DOCUMENT}, "position": {"line": line, "character": character}, **more}


def change(version, line, character, end, text):
    where = {"start": {"line": line, "character": character}, "end": {"line": line, "character": end}}
    return message("textDocument/didChange", {"textDocument": {"uri": DOCUMENT, "version": version}, "contentChanges": [{"range": where, "text": text}]})


def sessions():
    whole, options = {"textDocument": {"uri": DOCUMENT}}, {"tabSize": 4, "insertSpaces": True}
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    asked = [message(f"textDocument/{name}", whole, number) for number, name in enumerate(("semanticTokens/full", "documentSymbol", "foldingRange", "documentLink", "codeLens"))]
    placed = [message(f"textDocument/{name}", place(2, 5), number) for number, name in enumerate(("hover", "completion", "signatureHelp", "definition", "prepareRename", "documentHighlight"))]
    ranged = [message(f"textDocument/{name}", {**whole, "range": where, "context": {"diagnostics": []}, "options": options}, number) for number, name in enumerate(("inlayHint", "codeAction", "formatting", "rangeFormatting"))]
    framed = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(line), line) for line in session().split(b"\n"))
    return {
        "requests": session(*asked),
        "places": session(*placed, message("textDocument/rename", place(1, 5, newName="W"), 9), message("textDocument/references", place(1, 5, context={"includeDeclaration": True}), "r")),
        "ranges": session(*ranged),
        "edits": session(change(2, 2, 3, 9, "\u00e9\U0001f600\n"), message("textDocument/semanticTokens/full", whole, 1), change(3, 9, 99, 999, "RUN a \\"), message("textDocument/semanticTokens/full/delta", {**whole, "previousResultId": "1"}, 2)),
        "settings": session(message("workspace/didChangeConfiguration", {"settings": {"layerwise": SETTINGS_JSON}}), message("$/cancelRequest", {"id": 1}), message("textDocument/hover", place(0, 8), 1)),
        "other": session(message("workspace/symbol", {"query": "a"}, 1), {"jsonrpc": "2.0", "id": 3, "result": None}, message("textDocument/didClose", whole), message("completionItem/resolve", {"label": "x"}, 2), message("shutdown", None, 4), message("exit", None)),
        "frames": b"Content-Length: 2\r\nContent-Type: x\r\n\r\n{}" + framed,
    }


def together(files):
    return "".join(f"=== {name}\n{text}" for name, text in files.items()).encode()


def cache_file(value):
    """A whole file of the cache."""
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(json.dumps(value).encode()) + packed.flush()
    header = {"kind": "kind", "key": "key", "as_of": 1700000000000, "found": True, "unpacked": len(json.dumps(value)), "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(header).encode() + b"\n" + body


def length_and_body(value):
    """What the target stands the right header before."""
    text = json.dumps(value).encode()
    packed = zlib.compressobj(wbits=-15)
    return struct.pack("<I", len(text))[:3] + packed.compress(text) + packed.flush()


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
        "cache_file": {
            **{name: json.dumps(value).encode() for name, value in KEPT.items()},
            "file": cache_file(KEPT["search"]),
            "body": length_and_body(KEPT["hub"]),
        },
        "dockerignore": {"patterns": DOCKERIGNORE.encode()},
        "requirements": {"all": REQUIREMENTS.encode()},
        "context_files": {name: together(files) for name, files in CONTEXT_FILES.items()},
        "builds": {"compose": COMPOSE.encode(), "hcl": BAKE.encode(), "json": json.dumps(BAKE_JSON).encode(), "env": ENVIRONMENT.encode()},
        "session": sessions(),
        "settings": {"toml": SETTINGS.encode(), "json": json.dumps(SETTINGS_JSON).encode()},
        "hadolint_settings": {"all": HADOLINT.encode()},
    }


def main():
    for target, inputs in seeds().items():
        folder = SEEDS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in inputs.items():
            (folder / name).write_bytes(data)


main()
