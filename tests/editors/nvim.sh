#!/usr/bin/env bash
# Layerwise in a real Neovim: what a person types and what the screen then shows.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$HERE/screen.sh"

SERVER=$(server) || skip "a built layerwise"
command -v tmux >/dev/null || skip tmux

# The system's Neovim where it is new enough for vim.lsp.config, else the unpacked one.
if command -v nvim >/dev/null && nvim --headless -u NONE "+lua if vim.fn.has('nvim-0.11') == 0 then vim.cmd.cquit() end" +qa 2>/dev/null; then
    NVIM=nvim
elif NVIM=$(unpacked nvim); then
    NVIM="VIMRUNTIME=$ROOT/usr/share/nvim/runtime PARSERS=$ROOT/usr/lib/nvim $NVIM"
else
    skip "Neovim 0.11 (tests/editors/install.sh unpacks one)"
fi
FOLDER=$(workspace)
# The grammar, as the help file says to build it.
mkdir -p "$FOLDER/site/parser"
cc -shared -fPIC -O2 -I "$REPO/grammar/src" "$REPO"/grammar/src/*.c -o "$FOLDER/site/parser/dockerfile.so"
SETTING="GRAMMAR=$FOLDER/site HOME=$FOLDER/home XDG_CONFIG_HOME=$FOLDER/home LAYERWISE_CACHE_DIR=$FOLDER/cache LAYERWISE=$SERVER LAYERWISE_REPO=$REPO"

# An unpacked Neovim cannot start itself a second time, as its terminal interface would do: run
# the editor and its interface apart.
SOCKET_FILE=$FOLDER/nvim.sock
RUN="env $SETTING $NVIM"
start "cd $FOLDER/examples; $RUN --headless --listen $SOCKET_FILE -u $HERE/nvim/init.lua pytorch-training/Dockerfile & \
    until [ -S $SOCKET_FILE ]; do sleep 0.1; done; $RUN --server $SOCKET_FILE --remote-ui"

see "the file opens" '^FROM nvidia/cuda:11.8.0'
see "the base has a size" '^FROM nvidia/cuda:[^ ]+ .*[0-9] ?GB'
see "the RUN that installs torch has a size in GB" '(^RUN apt-get update|rm -rf /var/lib/apt/lists).*[0-9] ?GB'
see "a COPY has a size" '^COPY requirements.txt \. .*[0-9]+ ?[kMG]?B'

type_text ':Inspect'
keys Enter
see "the grammar highlights" '@keyword[a-z.]* '
keys Enter
keys g g w K
see "hover explains the image" 'CUDA'
keys Escape j k
type_text ':e noisy-service/Dockerfile'
keys Enter
see "a finding is written beside its line" '^FROM nvidia/cuda .*■'

keys 3 G g r a
see "code actions offer a merge" '[0-9]+: Merge'
CHOICE=$(shown | grep -oE '[0-9]+: Merge' | head -1 | cut -d: -f1)
type_text "$CHOICE"
keys Enter
gone "the RUN instructions are one" '^RUN apt-get install'
keys u
see "undo brings them back" '^RUN apt-get install'

type_text 'GoFROM nvidia/cuda:12.'
keys C-x C-o
see "completion offers CUDA tags" '^~? +12\.[0-9]+\.[0-9]+-[a-z0-9-]+-[a-z]+[0-9.]+ .*supported'
keys Escape Escape
type_text ':e! two-stages/Dockerfile'
keys Enter
see "the other example opens" '^COPY --from=build'
type_text ':lua vim.lsp.buf.format()'
keys Enter
see "formatting writes keywords in capitals" '^FROM debian:12 AS build'
keys G f b g r n
see "rename asks for the name" '^New Name: build'
keys C-u
type_text 'compile'
keys Enter
see "rename changes the stage" '^FROM debian:12 AS compile'
see "and where it is used" '^COPY --from=compile'
type_text ':LayerwiseRefresh'
keys Enter
see "facts are not refreshed offline" 'offline'
keys Enter
type_text ':e! pytorch-training/Dockerfile'
keys Enter
type_text ':LayerwiseSizes'
keys Enter
see "the size report opens" 'FROM +.*GB|GB.*FROM'
type_text ':qa!'
keys Enter
echo "ok: Neovim"
