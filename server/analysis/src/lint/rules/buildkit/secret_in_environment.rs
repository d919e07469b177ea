//! ## What it does
//! Finds ARG and ENV whose name says token, password, key or the like, where the value is there or
//! comes with the build. Names that only sound so (`TOKENIZERS_PARALLELISM`, `GPG_KEY`,
//! `SSH_AUTH_SOCK`, public keys, paths to files) are left alone.
//!
//! ## Why it matters
//! `docker history` and `docker inspect` show both for ever, also after a later instruction takes them
//! away.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! ARG HF_TOKEN
//! RUN hf download some/model
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! RUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN hf download some/model
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "secret-in-environment",
    name: "Secret in ARG or ENV",
    summary: "A secret in ARG or ENV can be read from the image by everybody who has it.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["SecretsUsedInArgOrEnv", "DL3064", "ML12"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Arg, InstructionKind::Env], check);

/// Words of a name that say secret. BuildKit's list.
const SECRET: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

/// Words that take the secret out of it. BuildKit has the first three.
const HARMLESS: [&str; 10] =
    ["public", "file", "version", "path", "sock", "dir", "no", "size", "length", "server"];

/// Names that the check knows better than their words do.
const KNOWN_HARMLESS: [&str; 4] = ["GPG_KEY", "GPG_KEYS", "KEY_SERVER", "TOKEN_COUNT"];

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    // Before the first FROM an ARG reaches no image.
    for pair in info.syntax.pairs().iter().filter(|_| info.stage.is_some()) {
        let name = pair.key.text();
        if !says_secret(name) {
            continue;
        }
        let is_empty = pair.value.is_some_and(|value| value.text().trim_matches(['"', '\'']).is_empty());
        // An empty ENV holds nothing yet; an ARG may be given a value by the build.
        let severity = match (info.kind(), is_empty) {
            (InstructionKind::Env, true) => Severity::Hint,
            _ => Severity::Warning,
        };
        let message = format!(
            "{name} stays readable in the image; hand it to the RUN that needs it with --mount=type=secret"
        );
        findings.push(Finding::new(&META, pair.key.range(), message).with_severity(severity));
    }
}

/// Whole words between underscores count, so that `TOKENIZERS` is no token.
fn says_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|word| words.contains(&word));
    has(&SECRET) && !has(&HARMLESS) && !KNOWN_HARMLESS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::says_secret;

    #[test]
    fn only_whole_words_count() {
        for name in ["HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "password", "DB_PASSWORD", "WANDB_API_KEY", "AUTH"]
        {
            assert!(says_secret(name), "{name}");
        }
        for name in [
            "TOKENIZERS_PARALLELISM",
            "TIKTOKEN_CACHE_DIR",
            "USERNAME",
            "GPG_KEY",
            "SCCACHE_S3_NO_CREDENTIALS",
            "SSH_AUTH_SOCK",
            "PUBLIC_KEY",
            "TOKEN_FILE",
            "KEYBOARD",
        ] {
            assert!(!says_secret(name), "{name}");
        }
    }
}
