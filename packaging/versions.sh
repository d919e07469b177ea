#!/usr/bin/env bash
# Fails when a package's version differs from the workspace's, or from the tag given as argument.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The first `version = "X"` or `"version": "X"` in a file.
version_in() { sed -nE 's/^ *"?version"? ?[=:] ?"([^"]+)".*/\1/p' "$1" | head -1; }

want=$(version_in Cargo.toml)
status=0
if [ $# -gt 0 ] && [ "${1#v}" != "$want" ]; then
    echo "tag $1 does not fit version $want of Cargo.toml"
    status=1
fi
for file in editors/vscode/package.json editors/zed/Cargo.toml editors/zed/extension.toml \
    packaging/npm/package.json packaging/pypi/pyproject.toml; do
    have=$(version_in "$file")
    if [ "$have" != "$want" ]; then
        echo "$file has version ${have:-none}, Cargo.toml has $want"
        status=1
    fi
done
if ! grep -q "@v$want\$" packaging/mason/package.yaml; then
    echo "packaging/mason/package.yaml does not name v$want"
    status=1
fi
others=$(sed -nE 's/.*"@layerwise\/[^"]+": "([^"]+)".*/\1/p' packaging/npm/package.json | grep -vxF "$want" || true)
if [ -n "$others" ]; then
    echo "packaging/npm/package.json depends on platform packages of another version than $want"
    status=1
fi
exit $status
