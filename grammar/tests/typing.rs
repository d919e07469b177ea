//! The typing matrix: a half-typed line between whole ones does no harm to them.

mod support;

use support::{damage, instructions, parse};

const MATRIX: &str = include_str!("typing.tsv");
const BEFORE: &str = "FROM a\nARG B=1\n";
const AFTER: &str = "COPY c d\nRUN e <<F\ng\nF\n";

fn lines() -> impl Iterator<Item = &'static str> {
    MATRIX.lines().filter_map(|line| line.strip_suffix("<CURSOR>"))
}

/// Kind and text of every instruction.
fn outline(text: &str) -> Vec<(String, String)> {
    let tree = parse(text.as_bytes());
    assert_eq!(damage(&tree), None, "{text}");
    let described = instructions(&tree).into_iter().map(|node| {
        (
            node.kind().to_owned(),
            text.get(node.byte_range()).expect("nodes end between characters").to_owned(),
        )
    });
    described.collect()
}

#[test]
fn the_matrix_is_large() {
    assert!(lines().count() >= 120, "{}", lines().count());
}

#[test]
fn neighbours_keep_their_nodes() {
    let whole = outline(&format!("{BEFORE}{AFTER}"));
    let (before, after) = whole.split_at(2);
    for line in lines() {
        let typed = outline(&format!("{BEFORE}{line}\n{AFTER}"));
        assert_eq!(&typed[..2], before, "before {line:?}");
        assert_eq!(&typed[typed.len() - 2..], after, "behind {line:?}");
        let own = usize::from(!line.trim_start().starts_with('#'));
        assert_eq!(typed.len(), 4 + own, "{line:?} is one instruction");
        if own == 1 {
            assert_eq!(typed[2].1.trim_end(), line.trim_end(), "the node covers what is typed");
        }
    }
}

#[test]
fn the_last_line_of_a_file_may_be_half_typed() {
    let before = outline(BEFORE);
    for line in lines() {
        let typed = outline(&format!("{BEFORE}{line}"));
        assert_eq!(&typed[..2], before, "before {line:?}");
    }
}

/// What is typed last may continue: then the next line belongs to it, as BuildKit has it, and the
/// line behind that is itself again.
#[test]
fn a_trailing_escape_takes_one_line() {
    let typed = outline(&format!("{BEFORE}RUN x \\\n{AFTER}"));
    assert_eq!(typed[2], ("run_instruction".into(), "RUN x \\\nCOPY c d".into()));
    assert_eq!(typed[3].0, "run_instruction");
}

#[test]
fn windows_line_ends_change_nothing() {
    for line in lines() {
        let unix = outline(&format!("{BEFORE}{line}\n{AFTER}"));
        let windows = outline(&format!("{BEFORE}{line}\n{AFTER}").replace('\n', "\r\n"));
        let plain: Vec<_> = windows.into_iter().map(|(kind, text)| (kind, text.replace('\r', ""))).collect();
        assert_eq!(plain, unix, "{line:?}");
    }
}
