#!/usr/bin/env python3
"""Counts the instructions of an edit and a request after it, and compares with what was stored.

    python3 tests/bench/instructions.py             fails where a count has grown by more than the tolerance
    python3 tests/bench/instructions.py --update    stores the counts

Clocks of shared machines are noisy, counts are not. The development build is counted: it is there when the
tests have run, and work that was added shows in it as well. Needs valgrind; without it nothing is counted.
"""

import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
BASELINE = HERE / "instructions.tsv"
PROGRAM = ROOT / "target/debug/examples/counted"
# What is counted of files of so many lines. In long ones what is done again for each line shows.
WORK = {
    60: ["model", "findings", "hover", "completion", "hints", "tokens"],
    1_000: ["model", "findings", "hints", "tokens"],
}
# What is done once falls out of the difference.
FEW, MANY = 1, 4
TOLERANCE = 0.10


def counted(work, lines, rounds):
    """Instructions of a whole run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", PROGRAM, work, str(lines), str(rounds)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", output).group(1))


def main():
    if not shutil.which("valgrind"):
        print("skipped: valgrind not found")
        return 0
    subprocess.run(["cargo", "build", "--quiet", "--package", "layerwise-ide", "--example", "counted"], cwd=ROOT, check=True)
    cases = [(work, lines) for lines, works in WORK.items() for work in works]
    now = {f"{work} {lines}": (counted(work, lines, MANY) - counted(work, lines, FEW)) // (MANY - FEW) for work, lines in cases}
    if "--update" in sys.argv:
        BASELINE.write_text("".join(f"{case}\t{count}\n" for case, count in now.items()))
    before = dict(line.split("\t") for line in BASELINE.read_text().splitlines())
    grown = 0
    for case, count in now.items():
        ratio = count / int(before[case])
        print(f"{case:<16} {count:>14,} {ratio:7.2f} of what was stored")
        grown += ratio > 1 + TOLERANCE
    if grown:
        print(f"{grown} grew by more than {TOLERANCE:.0%}; make them cheaper, or store the counts with --update and say why")
    return 1 if grown else 0


sys.exit(main())
