use std::time::{Duration, Instant};

use super::*;
use crate::continuation::Joined;

fn script(text: &str) -> Script {
    Script::parse(&Joined::new(text, 0, '\\'))
}

/// One line a command: connector, nesting, name and arguments.
fn shown(text: &str) -> Vec<String> {
    script(text).commands.iter().map(show).collect()
}

fn show(command: &Command) -> String {
    let nesting = command.nesting;
    let marks = [
        (nesting.subshell, "sub"),
        (nesting.conditional, "cond"),
        (nesting.looped, "loop"),
        (nesting.function, "fn"),
        (nesting.substitution, "$()"),
        (nesting.background, "bg"),
        (nesting.negated, "not"),
    ];
    let marks: Vec<&str> = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
    let words: Vec<&str> = command.name.iter().chain(&command.args).map(|word| word.value.as_str()).collect();
    format!("{:?} [{}] {}", command.after, marks.join(" "), words.join(" "))
}

#[test]
fn commands_come_in_order_with_their_connectors() {
    assert_eq!(
        shown("apt-get update && apt-get install -y \\\n  curl 'a b' \\\n# why\n  \"x\" || true; ls | wc -l"),
        [
            "Start [] apt-get update",
            "And [] apt-get install -y curl a b x",
            "Or [cond] true",
            "Sequence [] ls",
            "Pipe [] wc -l",
        ]
    );
}

#[test]
fn parts_of_a_pipeline_know_their_places() {
    for text in ["a | b", "! a | b", "if ! a | b; then :; fi", "c && a 2>x | b"] {
        let commands = script(text).commands;
        let place = |name: &str| {
            let is_called = |command: &&Command| command.name.as_ref().is_some_and(|word| word.value == name);
            let found = commands.iter().find(is_called).and_then(|command| command.pipeline);
            found.map(|place| (place.index, place.length))
        };
        assert_eq!((place("a"), place("b")), (Some((0, 2)), Some((1, 2))), "{text}");
    }
}

#[test]
fn nesting_is_marked() {
    assert_eq!(
        shown("if test -f a; then b; else c; fi; (cd /x && d); for i in 1 2; do e $(f); done; ! g; h & i"),
        [
            "Start [] test -f a",
            "Start [cond] b",
            "Start [cond] c",
            "Start [sub] cd /x",
            "And [sub] d",
            "Start [loop] e $(f)",
            "Start [loop $()] f",
            "Start [not] g",
            "Sequence [bg] h",
            "Sequence [] i",
        ]
    );
}

#[test]
fn heredocs_hide_no_command() {
    let commands = shown("cat <<EOF > /x && echo done\nbody $(date)\nEOF\n");
    assert!(commands.iter().any(|command| command.ends_with("echo done")), "{commands:?}");
}

#[test]
fn wrappers_are_seen_through() {
    for (text, program) in [
        ("sudo -E apt-get install x", "apt-get"),
        ("DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get install x", "apt-get"),
        ("env A=1 B=2 pip install x", "pip"),
        ("timeout 30 curl x", "curl"),
        ("exec nice -n 5 make", "make"),
        ("sudo", "sudo"),
    ] {
        let script = script(text);
        assert_eq!(script.commands[0].invocation().map(|found| found.program), Some(program), "{text}");
    }
    assert_eq!(script("$CMD x").commands[0].invocation(), None);
}

#[test]
fn options_are_found_in_clusters_and_with_values() {
    let script = script("pip install -qU --index-url=https://a -c x.txt -ry.txt -- -n");
    let (_, pip) = script.invocations("pip").next().expect("pip is there");
    assert!(pip.has_option(&["-U"]) && pip.has_option(&["-q"]) && pip.has_option(&["--index-url"]));
    assert!(!pip.has_option(&["-n"]));
    assert_eq!(pip.option_values(&["--index-url", "-i"]), ["https://a"]);
    assert_eq!(pip.option_values(&["-c"]), ["x.txt"]);
    assert_eq!(pip.option_values(&["-r"]), ["y.txt"]);
}

#[test]
fn words_keep_their_place_across_continuations() {
    let text = "echo ab\\\ncd";
    let script = script(text);
    let word = &script.commands[0].args[0];
    assert_eq!(word.value, "abcd");
    assert_eq!(&text[word.range.at(0.into())], "ab\\\ncd");
}

#[test]
fn hostile_texts_end() {
    let texts = [
        "$(".repeat(3_000),
        format!("echo \"{}", "x".repeat(100_000)),
        format!("echo \"{}", "x $y ".repeat(20_000)),
        format!("echo '{}", "x ".repeat(50_000)),
        format!("echo `{}", "x ".repeat(50_000)),
        format!("echo {}", "${".repeat(3_000)),
        format!("echo {}", "${A:-".repeat(3_000)),
        format!("echo {}", "$((".repeat(3_000)),
        "(".repeat(20_000),
        "{ ".repeat(20_000),
        "if a; then ".repeat(2_000),
        "[[ ".repeat(20_000),
        "cat <<A ".repeat(3_000),
        "a=1; ".repeat(20_000),
        "case x in ".repeat(3_000),
        "a | ".repeat(20_000),
    ];
    for text in texts {
        let started = Instant::now();
        script(&text);
        // A debug build on a busy machine needs far more than a release build.
        assert!(started.elapsed() < Duration::from_secs(10), "{:?} for {}", started.elapsed(), &text[..30]);
    }
}

#[test]
fn the_top_level_is_described() {
    for (text, shape, is_plain_chain) in [
        ("a && b > f && c", Shape::Chain, true),
        ("a | b", Shape::Chain, false),
        ("a && b || c", Shape::Alternatives, false),
        ("a && (b || c)", Shape::Chain, false),
        ("a; b", Shape::Sequence, false),
        ("a;", Shape::Chain, true),
        ("a || b > f | c", Shape::Alternatives, false),
        ("a || b > f", Shape::Alternatives, false),
        ("{ a || b; } > f", Shape::Chain, false),
    ] {
        let structure = script(text).structure;
        assert_eq!((structure.shape, structure.is_plain_chain), (shape, is_plain_chain), "{text}");
    }
    let structure = script("a && b; # why").structure;
    assert_eq!(structure.comment_after.as_deref(), Some("# why"));
    assert_eq!(structure.statements.map(|range| range.at(0.into())), Some(crate::range(0, 6)));
    assert!(script("a & b").structure.has_background && !script("a &> b && c").structure.has_background);
    for text in ["f() { a; }", "for i in 1; do a; done", "a $((x=1))", "a ${X:=1}"] {
        assert!(script(text).structure.has_lasting_construct, "{text}");
    }
    assert_eq!(script("echo $_ ${LINENO} $X $X").structure.variables, ["_", "LINENO", "X"]);
}

#[test]
fn long_chains_need_no_stack() {
    script(&"a && ".repeat(20_000));
    script(&("a && ".repeat(20_000) + "b"));
}

#[test]
fn a_redirect_does_not_pull_a_list_into_a_pipeline() {
    let script = script("a || b > f | c > g");
    let positions: Vec<_> =
        script.commands.iter().map(|command| command.pipeline.map(|at| at.index)).collect();
    assert_eq!(positions, [None, Some(0), Some(1)]);
}

#[test]
fn a_redirect_belongs_to_the_command_before_it() {
    let script = script("a && b $(c) > f");
    let redirects: Vec<usize> = script.commands.iter().map(|command| command.redirects.len()).collect();
    assert_eq!(redirects, [0, 1, 0]);
}
