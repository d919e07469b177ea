#!/usr/bin/env bash
# Keeps the editors' copies of the grammar's queries fresh.
#
#   editors/queries.sh          rewrite the copies
#   editors/queries.sh --check  fail when one is stale
#
# Neovim reads the grammar's own queries. Zed's highlights are Helix's with Zed's names. The other
# queries of Helix and Zed are written by hand: those editors have conventions of their own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

HELIX=editors/helix/queries/dockerfile
ZED=editors/zed/languages/dockerfile
NVIM=editors/nvim/queries/dockerfile

zed_highlights() {
    echo "; Derived from $HELIX/highlights.scm by editors/queries.sh."
    sed -e 1d -e '/^(template_line)/s/@special/@preproc/' \
        -e 's/@constant\.character\.escape/@string.escape/' -e 's/@constant\.numeric/@number/' \
        -e 's/@keyword\.directive/@preproc/' -e 's/@variable\.parameter/@property/' \
        -e 's/@variable\.other\.member/@variable.special/' -e 's/@string\.special\.path/@string.special/g' \
        "$HELIX/highlights.scm"
}

derive() {
    shopt -s nullglob
    local out=$1 name
    mkdir -p "$out/zed" "$out/nvim"
    zed_highlights >"$out/zed/highlights.scm"
    for name in grammar/queries/*.scm; do
        { echo "; Copied from $name by editors/queries.sh."; cat "$name"; } >"$out/nvim/$(basename "$name")"
    done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
derive "$work"
if [ "${1:-}" = --check ]; then
    diff -r "$work/nvim" "$NVIM" && diff "$work/zed/highlights.scm" "$ZED/highlights.scm" ||
        { echo "queries are stale: run editors/queries.sh and commit the result" >&2; exit 1; }
else
    rm -rf "$NVIM"
    mkdir -p "$NVIM"
    cp -r "$work/nvim/." "$NVIM/"
    cp "$work/zed/highlights.scm" "$ZED/"
fi
