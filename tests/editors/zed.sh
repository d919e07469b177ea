#!/usr/bin/env bash
# The extension of Zed, as the component that Zed loads; where the target is missing, checked for this machine.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$REPO/editors/zed"
TARGET=wasm32-wasip2
OUT=${CARGO_TARGET_DIR:-$REPO/target/zed}

if [ -d "$(rustc --print sysroot)/lib/rustlib/$TARGET" ]; then
    cargo build --quiet --locked --release --target $TARGET --target-dir "$OUT"
    # The first eight bytes of a component; a core module has another version there.
    magic=$(od -An -tx1 -N8 "$OUT/$TARGET/release/zed_layerwise.wasm" | tr -d ' \n')
    [ "$magic" = 0061736d0d000100 ] || fail "the extension is no component: $magic"
    echo "ok: Zed's extension is a component"
else
    cargo check --quiet --locked --target-dir "$OUT"
    echo "ok: Zed's extension compiles (rustup target add $TARGET builds the component)"
fi
