//! ## What it does
//! Finds lines longer than 65,535 bytes, those of comments and heredocs included.
//!
//! ## Why it matters
//! BuildKit reads a file line by line into a buffer of 64 KiB and refuses what does not fit. Such a line
//! is mostly data that somebody inlined.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN echo {64 KiB}
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY data.txt /data.txt
//! RUN cat /data.txt
//! ```
//! (`{64 KiB}` stands for that much text.)
//!
//! ## Fix
//! None.

use syntax::TextRange;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "line-too-long",
    name: "Line that BuildKit cannot read",
    summary: "A line is longer than the 65,535 bytes that BuildKit reads.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

/// Go's `bufio.MaxScanTokenSize` is 64 KiB, its buffer holds the line break too.
const MAX_BYTES: usize = 64 * 1024 - 1;

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let text = analysis.source.text();
    if text.len() <= MAX_BYTES {
        return;
    }
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = 0;
    for end in ends {
        let (line, length) = (&text[start..end], end - start);
        if length > MAX_BYTES {
            let message = format!(
                "this line has {length} bytes, and BuildKit reads 65535; break it with a continuation, or COPY a file"
            );
            let range = TextRange::at(syntax::offset(start), syntax::offset(line.trim_end().len()));
            findings.push(Finding::new(&META, range, message));
            // BuildKit stops here.
            return;
        }
        start = end + 1;
    }
}
