#!/usr/bin/env python3
"""Writes the embedded tables from a folder of gathered facts. For maintainers.

Usage: python3 regenerate FACTS [WHEELS]

FACTS holds the wide tables (TSV and JSON) with one source per row. This script
drops what the product does not ask for and writes one TSV per subject into the
folder above. Every table begins with `# key: value` lines (source, as_of, notes),
then a line of column names, then rows. Tables whose first line says `# sorted`
are ordered by the bytes of their first column, so that the program can search
them in place. Tables that no function here writes are kept by hand.

WHEELS is a folder of wheels (`pip download --only-binary=:all: -d WHEELS NAME…`);
with it, measured_wheels.tsv is written anew from what they hold.
"""

import sys
from pathlib import Path

import cuda
import distributions
import images
import packages


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    facts = Path(sys.argv[1])
    if len(sys.argv) == 3:
        packages.measured_wheels(sys.argv[2])
    for step in cuda.STEPS + packages.STEPS + images.STEPS + distributions.STEPS:
        step(facts)


if __name__ == "__main__":
    main()
