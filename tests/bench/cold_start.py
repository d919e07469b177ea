#!/usr/bin/env python3
"""Times the first tags that a new server shows where the cache on disk is full.

    python3 tests/bench/cold_start.py [PROGRAM] [MEGABYTES]      default: target/release/layerwise, 512

A tag API on loopback gives 2,500 tags with digests, sizes and dates of two platforms, the program keeps
them, and copies under other keys fill the cache up to its bound. Each round starts a server offline, opens
a Dockerfile and asks for its tags. Prints medians and 99th percentiles in milliseconds.
"""

import hashlib
import http.server
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

from language_server import LanguageServer, OpenDocument
from timing import percentiles, timed

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/layerwise")
FULL = (int(sys.argv[2]) if len(sys.argv) > 2 else 512) << 20
ROUNDS = 100
TAGS = 2_500
# A repository that is in no embedded table: what is shown can only come from disk.
REPOSITORY = "team/measured"
DOCKERFILE = f"FROM {REPOSITORY}:\nWORKDIR /app\nCMD true\n"
AT_TAG = {"line": 0, "character": len(f"FROM {REPOSITORY}:")}


def digest(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def tag(number):
    name = f"{number // 250}.{number // 10 % 25}.{number % 10}-runtime-ubuntu22.04"
    image = lambda architecture: {"os": "linux", "architecture": architecture, "size": 1_013 * number, "digest": digest(name + architecture)}
    return {"name": name, "digest": digest(name), "tag_last_pushed": f"2026-01-02T03:04:05.{number:06}Z", "images": [image("amd64"), image("arm64")]}


class TagApi(http.server.BaseHTTPRequestHandler):
    page = json.dumps({"count": TAGS, "next": None, "results": [tag(number) for number in range(TAGS)]}).encode()

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_):
        pass


def keep_one_list(folder):
    """The cache holds one list afterwards; returns its file."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), TagApi)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = f'[registries."docker.io"]\ntag-api = "http://127.0.0.1:{server.server_port}/v2"\n'
    (folder / "layerwise.toml").write_text(settings)
    environment = dict(os.environ, LAYERWISE_CACHE_DIR=str(folder / "cache"))
    subprocess.run([PROGRAM, "tags", REPOSITORY], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    server.shutdown()
    return max((folder / "cache").glob("*/tags/*"), key=lambda file: file.stat().st_size)


def fill(one):
    """Copies the list under the names of other keys until the cache is full; returns how many files there are."""
    size = one.stat().st_size
    for number in itertools.count(1):
        if (number + 1) * size > FULL:
            return number
        shutil.copyfile(one, one.with_name(digest(str(number))[7:47]))


def first_tags(folder):
    servers = []

    def start_and_ask():
        servers.append(LanguageServer([PROGRAM, "lsp"], str(folder)))
        document = OpenDocument(servers[0], DOCKERFILE, waits=False)
        return document.ask("completion", position=AT_TAG)

    answers = []
    duration = timed(lambda: answers.append(start_and_ask()))
    labels = [item["label"] for item in json.loads(answers[0])["result"]["items"]]
    assert labels[0] == "9.24.9-runtime-ubuntu22.04", labels[:3]
    servers[0].stop()
    return duration


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one = keep_one_list(folder)
        rounds = lambda: "{:8.2f} {:8.2f}".format(*percentiles([first_tags(folder) for _ in range(ROUNDS)]))
        print(f"{'':<60} {'p50 ms':>8} {'p99 ms':>8}")
        print(f"{f'start to the first {TAGS:,} tags, nothing else in the cache':<60} {rounds()}")
        files = fill(one)
        kilobytes = one.stat().st_size // 1000
        print(f"{f'start to the first {TAGS:,} tags, {files:,} files of {kilobytes} kB':<60} {rounds()}")


main()
