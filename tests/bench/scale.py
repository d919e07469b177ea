#!/usr/bin/env python3
"""Measures what many documents cost, a burst of edits, and doing nothing.

    python3 tests/bench/scale.py [PROGRAM] [FOLDER]     default: target/release/layerwise, and made-up files

Prints resident memory with 1, 100 and 500 open documents; the time from the first of 1,000 edits to the answer
of a hover after them; processor time and wake-ups of an idle server; and files per second and peak memory of
`check` over 5,000 Dockerfiles. With FOLDER its files are copied over and over, else files of 60 lines are made.
"""

import os
import pathlib
import sys
import tempfile
import threading
import time

from dockerfiles import dockerfile
from language_server import LanguageServer, OpenDocument
from timing import timed

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/layerwise")
CORPUS = sorted(path for path in pathlib.Path(sys.argv[2]).rglob("*") if path.is_file()) if len(sys.argv) > 2 else []
OPEN = (1, 100, 500)
EDITS = 1000
IDLE_SECONDS = 10
FILES = 5000


def text_of(number):
    """The text of one of many files; made-up ones differ in their first stage."""
    if CORPUS:
        return CORPUS[number % len(CORPUS)].read_text(errors="replace")
    return f"FROM scratch AS stage{number}\n" + dockerfile(60)


def measure_open_documents(folder):
    server = LanguageServer([PROGRAM, "lsp"], folder)
    before = server.memory()
    for number in range(max(OPEN)):
        OpenDocument(server, text_of(number), f"{number}/Dockerfile")
        if number + 1 in OPEN:
            print(f"{number + 1} open documents: {server.memory():.1f} MB ({(server.memory() - before) * 1024 / (number + 1):.0f} KB each)")
    measure_idle(server)
    server.stop()


def measure_idle(server):
    time.sleep(2)
    work, before = processor_ms(server), switches(server)
    time.sleep(IDLE_SECONDS)
    # Threads that end meanwhile take their counts with them.
    wakes = sum(count - before.get(thread, 0) for thread, count in switches(server).items())
    print(f"idle for {IDLE_SECONDS} s: {processor_ms(server) - work} ms of processor time, {wakes} wake-ups")


def processor_ms(server):
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 // os.sysconf("SC_CLK_TCK")


def switches(server):
    """How often each thread has gone to sleep, by its number."""
    tasks = pathlib.Path(f"/proc/{server.process.pid}/task").iterdir()
    lines = [(task.name, line) for task in tasks for line in (task / "status").read_text().splitlines()]
    return {name: int(line.split()[1]) for name, line in lines if line.startswith("voluntary_ctxt_switches")}


def measure_burst(folder, lines):
    server = LanguageServer([PROGRAM, "lsp"], folder)
    document = OpenDocument(server, dockerfile(lines))
    sent = []

    def type_and_hover():
        for _ in range(EDITS):
            document.type_unseen()
        sent.append(time.perf_counter())
        server.send({"id": "hover", "method": "textDocument/hover", "params": {"textDocument": document.identifier, "position": {"line": 0, "character": 20}}})

    # Diagnostics come meanwhile: a client that only writes would wait for a server that only writes.
    typist = threading.Thread(target=type_and_hover)
    start = time.perf_counter()
    typist.start()
    while b'"id":"hover"' not in server.receive()[-80:]:
        pass
    end = time.perf_counter()
    typist.join()
    print(f"{lines} lines: {EDITS} edits and a hover: {1000 * (end - start):.0f} ms, {1000 * (end - sent[0]):.0f} ms after the last edit was sent")
    server.stop()


def measure_check(folder):
    for number in range(FILES):
        path = pathlib.Path(folder, f"service{number // 20}", f"part{number % 20}", "Dockerfile")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(number))
    peak = []
    duration = timed(lambda: peak.append(run([PROGRAM, "check", "--offline", "--format", "json", folder])))
    print(f"check of {FILES} files: {duration / 1000:.1f} s, {FILES * 1000 / duration:.0f} files a second, {peak[0] / 1024:.0f} MB at most")


def run(command):
    """Runs a command without its output; its peak of resident KB."""
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.execv(command[0], command)
    return os.wait4(child, 0)[2].ru_maxrss


def main():
    with tempfile.TemporaryDirectory() as folder:
        measure_open_documents(folder)
    with tempfile.TemporaryDirectory() as folder:
        for lines in (60, 500, 10_000):
            measure_burst(folder, lines)
    with tempfile.TemporaryDirectory() as folder:
        measure_check(folder)


main()
