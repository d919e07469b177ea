//! The environment in words, with reasons.

use super::{Environment, Inferred, Provider};

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// `Python`, `CUDA`, …
    pub subject: &'static str,
    pub value: String,
    pub reason: String,
}

impl Environment {
    /// What is known, most general first; empty where nothing is.
    pub fn explain(&self) -> Vec<Explanation> {
        let mut lines = Vec::new();
        push(&mut lines, "Distribution", &self.distro, |distro| distro.display_name());
        push(&mut lines, "Python", &self.python, |python| {
            let version = python
                .minor
                .map_or("unknown version".to_owned(), |(major, minor)| format!("{major}.{minor}"));
            format!("{version} ({})", provider(python.provider))
        });
        push(&mut lines, "CUDA", &self.cuda, |cuda| match cuda.flavor {
            Some(flavor) => format!("{} ({flavor})", cuda.version),
            None => cuda.version.to_string(),
        });
        push(&mut lines, "cuDNN", &self.cudnn_major, ToString::to_string);
        push(&mut lines, "nvcc", &self.nvcc, |there| presence(*there).to_owned());
        push(&mut lines, "C++ compiler", &self.compiler, |there| presence(*there).to_owned());
        push(&mut lines, "Made for", &self.gpu_base, |gpu| if *gpu { "GPUs" } else { "CPUs" }.to_owned());
        push(&mut lines, "Framework", &self.base_framework, Clone::clone);
        lines
    }
}

fn push<T>(
    lines: &mut Vec<Explanation>,
    subject: &'static str,
    known: &Option<Inferred<T>>,
    show: impl Fn(&T) -> String,
) {
    if let Some(known) = known {
        lines.push(Explanation { subject, value: show(&known.value), reason: known.reason.clone() });
    }
}

fn presence(there: bool) -> &'static str {
    if there { "present" } else { "missing" }
}

fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Distribution => "of the distribution",
        Provider::ExtraPackage => "a package beside the distribution's own",
        Provider::Local => "in /usr/local",
        Provider::Conda => "conda",
        Provider::VirtualEnvironment => "virtual environment",
        Provider::Managed => "managed by uv or pyenv",
        Provider::Unknown => "of unknown origin",
    }
}
