"""A registry, tag API and package index on loopback that fails as often as it answers.

What it knows does not matter to those who ask: every repository has the same tags, every image the same
manifest, every project the same files.
"""

import http.server
import json
import random
import threading
import time

DIGEST = "sha256:" + "0" * 64
TAGS = [f"{major}.{minor}-{variant}" for major in range(1, 40) for minor in range(8) for variant in ("slim", "gpu")]
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": DIGEST, "size": 700},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": DIGEST, "size": 30_000_000}],
}
CONFIG = {"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/usr/bin"], "User": "app"}, "rootfs": {"type": "layers", "diff_ids": [DIGEST]}}
PAGE = {"count": len(TAGS), "next": None, "results": [{"name": tag, "full_size": 30_000_000, "images": []} for tag in TAGS[:100]]}
PROJECT = {"meta": {"api-version": "1.1"}, "name": "any", "files": [{"filename": "any-1.0-py3-none-any.whl", "url": "any.whl", "hashes": {}, "size": 20_000}]}
# Of ten answers: how many are what was asked for, and what the others are.
GOOD = 6
FAULTS = ("busy", "broken", "cut", "reset", "slow", "missing")
SLOW_SECONDS = 3


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        fault = None if self.server.random.randrange(10) < GOOD else self.server.random.choice(FAULTS)
        self.server.asked[fault] = self.server.asked.get(fault, 0) + 1
        if fault == "reset":
            self.close_connection = True
        elif fault == "missing":
            self.answer(404, b"{}")
        elif fault == "busy":
            self.answer(429 if self.server.random.randrange(2) else 503, b"{}", ("Retry-After", "1"))
        elif fault == "broken":
            self.answer(200, self.body()[: len(self.body()) // 2])
        elif fault == "cut":
            self.close_connection = True
            self.head(200, 10_000, ())
            self.wfile.write(self.body()[:100])
        else:
            time.sleep(SLOW_SECONDS if fault == "slow" else 0.01)
            self.answer(200, self.body())

    do_HEAD = do_GET

    def body(self):
        path = self.path.split("?")[0]
        if path.endswith("/tags/list"):
            return json.dumps({"name": "any", "tags": TAGS}).encode()
        if "/manifests/" in path:
            return json.dumps(MANIFEST).encode()
        if "/blobs/" in path:
            return json.dumps(CONFIG).encode()
        if "/simple/" in path:
            return json.dumps(PROJECT).encode()
        return json.dumps(PAGE).encode()

    def content_type(self):
        if "/manifests/" in self.path:
            return MANIFEST["mediaType"]
        return "application/vnd.pypi.simple.v1+json" if "/simple/" in self.path else "application/json"

    def answer(self, status, body, *headers):
        self.head(status, len(body), headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def head(self, status, length, headers):
        self.send_response(status)
        for name, value in (*headers, ("Content-Type", self.content_type()), ("Content-Length", str(length))):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


class FlakyRegistry:
    """Runs until the program ends; `seed` makes its faults the same ones each time."""

    def __init__(self, seed):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client may close at any time
        self.server.random = random.Random(seed)
        self.server.asked = {}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = "http://127.0.0.1:%d" % self.server.server_address[1]

    def settings(self):
        """Settings that lead every well-known registry and the package index here, and nowhere else."""
        registries = {name: {"endpoint": self.address} for name in ("docker.io", "nvcr.io", "ghcr.io", "quay.io", "gcr.io", "public.ecr.aws", "mcr.microsoft.com")}
        registries["docker.io"]["tag-api"] = self.address + "/v2"
        return {
            "registries": registries,
            "packages": {"pip-index": self.address + "/simple"},
            "network": {"allowed-hosts": ["127.0.0.1"], "timeout-ms": 2000},
        }

    def asked(self):
        """How many answers of each kind it gave; None stands for good ones."""
        return dict(self.server.asked)
