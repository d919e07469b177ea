//! A Dockerfile of a wanted length, for benches and counts; `dockerfiles.py` makes the same one.

/// FROM and a WORKDIR that edits lengthen.
pub const BASE: &str = "FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04\nWORKDIR /app\n";

/// A file of about so many lines.
pub fn dockerfile(lines: usize) -> String {
    let block = |at: usize| {
        format!(
            "# what the next step needs\nENV STEP_{at}=value\nCOPY file{at}.txt /app/\nRUN apt-get update && \\\n    \
             apt-get install -y --no-install-recommends curl ca-certificates && \\\n    rm -rf /var/lib/apt/lists/*\n"
        )
    };
    BASE.to_owned() + &(0..(lines - 3) / 6).map(block).collect::<String>() + "CMD true\n"
}
