"""Prints what BuildKit's own parser makes of Dockerfiles, as JSON.

Usage: python3 oracle.py FILE…   (or file names on standard input, one a line)

One object a file: {"path", "error"} or {"path", "instructions": [{"keyword", "start", "end",
"flags", "heredocs", "json"}]}, lines counted from 0. Exits with 3 and a line on stderr where the
`dockerfile` wheel, which embeds that parser, is not installed.
"""

import json
import sys

try:
    import dockerfile
except ImportError:
    print("the Python package `dockerfile` is not installed", file=sys.stderr)
    sys.exit(3)


def instruction(command):
    """One command as the test compares it.

    The embedded parser (BuildKit 0.12.5) takes `["a"] b` for JSON; later ones do not.
    """
    return {
        "keyword": (command.cmd or "").lower(),
        "start": command.start_line - 1,
        "end": command.end_line - 1,
        "flags": list(command.flags),
        "heredocs": [heredoc.name for heredoc in command.heredocs],
        "contents": [heredoc.content for heredoc in command.heredocs],
        "json": command.json and command.original.rstrip().endswith("]"),
    }


def describe(path):
    """BuildKit's view of one file."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return {"path": path, "instructions": [instruction(c) for c in dockerfile.parse_string(file.read())]}
    except (dockerfile.GoParseError, UnicodeDecodeError) as error:
        return {"path": path, "error": str(error)}


for name in sys.argv[1:] or map(str.strip, sys.stdin):
    print(json.dumps(describe(name)))
