# shellcheck shell=bash
# An editor in a terminal of its own, driven by keys and judged by what the screen shows.
# Source me after lib.sh. Needs tmux.

SOCKET=layerwise-$$
PATIENCE=${LAYERWISE_PATIENCE:-15} # seconds until something must have appeared

screen() { tmux -L "$SOCKET" -f /dev/null "$@"; }

# start COMMAND: opens a terminal of 45 lines and runs the command there.
start() {
    trap finish EXIT
    # What the command said stays readable when it ends.
    screen new-session -d -x "${TERMINAL_WIDTH:-160}" -y 45 "$1" ';' set-option -g remain-on-exit on ';' set-option -g escape-time 0
}

finish() {
    screen kill-server 2>/dev/null || true
    [ -n "${FOLDER:-}" ] || return 0
    # A server that has just lost its editor may still write to its cache.
    rm -rf "$FOLDER" 2>/dev/null || { sleep 1 && rm -rf "$FOLDER"; }
}

# keys KEY...: as tmux names them; `type` sends text as it is.
keys() { screen send-keys "$@"; }
# press KEY...: one at a time, since Escape and a key right after it are Alt and that key.
press() {
    local key
    for key in "$@"; do
        keys "$key"
        sleep 0.3
    done
}
type_text() { screen send-keys -l -- "$1"; }

shown() { screen capture-pane -p 2>/dev/null || true; }

# see WHAT PATTERN: waits until the screen has a line that matches the extended pattern; meanwhile
# presses the keys in NUDGE, where an editor acts only after one.
see() {
    local what=$1 pattern=$2 deadline=$((SECONDS + PATIENCE))
    until shown | grep -qE -- "$pattern"; do
        if [ $SECONDS -ge $deadline ]; then
            shown >&2
            fail "$what: nothing on the screen matches $pattern"
        fi
        # shellcheck disable=SC2086 # NUDGE holds several keys
        if [ -n "${NUDGE:-}" ]; then keys $NUDGE && sleep 0.7; fi
        sleep 0.1
    done
    echo "ok: $what"
}

# gone WHAT PATTERN: waits until no line matches.
gone() {
    local what=$1 pattern=$2 deadline=$((SECONDS + PATIENCE))
    while shown | grep -qE -- "$pattern"; do
        if [ $SECONDS -ge $deadline ]; then
            shown >&2
            fail "$what: $pattern is still on the screen"
        fi
        sleep 0.1
    done
    echo "ok: $what"
}
