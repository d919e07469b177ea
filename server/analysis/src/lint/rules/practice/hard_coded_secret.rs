//! ## What it does
//! Finds tokens of well-known services by their form: Hugging Face (`hf_`), OpenAI (`sk-`), NVIDIA
//! (`nvapi-`), GitHub (`ghp_`), AWS (`AKIA`), Slack (`xoxb-`), and private keys.
//!
//! ## Why it matters
//! Everybody who has the file or the image has the token. Revoke it, and hand the new one to the RUN
//! that needs it as a secret.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! ENV HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyzABCDEFGH
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN hf download some/model
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "hard-coded-secret",
    name: "Secret in the file",
    summary: "A token stands in the file in plain text.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

/// How a token begins, and how many characters follow at least.
const FORMS: [(&str, usize, &str); 9] = [
    ("hf_", 34, "Hugging Face"),
    ("sk-proj-", 40, "OpenAI"),
    ("sk-", 40, "OpenAI"),
    ("nvapi-", 40, "NVIDIA"),
    ("ghp_", 36, "GitHub"),
    ("github_pat_", 50, "GitHub"),
    ("glpat-", 20, "GitLab"),
    ("AKIA", 16, "AWS"),
    ("xoxb-", 40, "Slack"),
];

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let text = analysis.source.text();
    let mut end_of_last = 0;
    for (prefix, length, service) in FORMS {
        for start in memchr::memmem::find_iter(text.as_bytes(), prefix) {
            let before = text[..start].chars().next_back();
            let is_inside_word = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            let rest = &text[start + prefix.len()..];
            let body = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
                .unwrap_or(rest.len());
            if is_inside_word || body < length || is_placeholder(&rest[..body]) || start < end_of_last {
                continue;
            }
            end_of_last = start + prefix.len() + body;
            let message =
                format!("a token of {service} stands in the file; revoke it and use --mount=type=secret");
            findings.push(Finding::new(&META, syntax::range(start, end_of_last), message));
        }
    }
    let found = "PRIVATE KEY-----";
    for start in memchr::memmem::find_iter(text.as_bytes(), found)
        .filter(|&start| text[..start].ends_with("-----BEGIN ") || text[..start].ends_with(' '))
    {
        if text[..start].rfind("-----BEGIN").is_some_and(|begin| start - begin < 40) {
            let message = "a private key stands in the file; replace it and use --mount=type=secret";
            findings.push(Finding::new(&META, syntax::range(start, start + found.len()), message));
        }
    }
}

/// `xxxxxxxx` and the like.
fn is_placeholder(body: &str) -> bool {
    let first = body.as_bytes().first().copied().unwrap_or_default();
    body.bytes().all(|b| b.eq_ignore_ascii_case(&first))
}
