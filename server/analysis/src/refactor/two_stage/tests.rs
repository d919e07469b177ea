//! Files before and after, and reasons for which nothing is offered.

use super::super::fixture::{check, offers, refusals};
use super::*;

#[test]
fn packages_of_the_system_python_move_on() {
    check(
        offer,
        r#"FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04<CURSOR>
ENV TORCH_CUDA_ARCH_LIST="8.0;9.0"
# Python
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip git && rm -rf /var/lib/apt/lists/*
WORKDIR /app
EXPOSE 8000
COPY requirements.txt .
RUN pip install --no-cache-dir torch==2.4.1
RUN pip install --no-cache-dir -r requirements.txt && pip cache purge
RUN pip install --no-build-isolation flash-attn==2.6.3
RUN python3 -c "import torch"
COPY . .
CMD ["python3", "main.py"]
"#,
        r#"FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04 AS builder
ENV TORCH_CUDA_ARCH_LIST="8.0;9.0"
# Python
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip git && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir torch==2.4.1
RUN pip install --no-cache-dir -r requirements.txt && pip cache purge
RUN pip install --no-build-isolation flash-attn==2.6.3

FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
ENV TORCH_CUDA_ARCH_LIST="8.0;9.0"
# Python
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip git && rm -rf /var/lib/apt/lists/*
WORKDIR /app
EXPOSE 8000
COPY requirements.txt .
COPY --from=builder /usr/local/bin /usr/local/bin
COPY --from=builder /usr/local/lib/python3.10/dist-packages /usr/local/lib/python3.10/dist-packages
RUN python3 -c "import torch"
COPY . .
CMD ["python3", "main.py"]
"#,
    );
}

#[test]
fn a_script_of_both_is_taken_apart() {
    check(
        offer,
        r#"ARG CUDA=12.4.1
FROM nvidia/cuda:${CUDA}-devel-ubuntu22.04<CURSOR> AS final
RUN apt-get update && \
    apt-get install -y python3-venv && \
    python3 -m venv /opt/venv && \
    /opt/venv/bin/pip install torch==2.4.1 && \
    rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH
USER app
ENTRYPOINT ["python"]
"#,
        r#"ARG CUDA=12.4.1
FROM nvidia/cuda:${CUDA}-devel-ubuntu22.04 AS builder
RUN apt-get update && \
    apt-get install -y python3-venv && \
    python3 -m venv /opt/venv && \
    /opt/venv/bin/pip install torch==2.4.1 && \
    rm -rf /var/lib/apt/lists/*

FROM nvidia/cuda:${CUDA}-runtime-ubuntu22.04 AS final
RUN apt-get update && apt-get install -y python3-venv && rm -rf /var/lib/apt/lists/*
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
USER app
ENTRYPOINT ["python"]
"#,
    );
}

#[test]
fn what_is_built_from_sources_moves_on() {
    check(
        offer,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04<CURSOR>
RUN apt-get update && apt-get install -y build-essential cmake git
WORKDIR /app
COPY . .
RUN cmake -B build -DGGML_CUDA=ON && cmake --build build -j
ENTRYPOINT ["/app/build/bin/server"]
"#,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
RUN apt-get update && apt-get install -y build-essential cmake git
WORKDIR /app
COPY . .
RUN cmake -B build -DGGML_CUDA=ON && cmake --build build -j

FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
RUN apt-get update && apt-get install -y build-essential cmake git
WORKDIR /app
COPY --from=builder /app /app
ENTRYPOINT ["/app/build/bin/server"]
"#,
    );
    check(
        offer,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04<CURSOR>
RUN git clone --depth 1 https://example.com/some/tool.git /tmp/tool && cd /tmp/tool && make && make install && rm -rf /tmp/tool
CMD ["tool"]
"#,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
RUN git clone --depth 1 https://example.com/some/tool.git /tmp/tool && cd /tmp/tool && make && make install && rm -rf /tmp/tool

FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
COPY --from=builder /usr/local/bin /usr/local/bin
COPY --from=builder /usr/local/include /usr/local/include
COPY --from=builder /usr/local/lib /usr/local/lib
COPY --from=builder /usr/local/share /usr/local/share
CMD ["tool"]
"#,
    );
}

#[test]
fn environments_of_other_tools_move_on() {
    check(
        offer,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04<CURSOR>
COPY --from=ghcr.io/astral-sh/uv:0.5.0 /uv /bin/uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev
COPY src src
CMD [".venv/bin/python", "-m", "app"]
"#,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
COPY --from=ghcr.io/astral-sh/uv:0.5.0 /uv /bin/uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev

FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
COPY --from=ghcr.io/astral-sh/uv:0.5.0 /uv /bin/uv
WORKDIR /app
COPY --from=builder /app /app
COPY --from=builder /root/.local/share/uv/python /root/.local/share/uv/python
COPY src src
CMD [".venv/bin/python", "-m", "app"]
"#,
    );
    check(
        offer,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04<CURSOR>
RUN apt-get update && apt-get install -y wget
RUN wget -qO /tmp/conda.sh https://example.com/Miniforge3-24.3.0-0-Linux-x86_64.sh && bash /tmp/conda.sh -b -p /opt/conda && rm /tmp/conda.sh
ENV PATH=/opt/conda/bin:$PATH
RUN conda install -y numpy && conda clean -afy
RUN useradd -m app
USER app
RUN pip install --user torch==2.4.1
CMD ["python"]
"#,
        r#"FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
RUN apt-get update && apt-get install -y wget
RUN wget -qO /tmp/conda.sh https://example.com/Miniforge3-24.3.0-0-Linux-x86_64.sh && bash /tmp/conda.sh -b -p /opt/conda && rm /tmp/conda.sh
ENV PATH=/opt/conda/bin:$PATH
RUN conda install -y numpy && conda clean -afy
RUN useradd -m app
USER app
RUN pip install --user torch==2.4.1

FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
RUN apt-get update && apt-get install -y wget
COPY --from=builder /opt/conda /opt/conda
ENV PATH=/opt/conda/bin:$PATH
RUN useradd -m app
USER app
COPY --from=builder --chown=app /home/app/.local /home/app/.local
CMD ["python"]
"#,
    );
}

#[test]
fn what_is_not_understood_is_refused_with_its_reason() {
    for (text, reason) in [
        ("RUN pip install vllm==0.6.3", "vllm compiles while it runs and needs nvcc in the image"),
        ("RUN ./build.sh", "line 2 runs build.sh, and whether that compiles is not known"),
        ("RUN bash build.sh", "line 2 runs the script build.sh, and whether that compiles is not known"),
        ("RUN python3 train.py", "line 2 runs a Python program, and whether that compiles is not known"),
        ("RUN pip install torch", "line 2 installs for a Python whose version is not known"),
        ("RUN make", "line 2 builds in /, where the results cannot be told from the rest"),
        ("RUN apt-get update", "nothing is installed or compiled that a stage could hand on"),
        (
            "WORKDIR /app\nRUN make\nFROM debian:13",
            "another stage follows: this one may be a builder already",
        ),
        ("WORKDIR /app\nRUN make\nONBUILD RUN make", "line 4 has a trigger for other images"),
        ("WORKDIR /app\nCOPY --from=0 /a /b\nRUN make", "line 3 copies from a stage by its number"),
        (
            "WORKDIR /app\nRUN if true; then apt-get update; make; fi",
            "line 3 installs inside a script that cannot be taken apart",
        ),
        (
            "WORKDIR /app\nRUN make && cd sub && touch x && chmod +x run",
            "line 3 changes the folder between its steps",
        ),
        ("RUN pip install", "line 2 installs for a Python whose version is not known"),
    ] {
        let text = format!("FROM nvidia/cuda:12.4.1-devel-ubuntu22.04<CURSOR>\n{text}\n");
        let own = refusals(&text).into_iter().filter(|refused| refused.title == TITLE);
        let found: Vec<String> = own.map(|refused| refused.reason).collect();
        assert_eq!(found, [reason], "{text}");
        assert_eq!(offers(offer, &text), [], "{text}");
    }
}

#[test]
fn other_images_are_passed_over() {
    for text in [
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04<CURSOR>\nWORKDIR /app\nRUN make\n",
        "FROM debian:13<CURSOR>\nWORKDIR /app\nRUN make\n",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nWORKDIR /app\nRUN make<CURSOR>\n",
        "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS a\nFROM a<CURSOR>\nWORKDIR /app\nRUN make\n",
    ] {
        assert_eq!(offers(offer, text), [], "{text}");
        assert!(refusals(text).iter().all(|refused| refused.title != TITLE), "{text}");
    }
}
