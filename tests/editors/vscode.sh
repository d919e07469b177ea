#!/usr/bin/env bash
# The extension in a real VS Code (code-server in headless Chromium). Opt in: LAYERWISE_VSCODE=1.
#
# vscode.sh [PICTURES]   with a folder, the screenshots are kept there
#
# The first run downloads and builds about 620 MB in the lab folder; that needs a C++ compiler,
# python3 and the headers of libkrb5 and libsecret.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ "${LAYERWISE_VSCODE:-}" = 1 ] || skip "VS Code (set LAYERWISE_VSCODE=1 to download it)"
for tool in node npm chromium; do command -v $tool >/dev/null || skip $tool; done
SERVER=$(server) || skip "a built layerwise"
CODE_SERVER=4.139.1
EXTENSION=$REPO/editors/vscode

# The folder of a Node that code-server wants; it comes as a package.
node_home() { find "$LAB/node24/node_modules" -maxdepth 4 -type d -name 'node-linux-*' | head -1; }

# npm takes the nearest package.json upwards for its own: give each folder one.
npm_install() {
    local folder=$1
    shift
    mkdir -p "$folder"
    [ -e "$folder/package.json" ] || echo '{ "private": true }' >"$folder/package.json"
    (cd "$folder" && npm install --no-audit --no-fund "$@" >"$folder/install.log" 2>&1) ||
        fail "npm install $*: see $folder/install.log"
}

install_vscode() {
    [ -x "$LAB/vscode/node_modules/.bin/code-server" ] && [ -d "$LAB/vscode/node_modules/playwright-core" ] && return
    npm_install "$LAB/node24" node@24
    export npm_config_nodedir
    npm_config_nodedir=$(node_home)
    PATH=$npm_config_nodedir/bin:$PATH npm_install "$LAB/vscode" "code-server@$CODE_SERVER" playwright-core
    unset npm_config_nodedir
}

install_vscode
FOLDER=$(workspace)
trap 'rm -rf "$FOLDER"' EXIT
(
    cd "$EXTENSION"
    [ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund >"$FOLDER/ci.log" 2>&1 || fail "npm ci in $EXTENSION"
    npm run --silent package -- --target linux-x64 --binary "$SERVER" --out "$FOLDER/layerwise.vsix" >"$FOLDER/package.log" ||
        { cat "$FOLDER/package.log"; fail "packaging"; }
)
export LAB FOLDER LAYERWISE_CACHE_DIR=$FOLDER/cache HOME=$FOLDER/home
"$(node_home)/bin/node" "$HERE/vscode/drive.mjs" "${1:-}"
echo "ok: VS Code"
