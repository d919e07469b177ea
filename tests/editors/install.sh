#!/usr/bin/env bash
# Unpacks a recent Neovim and Helix from Debian packages into the lab folder.
#
# Nothing is installed and no root is needed: the packages and what they depend on are downloaded
# with a private apt state and unpacked side by side. The mirror is that of this host.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SUITE=${LAYERWISE_EDITORS_SUITE:-sid}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
SOURCES=/etc/apt/sources.list.d/debian.sources

if [ -e "$ROOT/.complete" ]; then
    echo "editors are unpacked in $ROOT"
    exit 0
fi
command -v apt-get >/dev/null && [ -r "$SOURCES" ] && [ -r "$KEYRING" ] || skip "a Debian host with apt"
MIRROR=$(awk '/^URIs:/ { print $2; exit }' "$SOURCES")

mkdir -p "$LAB"/apt/{lists/partial,archives/partial,etc/preferences.d}
rm -rf "$ROOT"
mkdir "$ROOT"
echo "deb [signed-by=$KEYRING] $MIRROR $SUITE main" >"$LAB/apt/etc/sources.list"

private_apt() {
    apt-get -qq -o Dir::Etc="$LAB/apt/etc" -o Dir::Etc::sourcelist="$LAB/apt/etc/sources.list" \
        -o Dir::Etc::sourceparts=- -o Dir::State="$LAB/apt" -o Dir::State::status=/dev/null \
        -o Dir::State::lists="$LAB/apt/lists" -o Dir::Cache="$LAB/apt" \
        -o Dir::Cache::archives="$LAB/apt/archives" -o APT::Install-Recommends=false \
        -o APT::Sandbox::User=root -o Debug::NoLocking=true "$@"
}

private_apt update
private_apt --yes --download-only install neovim hx
for package in "$LAB"/apt/archives/*.deb; do
    dpkg-deb --extract "$package" "$ROOT"
done
rm -rf "$LAB/apt"
touch "$ROOT/.complete"
echo "unpacked into $ROOT: $(du -sh "$ROOT" | cut -f1)"
