# syntax=docker/dockerfile:1.7
# check=skip=JSONArgsRecommended

ARG CUDA=12.4.1
ARG PYTHON=3.11 VARIANT

FROM nvcr.io/nvidia/cuda:${CUDA}-cudnn-devel-ubuntu22.04 AS base
ENV DEBIAN_FRONTEND=noninteractive \
    PATH="/opt/venv/bin:$PATH" \
    # the loader looks here first
    LD_LIBRARY_PATH=/usr/local/cuda/lib64:${LD_LIBRARY_PATH:-/lib}
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt \
    apt-get update && \

    # blank lines and notes are allowed here
    apt-get install -y --no-install-recommends \
        git \
        "python${PYTHON}" \
    && rm -rf /var/lib/apt/lists/*

# the model's own environment
FROM base AS build
WORKDIR /srv/app
COPY --link pyproject.toml uv.lock ./
RUN <<EOF
set -e
python -m venv /opt/venv
pip install torch==2.4.0 --index-url https://download.pytorch.org/whl/cu124
EOF
COPY --from=base --chown=1000:1000 --chmod=755 /usr/local/bin /usr/local/bin
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/m.tar.gz /models/
ONBUILD RUN echo "later"
ONBUILD COPY . /srv/app

FROM --platform=linux/amd64 localhost:5000/team/runtime@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d AS serve
LABEL org.opencontainers.image.title="A model" "with space"=yes maintainer=nobody
EXPOSE 8000 9000/udp 7000-7010
USER 1000:1000
VOLUME ["/models"]
VOLUME /data /logs
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=3s CMD curl -f http://localhost:8000/health || exit 1
ENTRYPOINT ["python", "-m", "serve"]
CMD ["--port", "8000"]
