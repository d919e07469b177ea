#!/usr/bin/env python3
"""Times a language server over stdio: start, edits to diagnostics, every request of the editor, memory.

    python3 tests/bench/latency.py [PROGRAM]      default: target/release/layerwise

Prints medians and 99th percentiles in milliseconds. The whole process is measured, JSON included, with
the server offline and an empty cache.
"""

import os
import sys
import tempfile

from dockerfiles import dockerfile
from language_server import LanguageServer, OpenDocument
from timing import percentiles, timed

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/layerwise")
STARTS = 20
ROUNDS = 300
TAG = {"line": 0, "character": 17}
IMAGE = {"line": 0, "character": 20}
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 20_000, "character": 0}}
INSTALL = {"start": {"line": 5, "character": 3}, "end": {"line": 5, "character": 3}}
REQUESTS = {
    "completion of tags": ("completion", {"position": TAG}),
    "hover": ("hover", {"position": IMAGE}),
    "semantic tokens": ("semanticTokens/full", {}),
    "inlay hints": ("inlayHint", {"range": WHOLE}),
    "code lens": ("codeLens", {}),
    "code actions": ("codeAction", {"range": INSTALL, "context": {"diagnostics": []}}),
    "symbols": ("documentSymbol", {}),
    "folding": ("foldingRange", {}),
    "links": ("documentLink", {}),
    "highlights": ("documentHighlight", {"position": {"line": 3, "character": 6}}),
    "formatting": ("formatting", {"options": {"tabSize": 4, "insertSpaces": True}}),
}


def show(name, times):
    print("{:<38} {:8.2f} {:8.2f}".format(name, *percentiles(times)))


def start_and_stop(folder):
    servers = []
    duration = timed(lambda: servers.append(LanguageServer([PROGRAM, "lsp"], folder)))
    servers[0].stop()
    return duration


def measure_file(folder, lines):
    server = LanguageServer([PROGRAM, "lsp"], folder)
    document = OpenDocument(server, dockerfile(lines))
    show(f"{lines} lines: edit to diagnostics", [timed(document.type_character) for _ in range(ROUNDS)])
    for name, (method, params) in REQUESTS.items():
        show(f"{lines} lines: {name}", [timed(lambda: document.ask(method, **params)) for _ in range(ROUNDS)])
    print(f"{lines} lines: resident memory {server.memory():15.1f} MB")
    server.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':<38} {'p50 ms':>8} {'p99 ms':>8}")
        show("start to initialize", [start_and_stop(folder) for _ in range(STARTS)])
        for lines in (60, 500, 10_000):
            measure_file(folder, lines)


main()
