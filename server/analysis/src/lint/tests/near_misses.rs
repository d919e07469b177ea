//! What a rule must leave alone: files that nearly have its finding.

use super::findings_of;

/// A rule, and instructions below `FROM debian:bookworm-slim` that it has nothing to say about.
pub(super) const ALONE: &[(&str, &str)] = &[
    ("apt-assume-yes-missing", "RUN apt-get install -qq curl"),
    ("apt-assume-yes-missing", "RUN yes | apt-get install curl"),
    ("apt-assume-yes-missing", "RUN apt-get -o APT::Get::Assume-Yes=true install curl"),
    ("apt-assume-yes-missing", "RUN echo apt-get install curl"),
    ("apt-recommends", "RUN apt-get install -y -o APT::Install-Recommends=false curl"),
    ("apt-recommends", "RUN apt-get update"),
    ("apt-in-script", "RUN echo apt"),
    ("apt-lists-kept", "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"),
    ("apt-lists-kept", "RUN apt-get update && apt-get install -y curl; rm -rf /var/lib/apt/*"),
    ("apt-lists-kept", "RUN apt-get update && rm -rf /var/lib/{apt,dpkg,cache}"),
    ("apt-lists-kept", "RUN apt-get update && apt-get install -y curl && apt-get dist-clean"),
    (
        "apt-lists-kept",
        "RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl",
    ),
    ("apt-lists-kept", "RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update"),
    ("pip-cache-kept", "ENV PIP_NO_CACHE_DIR=1\nRUN pip install torch"),
    ("pip-cache-kept", "RUN --mount=type=cache,target=/root/.cache/pip pip install torch"),
    ("pip-cache-kept", "RUN --mount=type=cache,target=/root/.cache pip install torch"),
    ("pip-cache-kept", "RUN PIP_NO_CACHE_DIR=1 pip install torch"),
    ("pip-cache-kept", "RUN pip install torch && rm -rf ~/.cache/pip"),
    ("pip-cache-kept", "RUN pip install torch && pip cache purge"),
    ("pip-cache-kept", "RUN pip download torch"),
    ("pip-cache-kept", "RUN pip --no-cache-dir install torch"),
    ("pip-unpinned", "RUN pip install -U pip setuptools wheel"),
    ("pip-unpinned", "RUN pip install -r requirements.txt"),
    ("pip-unpinned", "RUN pip install . ./dist/x.whl https://example.org/y.whl git+https://example.org/z"),
    ("pip-unpinned", "RUN pip install $PACKAGES 'numpy<2'"),
    ("pip-unpinned", "RUN pip install -c constraints.txt torch"),
    ("add-for-files", "ADD app.tar.gz /opt"),
    ("add-for-files", "ADD https://example.org/x /x"),
    ("add-for-files", "ADD git@example.org:a/b.git /b"),
    ("add-for-files", "ARG URL\nADD $URL /x"),
    ("root-user", "USER root\nUSER app"),
    ("root-user", "USER rooted"),
    ("relative-copy-destination", "WORKDIR /app\nCOPY a b"),
    ("relative-copy-destination", "COPY a $DEST/b"),
    ("wget-progress", "RUN wget -qO- https://example.org/x"),
    ("wget-progress", "RUN wget -nv https://example.org/x"),
    ("wget-progress", "RUN apt-get install -y wget"),
    ("pipefail-missing", "RUN set -o pipefail; curl x | tar x"),
    ("pipefail-missing", "RUN set -euo pipefail && curl x | tar x"),
    ("pipefail-missing", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl x | tar x"),
    ("pipefail-missing", "RUN echo 'a | b'"),
    ("pipefail-missing", "RUN [\"sh\", \"-c\", \"a | b\"]"),
    ("cd-instead-of-workdir", "RUN (cd /src && make)"),
    ("sudo", "RUN apt-get install -y sudo"),
    ("pointless-command", "RUN systemctl enable nginx"),
    ("pointless-command", "RUN ssh -V"),
    ("shell-link", "RUN ln -s /bin/bash /usr/local/bin/sh2"),
    ("bashism", "RUN [ a = b ] && . /etc/profile && printf 'a\\n'"),
    ("bashism", "SHELL [\"/bin/bash\", \"-c\"]\nRUN [[ a == b ]]"),
    ("shell-form-command", "CMD [\"a\"]"),
    ("shell-form-command", "SHELL [\"/bin/bash\", \"-c\"]\nCMD a"),
    ("legacy-key-value", "ENV A=b"),
    ("undefined-variable", "ENV A=$PATH"),
    ("undefined-variable", "ARG A\nENV B=$A"),
    ("undefined-variable", "ENV A='$B' C=\\$D"),
    ("undefined-variable", "RUN echo $NOT_OURS"),
    ("undefined-variable", "COPY <<'EOF' /x\n$NOT_OURS\nEOF"),
    ("relative-workdir", "WORKDIR /a\nWORKDIR b"),
    ("relative-workdir", "WORKDIR C:\\\\work"),
    ("repeated-instruction", "CMD a\nENTRYPOINT b"),
    ("empty-continuation", "RUN a \\\n# note\n  b"),
    ("empty-continuation", "RUN <<EOF\na\n\nb\nEOF"),
    ("secret-in-environment", "ENV TOKENIZERS_PARALLELISM=false SSH_AUTH_SOCK=/x"),
    ("hard-coded-secret", "ENV TOKEN=hf_short KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
    ("copy-then-chmod", "COPY a /a\nRUN chmod 755 /b"),
    ("copy-then-chmod", "COPY a /a\nRUN chmod 755 /a && other"),
    ("useradd-large-uid", "RUN useradd -l -u 1234567 app"),
    ("useradd-large-uid", "RUN useradd -u 10001 app"),
    ("useradd-large-uid", "RUN useradd -u ${USER_ID} app"),
    ("duplicate-label", "LABEL a=1 b=2"),
    ("many-sources-to-file", "COPY a b c/"),
    ("many-sources-to-file", "COPY a b ."),
    ("invalid-port", "EXPOSE ${PORT:-80} 8000-8010/udp"),
    ("unterminated-heredoc", "RUN echo $((1<<2)) 'x <<EOF'"),
    ("invalid-mount", "RUN --mount=type=bind,source=.,target=/x,rw --mount=type=secret,id=a,env=B true"),
    ("unknown-rule-in-comment", "# hadolint ignore=DL3999,SC1234\nRUN true"),
    ("ignored-directive", "# a = b, see the syntax\nRUN true"),
    ("single-quoted-exec-form", "RUN [ 'a' = 'b' ] || true"),
];

#[test]
fn near_misses_are_left_alone() {
    let files = ALONE.iter().map(|(code, below)| (*code, format!("FROM debian:bookworm-slim\n{below}\n")));
    assert_silence(files);
}

fn assert_silence(files: impl Iterator<Item = (&'static str, String)>) {
    let mut wrong = Vec::new();
    for (code, text) in files {
        let found = findings_of(&text, Some(code)).into_iter();
        wrong.extend(found.map(|finding| format!("{code} reports {:?} in\n{text}", finding.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule and whole files that it has nothing to say about.
pub(super) const FILES_ALONE: &[(&str, &str)] = &[
    ("image-tag-missing", "FROM scratch\n"),
    ("image-tag-missing", "FROM a:1 AS base\nFROM base\n"),
    ("image-tag-missing", "ARG BASE=debian\nFROM $BASE\n"),
    (
        "image-tag-latest",
        "FROM debian:latest@sha256:0123456789012345678901234567890123456789012345678901234567890123\n",
    ),
    ("image-tag-superseded", "FROM python:3.12\n"),
    ("image-tag-superseded", "FROM python:3.12.14-slim\n"),
    ("image-tag-superseded", "FROM registry.example/own:1.0.0\n"),
    ("image-tag-end-of-life", "FROM python:3.13-slim\n"),
    (
        "image-tag-end-of-life",
        "FROM python:3.8@sha256:0000000000000000000000000000000000000000000000000000000000000000\n",
    ),
    ("image-tag-unknown", "FROM nvidia/cuda:99.1.0-base-ubuntu30.04\n"),
    ("required-build-argument", "ARG SUFFIX\nFROM alpine${SUFFIX}:3.20\n"),
    ("undeclared-from-argument", "FROM --platform=$BUILDPLATFORM alpine:3.20\n"),
    ("required-build-argument", "FROM alpine:3.20 AS build-linux\nFROM build-$TARGETOS\n"),
    (
        "copy-from-unknown",
        "FROM a:1 AS b\nFROM c:1\nCOPY --from=b /x /y\nCOPY --from=0 /x /y\nCOPY --from=d:1 /x /y\n",
    ),
    ("unreachable-stage", "FROM a:1 AS b\nFROM c:1\nRUN --mount=from=b,target=/x true\n"),
    ("scratch-without-shell", "FROM scratch\nCOPY . /\nRUN true\n"),
    ("constant-platform", "FROM --platform=linux/arm64 a:1 AS build-arm64\n"),
    ("bashism", "FROM alpine:3.20\nRUN [[ a == b ]]\n"),
    (
        "apt-lists-kept",
        "FROM debian:12 AS build\nRUN apt-get update\nFROM debian:12\nCOPY --from=build /x /x\n",
    ),
    ("inconsistent-instruction-casing", "from a:1\nrun b\n"),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nRUN apt-get install curl=8.* git/bookworm ./x.deb wget- sudo:amd64\n",
    ),
    ("apt-package-unknown", "FROM debian:bookworm\nRUN apt-get install mail-transport-agent '^python3-.*'\n"),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nRUN echo deb http://x.example y z > /etc/apt/sources.list.d/a.list && apt-get install curll\n",
    ),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nRUN sed -i 's/main/main contrib/' /etc/apt/sources.list.d/debian.sources && apt-get install curll\n",
    ),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nRUN curl -fsSL https://x.example/setup.sh | bash - && apt-get install curll\n",
    ),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nCOPY own.list /etc/apt/sources.list.d/\nRUN apt-get install curll\n",
    ),
    (
        "apt-package-unknown",
        "FROM debian:bookworm\nRUN add-apt-repository ppa:a/b\nRUN apt-get install curll\n",
    ),
    (
        "copy-from-empty-stage",
        "ARG C=off\nFROM scratch AS b-off\nFROM scratch AS b-on\nCOPY x /\nFROM b-$C AS b\nFROM a:1\nCOPY --from=b / /\n",
    ),
    ("invalid-image-reference", "{{ x }}\nFROM {{image}} AS a\n"),
    ("apt-package-unknown", "FROM debian:bullseye\nRUN apt-get install curll\n"),
    (
        "python-package-unknown",
        "FROM python:3.12\nRUN pip install --index-url https://x.example tranformers\n",
    ),
    ("python-package-unknown", "FROM python:3.12\nRUN pip install pandsa transformers ./tranformers\n"),
    // What is there fits, another source may have more, and nobody knows which Python it is.
    ("python-requirements-conflict", "FROM python:3.11\nRUN pip install tensorflow==2.15.0 'numpy>=1.24'\n"),
    (
        "python-requirements-conflict",
        "FROM python:3.11\nRUN pip install --no-deps tensorflow==2.15.0 numpy==2.0.1\n",
    ),
    (
        "python-requirements-conflict",
        "FROM python:3.11\nRUN pip install tensorflow==2.15.0 ./numpy-2.0.1-py3-none-any.whl\n",
    ),
    (
        "python-requirements-conflict",
        "FROM python:3.11\nRUN pip install --find-links /w tensorflow==2.15.0 numpy==2.0.1\n",
    ),
    ("python-requirements-conflict", "FROM a:1\nRUN pip install tensorflow==2.15.0 numpy==2.0.1\n"),
    ("shellcheck", "FROM debian:bookworm\nRUN [\"sh\", \"-c\", \"rm $(cat x)\"]\n"),
    ("shellcheck", "FROM debian:bookworm\nSHELL [\"pwsh\", \"-Command\"]\nRUN rm $(cat x)\n"),
    ("shellcheck", "# hadolint shell=powershell\nFROM a:1\nRUN rm $(cat x)\n"),
    ("shellcheck", "FROM a:1\nRUN <<EOF\n#!/usr/bin/env python3\nrm $(cat x)\nEOF\n"),
    ("shellcheck", "FROM a:1\nENV A=\"x $(y)\"\nRUN echo \"$A\"\n"),
];

#[test]
fn whole_files_are_left_alone() {
    assert_silence(FILES_ALONE.iter().map(|(code, text)| (*code, (*text).to_owned())));
}

/// Comments that switch a rule off, and the number of findings of `sudo` that they leave of two.
const COMMENTS: &[(&str, usize)] = &[
    ("FROM a:1\nRUN sudo b\nRUN sudo c\n", 2),
    ("FROM a:1\n# layerwise ignore=sudo\nRUN sudo b\nRUN sudo c\n", 1),
    ("FROM a:1\n# hadolint ignore=DL3003,DL3004 # reason\nRUN sudo b\nRUN sudo c\n", 1),
    ("FROM a:1\n# hadolint ignore=DL3003\nRUN sudo b\nRUN sudo c\n", 2),
    ("FROM a:1\nRUN sudo b\n# hadolint global ignore=DL3004\nRUN sudo c\n", 0),
    ("# hadolint stage ignore=DL3004\nFROM a:1\nRUN sudo b\nFROM d:1\nRUN sudo c\n", 1),
    ("FROM a:1\n# tally ignore=hadolint/DL3004\nRUN sudo b\nRUN sudo c\n", 1),
    ("FROM a:1\n# tally global ignore=all\nRUN sudo b\nRUN sudo c\n", 0),
    ("# check=skip=all\nFROM a:1\nRUN sudo b\nRUN sudo c\n", 2),
];

#[test]
fn comments_switch_rules_off() {
    for (text, left) in COMMENTS {
        assert_eq!(findings_of(text, Some("sudo")).len(), *left, "{text}");
    }
}

/// Comments and settings about an id of shellcheck, and the number of findings that they leave of two.
const SHELLCHECK_COMMENTS: &[(&str, usize)] = &[
    ("FROM a:1\nRUN b $(c)\nRUN d $(e)\n", 2),
    ("FROM a:1\n# shellcheck disable=SC2046\nRUN b $(c)\nRUN d $(e)\n", 1),
    ("FROM a:1\n# shellcheck source=x disable=SC2086,SC2046\nRUN b $(c)\nRUN d $(e)\n", 1),
    ("FROM a:1\n# shellcheck disable=all\nRUN b $(c)\nRUN d $(e)\n", 1),
    ("FROM a:1\n# shellcheck disable=SC2086\nRUN b $(c)\nRUN d $(e)\n", 2),
    ("FROM a:1\n# hadolint ignore=SC2046\nRUN b $(c)\nRUN d $(e)\n", 1),
    ("FROM a:1\n# hadolint global ignore=SC2046\nRUN b $(c)\nRUN d $(e)\n", 0),
    ("FROM a:1\n# layerwise ignore=shellcheck\nRUN b $(c)\nRUN d $(e)\n", 1),
    ("FROM a:1\nRUN b && \\\n# shellcheck disable=SC2046\n  c $(d)\nRUN d $(e)\n", 1),
];

#[test]
fn comments_switch_ids_of_shellcheck_off() {
    for (text, left) in SHELLCHECK_COMMENTS {
        assert_eq!(findings_of(text, Some("shellcheck")).len(), *left, "{text}");
    }
}

#[test]
fn shellcheck_points_into_the_dockerfile() {
    for (text, expected) in [
        ("FROM a:1\nRUN b && \\\n  # note\n  c $(d)\n", "$(d)"),
        ("FROM a:1\nENV é=1\nRUN echo $é é $(é)\n", "$(é)"),
        ("FROM a:1\nENV A=b\nRUN <<EOF\necho $A\nc $(d)\nEOF\n", "$(d)"),
        ("FROM a:1\nRUN <<EOF\n#!/bin/bash -e\nc $(d)\nEOF\n", "$(d)"),
        ("FROM a:1\nONBUILD RUN c $(d)\n", "$(d)"),
    ] {
        let found = findings_of(text, Some("shellcheck"));
        let places: Vec<&str> = found.iter().map(|finding| &text[finding.range]).collect();
        assert_eq!(places, [expected], "{text}");
        let fixed = syntax::edit::apply(text, found[0].fixes[0].edits());
        assert_eq!(fixed.as_deref(), Ok(text.replace(expected, &format!("\"{expected}\"")).as_str()));
    }
}

#[test]
fn settings_know_the_ids_of_shellcheck() {
    use crate::lint::{RuleLevel, RuleSettings, Severity, rules_called};
    let meta = rules_called("sc2046")[0].meta;
    assert_eq!(meta.code, "shellcheck");
    let severity = |settings: &RuleSettings| settings.severity_of_foreign("SC2046", Severity::Warning, meta);
    let named = |id: &str| vec![id.to_owned()];
    let mut settings = RuleSettings::default();
    assert_eq!(severity(&settings), Some(Severity::Warning));
    settings.levels.insert("SC2046".to_owned(), RuleLevel::On(Severity::Hint));
    assert_eq!(severity(&settings), Some(Severity::Hint));
    settings.levels.insert("SC2046".to_owned(), RuleLevel::Off);
    assert_eq!(severity(&settings), None);
    assert_eq!(severity(&RuleSettings { ignore: named("sc2046"), ..RuleSettings::default() }), None);
    assert_eq!(severity(&RuleSettings { select: named("SC2086"), ..RuleSettings::default() }), None);
    let selected = RuleSettings { select: named("SC2046"), ..RuleSettings::default() };
    assert_eq!(severity(&selected), Some(Severity::Warning));
    assert_eq!(selected.severity_of(meta), Some(Severity::Warning), "the rule has to run");
}

#[test]
fn a_line_of_64_kib_is_too_long() {
    let file = |length: usize| format!("FROM a:1\nRUN echo {}\n", "x".repeat(length - "RUN echo ".len()));
    assert!(findings_of(&file(65_535), Some("line-too-long")).is_empty());
    assert_eq!(findings_of(&file(65_536), Some("line-too-long")).len(), 1);
}

#[test]
fn a_comment_declares_the_shell_of_images() {
    let bashisms = |text: &str| findings_of(text, Some("bashism")).len();
    let file = "FROM debian:12\nRUN [[ a ]]\nFROM debian:12\nRUN [[ a ]]\n";
    assert_eq!(bashisms(file), 2);
    assert_eq!(bashisms(&format!("# hadolint shell=/bin/bash\n{file}")), 0, "every stage");
    let in_stage = file.replacen("RUN", "# hadolint shell = bash # reason\nRUN", 1);
    assert_eq!(bashisms(&in_stage), 1, "until the stage ends");
}

#[test]
fn a_directive_asks_for_an_experimental_check() {
    let found = |text: &str| findings_of(text, None).iter().any(|it| it.code == "definition-description");
    let file = "# the version\nARG VERSION=1\nFROM a:1\n";
    assert!(!found(file));
    assert!(found(&format!("# check=experimental=InvalidDefinitionDescription\n{file}")));
    assert!(found(&format!("# check=error=true;experimental=all\n{file}")));
    assert!(!found(&format!("# check=experimental=Other\n{file}")));
}

#[test]
fn check_directives_skip_and_harden_the_checks_of_buildkit() {
    use crate::lint::Severity;
    let maintainer = |text: &str| findings_of(text, Some("maintainer-deprecated"));
    assert!(maintainer("# check=skip=MaintainerDeprecated\nFROM a:1\nMAINTAINER b\n").is_empty());
    assert!(
        !maintainer("FROM a:1\n# check=skip=MaintainerDeprecated\nMAINTAINER b\n").is_empty(),
        "not on top"
    );
    let hard = maintainer("# check=error=true\nFROM a:1\nMAINTAINER b\n");
    assert_eq!(hard.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Error]);
}
