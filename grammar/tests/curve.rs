//! The curve, not the clock: what an edit and a parse cost grows no worse than the file.

#[path = "support/speed.rs"]
mod speed;
mod support;

use speed::{edit_time, file, parse_time};

const SMALL: usize = 1_000;
const LARGE: usize = 8_000;
/// Room for noise above the growth of the file.
const SLACK: f64 = 3.0;

#[test]
fn an_edit_costs_no_more_than_linear() {
    let mut parser = support::parser();
    let small = edit_time(&mut parser, &file(SMALL), 40).as_secs_f64();
    let large = edit_time(&mut parser, &file(LARGE), 40).as_secs_f64();
    let growth = (LARGE / SMALL) as f64;
    assert!(large < small * growth * SLACK, "{small} s at {SMALL} lines, {large} s at {LARGE}");
}

#[test]
fn a_parse_costs_no_more_than_linear() {
    let mut parser = support::parser();
    let (small, _) = parse_time(&mut parser, &file(SMALL), 5);
    let (large, _) = parse_time(&mut parser, &file(LARGE), 5);
    let growth = (LARGE / SMALL) as f64;
    assert!(large.as_secs_f64() < small.as_secs_f64() * growth * SLACK, "{small:?}, {large:?}");
}

/// Each looks for its terminator down to the end of the file, so only a few may.
#[test]
fn open_heredocs_cost_no_more_than_linear() {
    let mut parser = support::parser();
    let file = |lines: usize| (0..lines).map(|line| format!("RUN cat <<E{line}\n")).collect::<String>();
    let (small, _) = parse_time(&mut parser, &file(SMALL), 3);
    let (large, tree) = parse_time(&mut parser, &file(LARGE), 3);
    assert_eq!(support::damage(&tree), None);
    let growth = (LARGE / SMALL) as f64;
    assert!(large.as_secs_f64() < small.as_secs_f64() * growth * SLACK, "{small:?}, {large:?}");
}

/// One line of 60 kB, deep nesting, open quotes: bounded work, and still no error node.
#[test]
fn extreme_lines_parse() {
    let lines = [
        format!("RUN {}\n", "echo a && ".repeat(6_000)),
        format!("ENV A={}\n", "${B:-".repeat(3_000)),
        format!("ENV A={}\n", "${".repeat(3_000)),
        format!("ENV A=\"{}\n", "${B:-\"".repeat(3_000)),
        format!("ENV {}\n", "A\"=".repeat(3_000)),
        format!("FROM {}\n", "${A".repeat(3_000)),
        format!("RUN {}\n", "$(".repeat(3_000)),
        format!("CMD {}{}\n", "[".repeat(3_000), "]".repeat(3_000)),
        format!("CMD [\"{}\n", "a".repeat(100_000)),
        format!("RUN {}\n", "a \\\n# b\n".repeat(5_000) + "c"),
        format!("ENV A=\"{}\n", "x ".repeat(50_000)),
        format!("CMD {}\n", "[".repeat(10_000)),
        format!("COPY {} /x\n", "<<A ".repeat(2_000)),
        format!("RUN {}\n{}", "<<A ".repeat(300), "A\n".repeat(300)),
        "FROM a\n".repeat(2_000),
    ];
    for line in lines {
        let text = format!("FROM a\n{line}CMD b\n");
        let tree = support::parse(text.as_bytes());
        assert_eq!(support::damage(&tree), None, "{}", &text[..20]);
    }
}
