#!/usr/bin/env python3
"""Times a language server over stdio: start, edits to diagnostics, completion, hover, memory.

    python3 tests/bench/latency.py [PROGRAM]      default: target/release/layerwise

Prints medians and 99th percentiles in milliseconds. The whole process is measured, JSON included, with
the server offline and an empty cache.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/layerwise")
STARTS = 20
ROUNDS = 300

BASE = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nWORKDIR /app\n"
BLOCK = (
    "# what the next step needs\n"
    "ENV STEP_{0}=value\n"
    "COPY file{0}.txt /app/\n"
    "RUN apt-get update && \\\n"
    "    apt-get install -y --no-install-recommends curl ca-certificates && \\\n"
    "    rm -rf /var/lib/apt/lists/*\n"
)


def dockerfile(lines):
    """A file of about this many lines."""
    return BASE + "".join(BLOCK.format(number) for number in range((lines - 3) // 6)) + "CMD true\n"


class Server:
    def __init__(self, folder):
        environment = dict(os.environ, LAYERWISE_CACHE_DIR=os.path.join(folder, "cache"))
        self.process = subprocess.Popen(
            [PROGRAM, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env=environment
        )
        self.next_id = 0
        self.request(
            "initialize",
            {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": {"offline": True}},
        )
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return self.process.stdout.read(length)

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method, params):
        self.next_id += 1
        self.send({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params})
        wanted = b'"id":%d' % self.next_id
        while wanted not in (message := self.receive()):
            pass
        return message

    def diagnostics(self, version):
        wanted = b'"version":%d' % version
        while True:
            message = self.receive()
            if b"publishDiagnostics" in message and wanted in message:
                return

    def memory(self):
        """Resident megabytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def stop(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait()


def show(name, times):
    times = sorted(1000 * one for one in times)
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
    print(f"{name:<34} {p50:8.2f} {p99:8.2f}")


def timed(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure_start(folder):
    times = []
    for _ in range(STARTS):
        start = time.perf_counter()
        server = Server(folder)
        times.append(time.perf_counter() - start)
        server.stop()
    show("start to initialize", times)


def measure_file(folder, lines):
    server = Server(folder)
    document = {"uri": f"file://{folder}/Dockerfile"}
    text = dockerfile(lines)
    server.notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "dockerfile", "version": 1, "text": text}})
    server.diagnostics(1)
    version = 1
    at = {"line": 1, "character": 12}

    def edit():
        nonlocal version
        version += 1
        change = {"range": {"start": at, "end": at}, "text": "x"}
        server.notify("textDocument/didChange", {"textDocument": {**document, "version": version}, "contentChanges": [change]})
        server.diagnostics(version)

    rounds = ROUNDS if lines < 5000 else 60
    show(f"{lines} lines: edit to diagnostics", [timed(edit) for _ in range(rounds)])
    for name, method, position in [
        ("completion of tags", "completion", {"line": 0, "character": 17}),
        ("hover", "hover", {"line": 0, "character": 20}),
    ]:
        params = {"textDocument": document, "position": position}
        show(f"{lines} lines: {name}", [timed(lambda: server.request(f"textDocument/{method}", params)) for _ in range(rounds)])
    tokens = {"textDocument": document}
    show(f"{lines} lines: semantic tokens", [timed(lambda: server.request("textDocument/semanticTokens/full", tokens)) for _ in range(rounds)])
    print(f"{lines} lines: resident memory {server.memory():17.1f} MB")
    server.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':<34} {'p50 ms':>8} {'p99 ms':>8}")
        measure_start(folder)
        for lines in (60, 500, 10_000):
            measure_file(folder, lines)


main()
