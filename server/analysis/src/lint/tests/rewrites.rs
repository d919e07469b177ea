//! What fixes write: one line or two for each rewrite that people ask for.

use super::fixed_with;

/// The rule, the text below `FROM debian:bookworm` and what its first fix makes of it.
const REWRITES: &[(&str, &str, &str)] = &[
    // BuildKit's checks.
    ("inconsistent-instruction-casing", "run true\nRUN true\nLABEL a=b", "RUN true\nRUN true\nLABEL a=b"),
    ("from-as-casing", "FROM a:1 as b", "FROM a:1 AS b"),
    ("shell-form-command", "CMD python app.py", r#"CMD ["python", "app.py"]"#),
    ("legacy-key-value", "ENV A b c", r#"ENV A="b c""#),
    ("maintainer-deprecated", "MAINTAINER Jo", r#"LABEL org.opencontainers.image.authors="Jo""#),
    ("expose-host-form", "EXPOSE 8080:80", "EXPOSE 80"),
    ("expose-protocol-casing", "EXPOSE 80/TCP", "EXPOSE 80/tcp"),
    // Practice.
    ("single-quoted-exec-form", "CMD ['a', 'b']", r#"CMD ["a", "b"]"#),
    ("apt-assume-yes-missing", "RUN apt-get install curl", "RUN apt-get install -y curl"),
    ("apt-recommends", "RUN apt-get install -y curl", "RUN apt-get install --no-install-recommends -y curl"),
    (
        "apt-lists-kept",
        "RUN apt-get update && apt-get install -y curl",
        "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
    ),
    ("pip-cache-kept", "RUN pip install numpy==2.1.0", "RUN pip install --no-cache-dir numpy==2.1.0"),
    ("apt-in-script", "RUN apt install -y curl", "RUN apt-get install -y curl"),
    ("add-for-files", "ADD a.txt /b.txt", "COPY a.txt /b.txt"),
    ("copy-then-chmod", "COPY a /b\nRUN chmod 755 /b", "COPY --chmod=755 a /b"),
    ("useradd-large-uid", "RUN useradd -u 1000000000 a", "RUN useradd -l -u 1000000000 a"),
    // The shell.
    (
        "pipefail-missing",
        "RUN curl a | sh",
        "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl a | sh",
    ),
    ("cd-instead-of-workdir", "WORKDIR /a\nRUN cd /a && make", "WORKDIR /a\nRUN make"),
    ("cd-instead-of-workdir", "RUN cd /a && make\nWORKDIR /b", "WORKDIR /a\nRUN make\nWORKDIR /b"),
    // Did you mean.
    ("unknown-instruction", "RNU true", "RUN true"),
    ("unknown-flag", "COPY --form=a b c", "COPY --from=a b c"),
    ("unknown-flag", "HEALTHCHECK --intervall=5s CMD a", "HEALTHCHECK --interval=5s CMD a"),
    ("invalid-mount", "RUN --mount=type=cahce,target=/a b", "RUN --mount=type=cache,target=/a b"),
    (
        "copy-from-unknown",
        "FROM a:1 AS build\nFROM b:1\nCOPY --from=biuld /a /b",
        "FROM a:1 AS build\nFROM b:1\nCOPY --from=build /a /b",
    ),
    ("undefined-variable", "ARG VERSION=1\nLABEL a=$VERSOIN", "ARG VERSION=1\nLABEL a=$VERSION"),
    (
        "undefined-variable",
        "ARG VERSION=1\nLABEL a=$VERSOIN b=${VERSOIN}",
        "ARG VERSION=1\nLABEL a=$VERSION b=${VERSION}",
    ),
    ("python-package-unknown", "RUN pip install tranformers", "RUN pip install transformers"),
    (
        "apt-package-unknown",
        "RUN apt-get install -y build-esential",
        "RUN apt-get install -y build-essential",
    ),
    (
        "unknown-rule-in-comment",
        "# layerwise ignore=apt-list-kept\nRUN a",
        "# layerwise ignore=apt-lists-kept\nRUN a",
    ),
];

#[test]
fn fixes_write_what_people_would() {
    let file = |body: &str| format!("FROM debian:bookworm\n{body}\n");
    let written = |(code, before, _): &(&'static str, &str, &str)| fixed_with(&file(before), code);
    let differ = REWRITES.iter().filter(|case| written(case) != Some(file(case.2)));
    let differ: Vec<_> = differ.map(|case| (case.0, written(case))).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

/// A name that the instruction itself sets is no slip of the pen.
#[test]
fn what_an_instruction_sets_itself_gets_no_other_name() {
    let file = "FROM a:1\nARG LD_LIBRARY_PATH\nENV LIBRARY_PATH=/a${LIBRARY_PATH:+:${LIBRARY_PATH}}\n";
    assert!(!super::findings_of(file, Some("undefined-variable")).is_empty());
    assert_eq!(fixed_with(file, "undefined-variable"), None);
}
