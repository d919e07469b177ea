#!/usr/bin/env bash
# Installs what tests use where they find it: a registry, shells, shellcheck, valgrind, BuildKit's own parser,
# the schema of SARIF.
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
    for pair in docker-registry:docker-registry skopeo:skopeo busybox:busybox-static shellcheck:shellcheck \
        bash-static:bash-static dash:dash openssl:openssl git:git tmux:tmux \
        rpmbuild:rpm createrepo_c:createrepo-c dpkg-deb:dpkg apt-ftparchive:apt-utils faketime:faketime \
        valgrind:valgrind; do
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
    [ -x "$python" ] && "$python" -c 'import dockerfile, jsonschema' 2>/dev/null && return 0
    command -v python3 >/dev/null || { note "python3 not found"; return 0; }
    mkdir -p "$TOOLS"
    if ! python3 -m venv "$TOOLS/python" >/dev/null 2>&1; then
        # Debian keeps venv apart; --target needs only pip.
        note "python3 has no venv; BuildKit's parser is not installed"
        return 0
    fi
    "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check dockerfile jsonschema >/dev/null 2>&1 ||
        note "the Python packages dockerfile and jsonschema could not be installed"
}

# The official schema of SARIF 2.1.0, as an npm package of Microsoft's carries it.
install_sarif_schema() {
    local folder=$PWD/$TOOLS/sarif
    [ -f "$folder/schema.json" ] && return 0
    command -v npm >/dev/null || { note "npm not found; the schema of SARIF is not fetched"; return 0; }
    mkdir -p "$folder"
    if (cd "$folder" && npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null 2>&1); then
        tar -xzOf "$folder"/*.tgz package/lib/schemas/sarif-2.1.0-rtm.5.json >"$folder/schema.json"
    else
        note "the schema of SARIF could not be fetched"
    fi
}

install_packages
install_python
install_sarif_schema
