#!/usr/bin/env bash
# Installs the programs that tests use where they find them: a registry, shells, BuildKit's own parser.
#
# Tests that need one of them say "skipped: … not found" where it is missing, so nothing here is fatal.
# Running it again does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

TOOLS=target/test-tools

note() {
    echo "install-tools: $*" >&2
}

# Debian packages, by the program that each brings.
install_packages() {
    local missing=() pair
    for pair in docker-registry:docker-registry skopeo:skopeo busybox:busybox-static \
        bash-static:bash-static dash:dash openssl:openssl git:git tmux:tmux \
        rpmbuild:rpm createrepo_c:createrepo-c; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        note "not installed, as that needs root and apt: ${missing[*]}"
        return 0
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null 2>&1 || note "package lists could not be updated"
    local package
    for package in "${missing[@]}"; do
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
            note "$package could not be installed"
    done
}

# Python packages in an environment of their own, so that the system's Python stays as it is.
install_python() {
    local python=$TOOLS/python/bin/python
    [ -x "$python" ] && "$python" -c 'import dockerfile' 2>/dev/null && return 0
    command -v python3 >/dev/null || { note "python3 not found"; return 0; }
    mkdir -p "$TOOLS"
    if ! python3 -m venv "$TOOLS/python" >/dev/null 2>&1; then
        # Debian keeps venv apart; --target needs only pip.
        note "python3 has no venv; BuildKit's parser is not installed"
        return 0
    fi
    "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check dockerfile >/dev/null 2>&1 ||
        note "the Python package dockerfile could not be installed"
}

install_packages
install_python
