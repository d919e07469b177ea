//! Puts a package manager's cache into a cache mount: the next build finds it, the layer does not
//! hold it.

mod apt;
mod conda;
mod users;

use syntax::ast::Flag;
use syntax::shell::{Command, Connector, Nesting};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    if info.kind() != InstructionKind::Run {
        return Vec::new();
    }
    if let Some(mount) = mount_at(info, range) {
        return vec![removal(analysis, mount)];
    }
    let offers = [users::addition, apt::addition, conda::addition];
    offers.into_iter().filter_map(|addition| addition(analysis, info)).collect()
}

/// The cache mount in which the cursor stands.
fn mount_at<'a>(info: &InstructionInfo<'a>, range: TextRange) -> Option<Flag<'a>> {
    let is_cache = |mount: &Flag<'_>| {
        mount
            .mount_option(&["type"])
            .and_then(|option| option.value)
            .is_some_and(|value| value.text() == "cache")
    };
    info.syntax.mounts().into_iter().find(|mount| is_cache(mount) && mount.range().intersect(range).is_some())
}

fn removal(analysis: &Analysis<'_>, mount: Flag<'_>) -> Fix {
    let edit = TextEdit::delete(with_blank_before(analysis, mount.range()));
    Fix::single("Remove the cache mount", Applicability::Unsafe, edit)
}

fn has_mount(info: &InstructionInfo<'_>, target: &str) -> bool {
    let targets = info.syntax.mounts();
    targets
        .iter()
        .filter_map(|mount| mount.mount_option(&["target", "dst", "destination"])?.value)
        .any(|value| value.text().trim_end_matches('/') == target)
}

/// `, mode=0777` for users other than root, to whom BuildKit's folder does not belong.
fn access(info: &InstructionInfo<'_>) -> &'static str {
    if is_root(info) { "" } else { ",mode=0777" }
}

fn is_root(info: &InstructionInfo<'_>) -> bool {
    info.user().is_none_or(|user| matches!(user.split(':').next(), Some("root" | "0")))
}

/// Takes one command out of a chain, with what joins it. `None` where others hang on it.
fn without_command(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, index: usize) -> Option<TextEdit> {
    let commands = info.commands();
    let command = commands.get(index)?;
    let joins =
        |command: &Command| matches!(command.after, Connector::Start | Connector::And | Connector::Sequence);
    let next = commands.get(index + 1);
    let is_free = command.nesting == Nesting::default()
        && command.pipeline.is_none()
        && joins(command)
        && next.is_none_or(joins);
    let start = |command: &Command| command.range.at(info.start()).start();
    let end = |command: &Command| command.range.at(info.start()).end();
    let range = match (index.checked_sub(1).and_then(|before| commands.get(before)), next) {
        (Some(before), _) => TextRange::new(end(before), end(command)),
        (None, Some(next)) => TextRange::new(start(command), start(next)),
        (None, None) => return None,
    };
    // A comment between the two would go with it.
    (is_free && !analysis.source.slice(range).contains('#')).then(|| TextEdit::delete(range))
}

fn with_blank_before(analysis: &Analysis<'_>, range: TextRange) -> TextRange {
    let before = &analysis.source.text()[..usize::from(range.start())];
    let start = before.trim_end_matches([' ', '\t']).len();
    TextRange::new(syntax::offset(start), range.end())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn caches_move_into_mounts() {
        check(
            offer,
            "FROM x\nRUN <CURSOR>pip install --no-cache-dir torch && pip install --no-cache-dir numpy\n",
            "FROM x\nRUN --mount=type=cache,target=/root/.cache/pip pip install torch && pip install numpy\n",
        );
        check(
            offer,
            "FROM x\nUSER me\nRUN <CURSOR>uv sync\n",
            "FROM x\nUSER me\nRUN --mount=type=cache,target=/home/me/.cache/uv,mode=0777 uv sync\n",
        );
        check_none(offer, "FROM x\nUSER 1000\nRUN <CURSOR>uv sync\n");
        check_none(offer, "FROM x\nRUN --mount=type=cache,target=/root/.cache/pip <CURSOR>pip install a\n");
        check(offer, "FROM x\nRUN --mount=type=<CURSOR>cache,target=/c make\n", "FROM x\nRUN make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>make\n");
    }

    const MOUNTS: &str = "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    \
                          --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n    ";
    const CLEAN: &str = "rm -f /etc/apt/apt.conf.d/docker-clean && ";

    #[test]
    fn apt_keeps_packages_and_lists() {
        for (run, expected) in [
            (
                "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
                "apt-get update && apt-get install -y curl",
            ),
            (
                "apt-get update && \\\n    apt-get install -y curl && \\\n    apt-get clean && \\\n    rm -rf /tmp/* /var/lib/apt/lists/*",
                "apt-get update && \\\n    apt-get install -y curl && \\\n    rm -rf /tmp/*",
            ),
            (
                "apt-get update; apt-get install -y curl; rm -rf /var/lib/apt/lists/* /var/cache/apt/archives; make",
                "apt-get update; apt-get install -y curl; make",
            ),
            ("apt-get update && apt-get install -y curl", "apt-get update && apt-get install -y curl"),
        ] {
            check(
                offer,
                &format!("FROM debian:13\nRUN <CURSOR>{run}\n"),
                &format!("FROM debian:13\n{MOUNTS}{CLEAN}{expected}\n"),
            );
        }
        check(
            offer,
            "FROM debian:13\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN <CURSOR>apt-get install -y curl\n",
            &format!(
                "FROM debian:13\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\n{MOUNTS}apt-get install -y curl\n"
            ),
        );
        let keep = "echo \"Binary::apt::APT::Keep-Downloaded-Packages \\\"true\\\";\" > /etc/apt/apt.conf.d/keep-cache && ";
        check(
            offer,
            "FROM debian:13\nRUN <CURSOR>apt install -y curl\n",
            &format!("FROM debian:13\n{MOUNTS}{CLEAN}{keep}apt install -y curl\n"),
        );
    }

    #[test]
    fn a_clean_up_that_has_to_stay_would_empty_the_mount() {
        for run in [
            "apt-get install -y curl && rm -rf /var/lib/apt/*",
            "apt-get install -y curl && rm -rf /var/cache/*",
            "apt-get install -y curl && rm -rf /var/lib/{apt,dpkg}/*",
            "apt-get install -y curl && (rm -rf /var/lib/apt/lists/*)",
            "apt-get install -y curl && rm -rf /var/lib/apt/lists/* || true",
            "--mount=type=cache,target=/var/cache/apt apt-get install -y curl",
            "[\"apt-get\", \"install\", \"-y\", \"curl\"]",
            "apt-get update",
        ] {
            check_none(offer, &format!("FROM debian:13\nRUN {run}<CURSOR>\n"));
        }
    }

    #[test]
    fn conda_keeps_packages() {
        check(
            offer,
            "FROM condaforge/miniforge3:24.3.0-0\nRUN <CURSOR>mamba install -y numpy && mamba clean -afy\n",
            "FROM condaforge/miniforge3:24.3.0-0\nRUN --mount=type=cache,target=/opt/conda/pkgs,sharing=locked mamba install -y numpy\n",
        );
        check(
            offer,
            "FROM debian:13\nRUN bash Miniforge3.sh -b -p /root/forge\nRUN <CURSOR>/root/forge/bin/conda env create\n",
            "FROM debian:13\nRUN bash Miniforge3.sh -b -p /root/forge\nRUN --mount=type=cache,target=/root/forge/pkgs,sharing=locked /root/forge/bin/conda env create\n",
        );
        for text in [
            "FROM debian:13\nRUN <CURSOR>bash Miniforge3.sh -b -p /opt/conda && /opt/conda/bin/conda install -y numpy\n",
            "FROM debian:13\nRUN <CURSOR>conda install -y numpy\n",
            "FROM condaforge/miniforge3:24.3.0-0\nRUN <CURSOR>conda clean -afy\n",
            "FROM condaforge/miniforge3:24.3.0-0\nRUN <CURSOR>conda install -y numpy && (conda clean -afy)\n",
            "FROM condaforge/miniforge3:24.3.0-0\nRUN --mount=type=cache,target=/opt/conda/pkgs <CURSOR>conda install -y numpy\n",
        ] {
            check_none(offer, text);
        }
    }
}
