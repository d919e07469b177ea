//! Random Dockerfiles as people write them, with a plainly safe chain of RUN instructions in each.

use fastrand::Rng;

const BASES: [&str; 8] = [
    "debian:bookworm-slim",
    "ubuntu:22.04",
    "python:3.11-slim",
    "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04",
    "alpine:3.20",
    "registry.example/team/base:1.4",
    "$BASE",
    "node:20",
];

/// What a stage says before its first RUN.
const PREAMBLES: [&str; 7] = [
    "",
    "",
    "WORKDIR /app\n",
    "ENV PIP_NO_CACHE_DIR=1 \\\n    PYTHONUNBUFFERED=1\n",
    "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n",
    "USER root\nWORKDIR /srv/service\n",
    "ARG VERSION=1.2\nENV TARGET=/opt/tool\n",
];

const FLAGS: [&str; 6] =
    ["", "", "", "", "--network=default ", "--mount=type=cache,target=/root/.cache/pip "];

const GAPS: [&str; 5] = ["", "", "\n", "# what comes next\n", "\n# what comes next,\n# in two lines\n"];

/// Simple commands of programs that live in files.
const COMMANDS: [&str; 46] = [
    "apt-get update",
    "apt-get install -y --no-install-recommends curl git ca-certificates",
    "DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata",
    "apt-get clean",
    "rm -rf /var/lib/apt/lists/*",
    "apk add --no-cache build-base libffi-dev",
    "pip install --no-cache-dir torch==2.4.1",
    "pip install -r requirements.txt",
    "python -m pip install --upgrade pip setuptools wheel",
    "python3 -m venv /opt/venv",
    "/opt/venv/bin/pip install numpy",
    "uv pip install --system fastapi uvicorn",
    "conda install -y -c conda-forge mamba",
    "conda clean -afy",
    "npm ci --omit=dev",
    "npm cache clean --force",
    "curl -fsSL -o /tmp/tool.tar.gz https://example.com/tool-1.2.tar.gz",
    "tar -xzf /tmp/tool.tar.gz -C /opt",
    "rm /tmp/tool.tar.gz",
    "wget -q https://example.com/model.bin -O /opt/model.bin",
    "git clone --depth 1 https://example.com/team/project.git /opt/project",
    "make -C /opt/project -j4",
    "make -C /opt/project install",
    "ldconfig",
    "mkdir -p /data/cache /data/models",
    "chmod -R a+rX /opt/project",
    "chown -R 1000:1000 /data",
    "ln -s /usr/bin/python3 /usr/local/bin/py",
    "cp /opt/project/settings.ini /etc/project.ini",
    "sed -i 's/false/true/' /etc/project.ini",
    "echo \"ready\" > /data/state",
    "echo 'export PATH=/opt/venv/bin:$PATH' >> /etc/profile.d/venv.sh",
    "touch /data/.keep",
    "useradd --create-home --uid 1000 worker",
    "groupadd --gid 2000 team",
    "test -f /opt/project/Makefile",
    "[ -d /data/models ]",
    "sha256sum -c /opt/sums.txt",
    "update-ca-certificates",
    "locale-gen en_US.UTF-8",
    "cmake -S /opt/project -B /opt/build -DCMAKE_BUILD_TYPE=Release",
    "usermod -aG team worker",
    "rm -rf /opt/build",
    "rm -rf build dist",
    "mv /opt/tool /usr/local/bin/tool",
    "cmake --build /opt/build --target install",
];

const BREAKS: [&str; 4] = [" && ", " && \\\n    ", " \\\n  && ", " && \\\n\t"];

/// A Dockerfile of one stage whose RUN instructions all belong to one plainly safe chain.
pub fn random(rng: &mut Rng) -> String {
    let (base, preamble) = (pick(rng, &BASES), pick(rng, &PREAMBLES));
    let (flag, line_break) = (pick(rng, &FLAGS), pick(rng, &BREAKS));
    let mut text = format!("ARG BASE=debian:12\nFROM {base}\n{preamble}");
    for number in 0..rng.usize(2..7) {
        let commands: Vec<&str> = (0..rng.usize(1..4)).map(|_| pick(rng, &COMMANDS)).collect();
        let gap = if number == 0 { "" } else { pick(rng, &GAPS) };
        let end = ["", "", "", ";", " # why"][rng.usize(..5)];
        text.push_str(&format!("{gap}RUN {flag}{}{end}\n", commands.join(line_break)));
    }
    text
}

fn pick(rng: &mut Rng, pool: &[&'static str]) -> &'static str {
    pool[rng.usize(..pool.len())]
}
