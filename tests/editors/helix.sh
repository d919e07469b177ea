#!/usr/bin/env bash
# Layerwise in a real Helix: what a person types and what the screen then shows.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$HERE/screen.sh"

SERVER=$(server) || skip "a built layerwise"
command -v tmux >/dev/null || skip tmux
if HX=$(command -v hx); then
    :
elif HX=$(unpacked hx); then
    HX="HELIX_RUNTIME=$ROOT/usr/lib/hx/runtime $HX"
else
    skip "Helix (tests/editors/install.sh unpacks one)"
fi

FOLDER=$(workspace)
CONFIG=$FOLDER/home/helix
mkdir -p "$CONFIG/runtime/grammars"
cp "$REPO/editors/helix/languages.toml" "$CONFIG/"
cp -r "$REPO/editors/helix/queries" "$CONFIG/runtime/"
cat >"$CONFIG/config.toml" <<'END'
[editor]
end-of-line-diagnostics = "hint"
[editor.lsp]
display-inlay-hints = true
[editor.soft-wrap]
enable = false
END
# The grammar, as `hx --grammar build` would make it, but from this checkout.
cc -shared -fPIC -O1 -I "$REPO/grammar/src" "$REPO"/grammar/src/*.c -o "$CONFIG/runtime/grammars/dockerfile.so"
# languages.toml names the program as a person would have it: on PATH.
mkdir "$FOLDER/bin"
ln -s "$SERVER" "$FOLDER/bin/layerwise"
RUN="env HOME=$FOLDER/home XDG_CONFIG_HOME=$FOLDER/home LAYERWISE_CACHE_DIR=$FOLDER/cache PATH=$FOLDER/bin:$PATH $HX"

health=$($RUN --health dockerfile | sed 's/\x1b\[[0-9;]*m//g')
for part in "layerwise: .*bin/layerwise" "Tree-sitter parser: ✓" "Highlight queries: ✓" "Textobject queries: ✓" "Indent queries: ✓"; do
    grep -qE "$part" <<<"$health" || { echo "$health"; fail "hx --health: $part"; }
done
echo "ok: hx --health finds the server, the grammar and the queries"

start "cd $FOLDER/examples && $RUN pytorch-training/Dockerfile"
see "the file opens" 'FROM nvidia/cuda:11.8.0'
# Helix asks for inlay hints when the person pauses after a key, once the server is there.
NUDGE="j k"
see "the base has a size" 'FROM nvidia/cuda:[^ ]+ .*[0-9] ?GB'
see "the RUN that installs torch has a size in GB" '(RUN apt-get update|rm -rf /var/lib/apt/lists).*[0-9] ?GB'
# What the server learned meanwhile shows after the next change: Helix knows no refresh of hints.
press o Escape u
see "a COPY has a size" 'COPY requirements.txt \. .*[0-9]+ ?[kMG]?B'

NUDGE=
type_text 'ggww'
keys Space k
see "hover explains the image" 'CUDA'
keys Escape
type_text ':open noisy-service/Dockerfile'
keys Enter
see "the other example opens" 'RUN pip3 install torch transformers'

type_text '3gg'
keys x
keys Space a
see "code actions offer a merge" 'Merge'
# The list is filtered by nothing: walk down to the merge and take it.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    if screen capture-pane -pe | grep -E 'Merge' | grep -qE '\[(7|48)[;0-9m]*.*Merge'; then break; fi
    keys Down
    sleep 0.2
done
keys Enter
gone "the RUN instructions are one" 'RUN apt-get install'
keys u
see "undo brings them back" 'RUN apt-get install'

type_text ':open two-stages/Dockerfile'
keys Enter
see "two stages open" 'COPY --from=build'
type_text ':format'
keys Enter
see "formatting writes keywords in capitals" 'FROM debian:12 AS build'
type_text 'gggl'
keys Space r
see "rename asks for the name" 'rename-to: ?build'
for _ in 1 2 3 4 5; do keys BSpace; done
type_text 'compile'
keys Enter
see "rename changes the stage" 'FROM debian:12 AS compile'
see "and where it is used" 'COPY --from=compile'

keys g e
type_text 'oFROM nvidia/cuda:12'
see "completion offers CUDA tags" '12\.[0-9]+\.[0-9]+-[a-z0-9-]+-[a-z]+[0-9.]+'
keys Escape
type_text ':quit-all!'
keys Enter
echo "ok: Helix"
