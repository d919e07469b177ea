# shellcheck shell=bash
# Common ground of the editor tests. Source me.
#
# LAYERWISE             the server to test (default: what `cargo build` made, release before debug)
# LAYERWISE_EDITORS_LAB where editors are unpacked (default: a folder in the temporary folder)

set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$HERE/../.." && pwd)
LAB=${LAYERWISE_EDITORS_LAB:-${TMPDIR:-/tmp}/layerwise-editors}
# Editors unpacked by install.sh: a tree of Debian packages, never an installed system.
ROOT=$LAB/root

# Ends a test that cannot run here. The words are looked for by whoever reads a CI log.
skip() {
    echo "skipped: $* not found"
    exit 0
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

server() {
    local candidate
    for candidate in "${LAYERWISE:-}" "$REPO/target/release/layerwise" "$REPO/target/debug/layerwise"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# Prints the command line of an unpacked program: it runs with the libraries of its own tree.
unpacked() {
    local program=$ROOT/usr/bin/$1 loader
    loader=$(echo "$ROOT"/usr/lib/*/ld-linux-*.so.*)
    [ -x "$program" ] && [ -x "$loader" ] || return 1
    echo "$loader --library-path $(dirname "$loader") $program"
}

# A fresh copy of the examples, so that an editor may change them, and an empty home.
workspace() {
    local folder
    folder=$(mktemp -d "${TMPDIR:-/tmp}/layerwise-editor-test.XXXXXX")
    cp -r "$REPO/examples" "$folder/examples"
    # Something to format and to rename.
    mkdir "$folder/examples/two-stages"
    printf '%s\n' 'from   debian:12   as build' 'RUN make' 'FROM debian:12' 'COPY --from=build /x /x' \
        >"$folder/examples/two-stages/Dockerfile"
    mkdir "$folder/home" "$folder/cache"
    echo "$folder"
}
