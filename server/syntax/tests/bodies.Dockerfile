# Bodies of the forms that real files have; all of them are read whole.
FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN set -eux; \
    # the architecture decides what is fetched
    arch="$(dpkg --print-architecture)"; \
    case "${arch##*-}" in \
      amd64) url='https://host.example/x86_64.tar.gz' ;; \
      arm64|armhf) url="https://host.example/${arch}.tar.gz" ;; \
      *) echo >&2 "no build for $arch"; exit 1 ;; \
    esac; \
    curl -fsSL "$url" | tar -xz -C /opt --strip-components=1
RUN for name in a b c; do mkdir -p "/srv/$name" && chown 1000:1000 "/srv/$name"; done
RUN if [ -f /etc/os-release ] && ! grep -q trixie /etc/os-release; then \
      . /etc/os-release && echo "$VERSION_CODENAME"; \
    elif command -v apk > /dev/null 2>&1; then true; \
    else false || :; fi
RUN ( cd /tmp && make -j"$(nproc)" ) && { echo done; } >> /var/log/build 2>&1
RUN python3 -c 'import sys; print(sys.version_info[:2])' | tee /version
RUN export PATH="/opt/bin:$PATH" && FOO=bar env | sort > /env
RUN --mount=type=cache,target=/root/.cache/pip pip install \
    torch==2.5.1 \
    'numpy<2'
RUN while read -r line; do [ -n "$line" ] || continue; echo "$line"; done < /version
RUN useradd -m -u $((1000 + 1)) app && echo "app:$(head -c 8 /dev/urandom | base64)" | chpasswd
RUN <<EOF
install() { echo "$1" && return 0; }
install a
EOF
RUN cat > /etc/app.conf <<EOF && chmod 600 /etc/app.conf
key=value
EOF
