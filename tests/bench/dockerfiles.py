"""Dockerfiles of a wanted length for the benchmarks."""

BASE = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nWORKDIR /app\n"
BLOCK = (
    "# what the next step needs\n"
    "ENV STEP_{0}=value\n"
    "COPY file{0}.txt /app/\n"
    "RUN apt-get update && \\\n"
    "    apt-get install -y --no-install-recommends curl ca-certificates && \\\n"
    "    rm -rf /var/lib/apt/lists/*\n"
)


def dockerfile(lines):
    """A file of about this many lines; line 0 is FROM, line 1 a WORKDIR that edits lengthen."""
    return BASE + "".join(BLOCK.format(number) for number in range((lines - 3) // 6)) + "CMD true\n"
