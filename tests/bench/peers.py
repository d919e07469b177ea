#!/usr/bin/env python3
"""Times Layerwise and its peers over stdio, interleaved, on files of 60, 500 and 10,000 lines.

    tests/bench/install_peers.sh FOLDER
    cargo build --release && cargo build --release --package layerwise-tests --example echo
    python3 tests/bench/peers.py FOLDER [LINES...]

Prints a Markdown table: median and 99th percentile in milliseconds, and how many times longer the peer's
median is. The floor is a server that answers at once with nothing: what is left of a figure without it is
the server's own time. Processor time is that of the server's threads. "-" stands where a server does not offer the request. Rounds go round the servers, so that what
else the machine does hits all alike.
"""

import glob
import os
import sys
import tempfile

from dockerfiles import dockerfile
from language_server import LanguageServer, OpenDocument
from timing import percentiles, timed

FOLDER = os.path.abspath(sys.argv[1])
LENGTHS = [int(lines) for lines in sys.argv[2:]] or [60, 500, 10_000]
OURS = "layerwise"
FLOOR = "floor"
SERVERS = {
    FLOOR: [os.path.abspath("target/release/examples/echo")],
    OURS: [os.path.abspath("target/release/layerwise"), "lsp"],
    "dockerfile-language-server-nodejs": ["node", f"{FOLDER}/node_modules/.bin/docker-langserver", "--stdio"],
    # The program itself, not the Python script that starts it.
    "tally": [*glob.glob(f"{FOLDER}/python/lib/*/site-packages/tally_cli/bin/*/tally")[:1], "lsp", "--stdio"],
}
# A file of 10,000 lines takes a peer most of a minute for one answer.
ROUNDS = {60: 200, 500: 60, 10_000: 3}
STARTS = 10
REQUESTS = {
    "edit to diagnostics": (None, OpenDocument.type_character),
    "completion of keywords": ("completionProvider", lambda document: document.ask("completion", position={"line": 2, "character": 0})),
    "hover of an instruction": ("hoverProvider", lambda document: document.ask("hover", position={"line": 3, "character": 1})),
    "semantic tokens": ("semanticTokensProvider", lambda document: document.ask("semanticTokens/full")),
}


def rounds(lines):
    return ROUNDS.get(lines, 10)


def start(name, folder):
    return LanguageServer(SERVERS[name], folder)


def time_starts(folder):
    times = {name: [] for name in SERVERS}
    for _ in range(STARTS):
        for name in SERVERS:
            started = []
            times[name].append(timed(lambda: started.append(start(name, folder))))
            started[0].kill()
    return times


def time_request(documents, capability, action, count):
    able = {name: document for name, document in documents.items() if capability is None or document.server.capabilities.get(capability)}
    times = {name: [] for name in able}
    for _ in range(count):
        for name, document in able.items():
            times[name].append(timed(lambda: action(document)))
    return times


def row(title, times):
    ours, _ = percentiles(times[OURS])
    cells = []
    for name in SERVERS:
        if name not in times:
            cells.append("-")
            continue
        median, tail = percentiles(times[name])
        ratio = "" if name in (OURS, FLOOR) else f" ({median / ours:,.0f} x)"
        cells.append(f"{median:,.2f} / {tail:,.2f}{ratio}")
    print(f"| {title} | {' | '.join(cells)} |", flush=True)


def processor_time(documents, count):
    """Milliseconds of each server's threads for an edit, its diagnostics included."""
    used = {}
    for name, document in documents.items():
        before = document.server.processor_time()
        for _ in range(count):
            document.type_character()
        used[name] = (document.server.processor_time() - before) / count
    cells = [f"{time:.2f}" + ("" if name in (OURS, FLOOR) else f" ({time / used[OURS]:,.0f} x)") for name, time in used.items()]
    return " | ".join(cells)


def measure_file(folder, lines):
    documents = {name: OpenDocument(start(name, folder), dockerfile(lines)) for name in SERVERS}
    for title, (capability, action) in REQUESTS.items():
        row(f"{lines:,} lines: {title}", time_request(documents, capability, action, rounds(lines)))
    print(f"| {lines:,} lines: processor time of an edit | {processor_time(documents, rounds(lines))} |", flush=True)
    memory = [f"{document.server.memory():.0f}" for document in documents.values()]
    print(f"| {lines:,} lines: resident MB | {' | '.join(memory)} |", flush=True)
    for document in documents.values():
        document.server.kill()


def main():
    print(f"| | {' | '.join(SERVERS)} |\n|---|{'---|' * len(SERVERS)}")
    with tempfile.TemporaryDirectory() as folder:
        row("start to `initialize` answered", time_starts(folder))
        for lines in LENGTHS:
            measure_file(folder, lines)


main()
