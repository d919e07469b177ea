use syntax::Source;

use super::*;
use crate::Inputs;
use crate::context::NoContext;
use crate::facts::NoFacts;
use crate::model::Memo;
use crate::options::Options;

/// The file with every group merged, and the refusals in words.
fn merged(text: &str) -> (String, Vec<String>) {
    let source = Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let analysis = Analysis::new(&source, inputs);
    let found = groups(&analysis);
    let edits: Vec<TextEdit> = found.plans.into_iter().flat_map(|plan| plan.edits).collect();
    let refusals = found.refusals.into_iter().map(|(_, refusal)| refusal.to_string()).collect();
    (syntax::edit::apply(text, &edits).expect("edits of plans are disjoint"), refusals)
}

#[test]
fn seams_get_the_lightest_wrapper() {
    for (runs, expected) in [
        (
            &["apt-get update", "apt-get install -y curl"][..],
            "apt-get update && \\\n    apt-get install -y curl",
        ),
        (&["a", "b", "c"], "a && \\\n    b && \\\n    c"),
        (&["cd /x", "make"], "( cd /x ) && \\\n    make"),
        (&["make", "cd /x"], "make && \\\n    cd /x"),
        (&["X=1", "echo $X"], "( X=1 ) && \\\n    echo $X"),
        (&["X=1 a", "b"], "X=1 a && \\\n    b"),
        (&["a || b", "c"], "a || b && \\\n    c"),
        (&["a", "b || c"], "a && \\\n    ( b || c )"),
        (&["a", "b; c"], "a && \\\n    { b; c; }"),
        (&["a; b", "c"], "a; b && \\\n    c"),
        (&["a;", "b"], "a && \\\n    b"),
        (&["set -ex && a", "b"], "( set -ex && a ) && \\\n    b"),
        (&["a # note", "b # more"], "a && \\\n    # more\n    b"),
        (&["pip install -U pip", "pip install torch"], "( pip install -U pip ) && \\\n    pip install torch"),
        (&["pip install torch", "pip install numpy"], "pip install torch && \\\n    pip install numpy"),
        (&["f() { a; }; f", "b"], "( f() { a; }; f ) && \\\n    b"),
        (&["if a; then b; fi", "c"], "if a; then b; fi && \\\n    c"),
        (&["set -ex; a; b", "set -ex; c; d"], "set -ex; a; b; \\\n    set -ex; c; d"),
        (&["exit 0", "a"], "( exit 0 ) && \\\n    a"),
        (&["set -e; a; b", "c"], "set -e; a; b; \\\n    c"),
        (&["set -eux; a; b", "c 2> d"], "set -e; \\\n    ( set -eux; a; b ); \\\n    c 2> d"),
        (&["set -ex; a; b", "c $X"], "set -ex; a; b; \\\n    c $X"),
        (&["set -eu; a; b", "c $X"], "set -e; \\\n    ( set -eu; a; b ); \\\n    c $X"),
        (&["set -e; a; b && c", "d"], "set -e; \\\n    ( set -e; a; b && c ); \\\n    d"),
        (&["set -e; a; X=1", "set -e; d; e"], "set -e; \\\n    ( set -e; a; X=1 ); \\\n    set -e; d; e"),
        (&["a && b", "set -e; c; d", "e"], "set -e; \\\n    ( a && b ); \\\n    set -e; c; d; \\\n    e"),
        (&["set -e && a | b && c", "d"], "( set -e && a | b && c ) && \\\n    d"),
        (&["set -e; . x; a", "b"], "set -e; \\\n    ( set -e; . x; a ); \\\n    b"),
    ] {
        let text = format!("FROM x\nRUN {}\n", runs.join("\nRUN "));
        let (result, refusals) = merged(&text);
        let comment = if runs[0].contains("# note") { "# note\n" } else { "" };
        assert_eq!(result, format!("FROM x\n{comment}RUN {expected}\n"), "{runs:?} {refusals:?}");
    }
}

#[test]
fn what_could_change_the_build_is_refused() {
    for (runs, why) in [
        (&["a &", "b"][..], "background"),
        (&["[\"a\"]", "b"], "exec form"),
        (&["--mount=type=tmpfs,target=/t a", "--mount=type=tmpfs,target=/t b"], "tmpfs"),
        (&["--network=none a", "b"], "flags differ"),
        (&["ln -sf bash /bin/sh", "b"], "/bin/sh"),
        (&["echo 1.2.3.4 h >> /etc/hosts", "b"], "/etc/hosts"),
        (&["service x start", "b"], "service"),
        (&["trap 'a' EXIT", "b"], "trap"),
        (&["set -e; a; b", "c; d"], "set -e"),
        (&["set -e; a; b", "echo $-"], "set -e"),
        (&["set -e; a; b", "c $(d; e)"], "set -e"),
        (&["set -e; a; b", "set -x; d"], "set -e"),
        (&["alias a=b", "a"], "alias"),
        (&["a", "echo $LINENO"], "LINENO"),
        (&["a", "echo $_"], "$_"),
        (&["cat <<E\nx\nE", "b"], "heredoc"),
        (&["usermod -aG x root", "b"], "usermod"),
        (&["fi a", "b"], "cannot be read"),
        (&["touch /dev/shm/x", "b"], "/dev/shm"),
    ] {
        let text = format!("FROM x\nRUN {}\n", runs.join("\nRUN "));
        let (result, refusals) = merged(&text);
        assert_eq!(result, text, "{runs:?}");
        assert!(refusals.iter().any(|refusal| refusal.contains(why)), "{runs:?}: {refusals:?}");
    }
}

#[test]
fn the_working_directory_must_stay() {
    for (workdir, run, merges) in [
        ("/app", "rm -rf /app", false),
        ("/app", "rm -rf /app/x", true),
        ("/app/sub", "rm -rf /app", false),
        ("/app", "cd /tmp && rm -rf build", true),
        ("/tmp/build", "cd .. && rm -rf build", false),
        ("/app", "rm -rf $X", false),
        ("/app", "rm -rf /var/lib/apt/lists/*", true),
        ("/app", "rm -rf /*", false),
        ("/app", "rm -rf *", true),
        ("/", "rm -rf $X", true),
    ] {
        let text = format!("FROM x\nWORKDIR {workdir}\nRUN {run}\nRUN b\n");
        let (result, refusals) = merged(&text);
        assert_eq!(result != text, merges, "{workdir} {run}: {refusals:?}");
    }
}

#[test]
fn the_style_of_the_file_is_kept() {
    let (result, _) = merged(
        "FROM x\nRUN a \\\n  && b\n\n# why c\nRUN c \\\n  # inside\n  && d\nLABEL x=y\n# why e\nRUN e\nCMD [\"z\"]\n",
    );
    assert_eq!(
        result,
        "FROM x\nRUN a \\\n  && b \\\n  # why c\n  && c \\\n  # inside\n  && d \\\n  # why e\n  && e\nLABEL x=y\nCMD [\"z\"]\n"
    );
    // Commands line up with commands, not with arguments.
    let (result, _) = merged("FROM x\nRUN a \\\n\t\tb \\\n\t\tc\nRUN d && \\\n\te\n");
    assert_eq!(result, "FROM x\nRUN a \\\n\t\tb \\\n\t\tc && \\\n\td && \\\n\te\n");
    let (result, _) = merged("FROM x\r\nRUN a\r\nRUN b\r\n");
    assert_eq!(result, "FROM x\r\nRUN a && \\\r\n    b\r\n");
    let (result, _) = merged("# escape=`\nFROM x\nRUN a\nRUN b\n");
    assert_eq!(result, "# escape=`\nFROM x\nRUN a && `\n    b\n");
}

#[test]
fn instructions_in_between_decide() {
    for (between, merges) in [
        ("LABEL a=b", true),
        ("EXPOSE 80", true),
        ("ENV a=b", false),
        ("USER x", false),
        ("WORKDIR /x", false),
        ("VOLUME /x", false),
        ("COPY a b", false),
        ("ONBUILD RUN x", false),
    ] {
        let text = format!("FROM x\nRUN a\n{between}\nRUN b\n");
        assert_eq!(merged(&text).0 != text, merges, "{between}");
    }
}
