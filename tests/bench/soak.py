#!/usr/bin/env python3
"""Types in real Dockerfiles for a long time while the registry fails, and looks at what is left.

    python3 tests/bench/soak.py FOLDER [--seconds 3600] [--rate 15] [--program target/release/layerwise]

FOLDER holds Dockerfiles (any names; examples/ will do). At the end, the server that was typed in must
have grown by less than 5 MB since it was warm, and say the same about every open document as a server
that was just started: diagnostics, semantic tokens, symbols, folds, links and formatting, so that a
lost edit shows. Ends with 1 where that does not hold.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time

from flaky_registry import FlakyRegistry
from typist import Session, Typist

GROWTH_MB = 5
# Documents that are open at the same time, and how often one is closed for another.
OPEN = 8
EDITS_PER_DOCUMENT = 400
WARM_UP = 0.25
SAMPLES = 40
MAX_BYTES = 60_000


def dockerfiles(folder):
    paths = sorted(os.path.join(top, name) for top, _, names in os.walk(folder) for name in names if "ockerfile" in name)
    texts = [open(path, encoding="utf-8", errors="replace", newline="").read() for path in paths]
    return [text for text in texts if 0 < len(text) < MAX_BYTES]


def type_on(session, texts, chance, arguments):
    """Types until the time is over; the resident megabytes, in equal steps."""
    typists = [Typist(session, number, chance.choice(texts), texts, chance) for number in range(OPEN)]
    start, edits, memory = time.monotonic(), 0, []
    while (now := time.monotonic() - start) < arguments.seconds:
        number = chance.randrange(OPEN)
        if typists[number].edits > EDITS_PER_DOCUMENT:
            typists[number].close()
            typists[number] = Typist(session, number, chance.choice(texts), texts, chance)
        typists[number].step()
        edits += 1
        if now >= arguments.seconds * (len(memory) + 1) / SAMPLES:
            memory.append(session.memory())
            print(f"{now:7.0f} s {edits:8} edits {memory[-1]:7.1f} MB {session.answers} answers", flush=True)
        time.sleep(max(0, start + edits / arguments.rate - time.monotonic()))
    return typists, memory


def growth(memory):
    """From the middle of what was seen after the warm-up to the middle of the last samples."""
    warm = memory[int(len(memory) * WARM_UP) :]
    part = max(1, len(warm) // 5)
    return statistics.median(warm[-part:]) - statistics.median(warm[:part])


def differences(session, fresh, typists):
    """What the two servers say differently about the open documents."""
    for typist in typists:
        fresh.open(typist.uri, typist.version, typist.text)
    found = []
    for typist in typists:
        ours, theirs = session.said(typist), fresh.said(typist)
        for what in ours:
            if ours[what] != theirs[what]:
                found.append(f"{typist.uri}: {what} differ\n  typed: {ours[what]}\n  fresh: {theirs[what]}\n  text: {typist.text!r}")
    return found


def soak(arguments, folder):
    chance = random.Random(arguments.seed)
    texts = dockerfiles(arguments.folder)
    registry = FlakyRegistry(arguments.seed)
    session = Session([arguments.program, "lsp"], folder, registry.settings())
    typists, memory = type_on(session, texts, chance, arguments)
    # Facts stand still from here on, so that both servers know the same.
    session.freeze()
    fresh = Session([arguments.program, "lsp"], folder, registry.settings())
    fresh.freeze()
    found = differences(session, fresh, typists)
    print(f"growth since warm {growth(memory):.2f} MB; requests to the registry {registry.asked()}")
    print(f"{session.answers} answers, {session.errors} errors, {len(found)} differences")
    print("\n".join(found[:5]))
    session.stop()
    fresh.stop()
    return not found and growth(memory) < GROWTH_MB and session.errors == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--rate", type=float, default=15, help="edits a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default="target/release/layerwise", type=os.path.abspath)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if soak(arguments, folder) else 1)


main()
