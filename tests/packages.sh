#!/usr/bin/env bash
# Builds each package from the development build and installs it into a fresh environment: the Python wheel,
# the npm packages, the VSIX, and `cargo install`. Each is then used as a person would use it.
#
#   cargo build --package layerwise && tests/packages.sh
#
# A part whose tool is missing says so and is left out. vscode.sh installs the VSIX into VS Code itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
REPO=$PWD
PROGRAM=$REPO/target/debug/layerwise
[ -x "$PROGRAM" ] || { echo "skipped: a built layerwise not found"; exit 0; }
WORK=$(mktemp -d "${TMPDIR:-/tmp}/layerwise-packages.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
VERSION=$("$PROGRAM" --version)

# works NAME COMMAND...: the installed program is ours, and finds what there is to find.
works() {
    local name=$1 found
    shift
    [ "$("$@" --version)" = "$VERSION" ] || { echo "FAILED: $name: another version"; exit 1; }
    found=$("$@" check "$REPO/examples/noisy-service" --offline --format github || true)
    grep -q image-tag-unknown <<<"$found" || { echo "FAILED: $name: $found"; exit 1; }
    echo "ok: $name"
}

platform() { node -p 'process.platform + "-" + process.arch'; }

wheel() {
    python3 -m venv "$WORK/build" 2>/dev/null || { echo "skipped: python3 with venv not found"; return; }
    "$WORK/build/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2' 2>/dev/null ||
        { echo "skipped: maturin not found"; return; }
    (cd packaging/pypi && "$WORK/build/bin/maturin" build --profile dev --out "$WORK/wheels" \
        --target-dir "$REPO/target" >"$WORK/maturin.log" 2>&1) || { cat "$WORK/maturin.log"; exit 1; }
    python3 -m venv "$WORK/fresh"
    "$WORK/fresh/bin/pip" install --quiet --disable-pip-version-check --no-index "$WORK"/wheels/*.whl
    works "the wheel in a fresh environment" "$WORK/fresh/bin/layerwise"
}

npm_packages() {
    command -v npm >/dev/null || { echo "skipped: npm not found"; return; }
    node packaging/npm/pack.mjs "$WORK/npm" "$(platform)=$PROGRAM" >/dev/null 2>&1
    mkdir "$WORK/project"
    echo '{ "private": true }' >"$WORK/project/package.json"
    # The packages of other platforms are not published here, and npm leaves out what it cannot find.
    (cd "$WORK/project" && npm install --silent --no-audit --no-fund --offline "$WORK"/npm/layerwise-[a-z]*.tgz "$WORK"/npm/layerwise-[0-9]*.tgz)
    works "the npm packages in an empty project" "$WORK/project/node_modules/.bin/layerwise"
}

vsix() {
    command -v npm >/dev/null || { echo "skipped: npm not found"; return; }
    (cd editors/vscode && { [ -d node_modules ] || npm ci --silent --ignore-scripts --no-audit --no-fund; } &&
        npm run --silent package -- --target linux-x64 --binary "$PROGRAM" --out "$WORK/layerwise.vsix" >/dev/null)
    python3 -m zipfile --extract "$WORK/layerwise.vsix" "$WORK/vsix"
    chmod +x "$WORK/vsix/extension/bin/layerwise" # zipfile keeps no modes
    works "the program inside of the VSIX" "$WORK/vsix/extension/bin/layerwise"
    local file
    for file in dist/extension.js package.json readme.md images/icon.png walkthrough/tags.md; do
        [ -s "$WORK/vsix/extension/$file" ] || { echo "FAILED: the VSIX has no $file"; exit 1; }
    done
}

cargo_install() {
    cargo install --quiet --debug --locked --path server/layerwise --root "$WORK/cargo" --target-dir target
    works "cargo install" "$WORK/cargo/bin/layerwise"
}

wheel
npm_packages
vsix
cargo_install
