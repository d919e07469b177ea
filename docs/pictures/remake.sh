#!/usr/bin/env bash
# Remakes the pictures beside this script from the built program: VS Code, the browser and the terminal.
# remake.sh --terminal makes those of the browser and the terminal alone.
# Needs what tests/editors/vscode.sh needs, and tmux and pngquant.
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/editors/lib.sh"
source "$HERE/screen.sh"

PICTURES=$REPO/docs/pictures
SERVER=$(server) || fail "build layerwise first"
FOLDER=$(mktemp -d)
TERMINAL_WIDTH=190

[ "${1:-}" = --terminal ] || LAYERWISE_VSCODE=1 "$HERE/vscode.sh" "$FOLDER"

# terminal NAME COMMAND: what the command prints in a terminal, as a picture.
terminal() {
    local program
    program=$(dirname "$SERVER")
    start "cd $REPO && PS1= PATH=$program:\$PATH bash --norc --noprofile"
    type_text "clear; $2"
    keys Enter
    sleep 3
    screen capture-pane -pe | node_run "$PICTURES/terminal.mjs" "$FOLDER/$1.png"
    screen kill-server
    sleep 1 # the next terminal needs a server of its own
}
node_run() { LAB=$LAB node "$@"; }

# What `size --format html` writes, in a browser.
page() {
    (cd "$REPO" && "$SERVER" size examples/pytorch-training/Dockerfile --offline --format html >"$FOLDER/page.html")
    chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 --window-size=1000,760 \
        --screenshot="$FOLDER/treemap.png" "file://$FOLDER/page.html" 2>/dev/null
}

page
terminal terminal-check "layerwise check examples/pytorch-training --offline"
terminal terminal-size "layerwise size examples/pytorch-training/Dockerfile --offline"

for name in sizes completion hover merge-menu report treemap terminal-check terminal-size; do
    [ -e "$FOLDER/$name.png" ] || continue
    pngquant --force --strip --quality 60-92 --output "$PICTURES/$name.png" "$FOLDER/$name.png"
done
ls -l "$PICTURES"/*.png
