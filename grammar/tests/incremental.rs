//! Whatever is typed: no error node, no crash, and the incremental tree equals a fresh one.

mod support;

use std::path::PathBuf;

use support::{damage, fixtures, instructions, nodes, parse, parser};
use tree_sitter::{InputEdit, Point, Tree};

/// What people and accidents type.
const SNIPPETS: &[&str] = &[
    "\n",
    "\r\n",
    "\\\n",
    "\\\r\n",
    "\\",
    "`",
    "`\n",
    " ",
    "\t",
    "\u{a0}",
    "#",
    "# x\n",
    "\"",
    "'",
    "$",
    "${",
    "}",
    "${A:-",
    "[",
    "]",
    "[\"",
    "\"]",
    ",",
    "=",
    ":",
    "@",
    "/",
    "<<",
    "<<EOF",
    "<<-\"E\"",
    "EOF\n",
    "\nEOF\n",
    "<",
    "--",
    "--mount=",
    "--from=",
    "--mount=type=cache,target=\"",
    "FROM ",
    "RUN ",
    "COPY ",
    "ENV ",
    "ARG ",
    "ONBUILD ",
    "HEALTHCHECK ",
    "LABEL ",
    "USER ",
    "EXPOSE ",
    "VOLUME ",
    "AS ",
    "{{ x }}",
    "# escape=`\n",
    "\0",
    "é",
    "😀",
    "\r",
    "\\\\\n",
    "-",
    "a",
    "x=y",
];

/// A small generator, so that the edits are the same everywhere: xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}

/// Files to try, with their texts; from a large corpus every n-th.
fn texts(at_most: usize) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fixtures();
    let step = files.len().div_ceil(at_most);
    let picked = files.into_iter().step_by(step);
    picked.map(|path| (path.clone(), std::fs::read(path).expect("a readable fixture"))).collect()
}

/// The start of the character at `offset`: nobody edits a half of one.
fn boundary(text: &[u8], offset: usize) -> usize {
    let at = offset.min(text.len());
    (0..=at).rev().find(|&at| text.get(at).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(0)
}

fn point(text: &[u8], offset: usize) -> Point {
    let before = &text[..offset];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    Point::new(before.iter().filter(|&&byte| byte == b'\n').count(), offset - line_start)
}

/// Replaces `range` and reparses with what the old tree knows.
fn edit(text: &mut Vec<u8>, tree: &mut Tree, range: std::ops::Range<usize>, new: &[u8]) -> Tree {
    let start_position = point(text, range.start);
    let old_end_position = point(text, range.end);
    text.splice(range.clone(), new.iter().copied());
    let new_end_byte = range.start + new.len();
    tree.edit(&InputEdit {
        start_byte: range.start,
        old_end_byte: range.end,
        new_end_byte,
        start_position,
        old_end_position,
        new_end_position: point(text, new_end_byte),
    });
    parser().parse(&text[..], Some(tree)).expect("parsing has no time limit")
}

/// Kind and place of every node; `to_sexp` would hide places.
fn shape(tree: &Tree) -> Vec<(&'static str, usize, usize)> {
    nodes(tree).iter().map(|node| (node.kind(), node.start_byte(), node.end_byte())).collect()
}

fn assert_same(name: &str, text: &[u8], incremental: &Tree) {
    let fresh = parse(text);
    let shown = String::from_utf8_lossy(text);
    assert_eq!(damage(&fresh), None, "{name}: {shown}");
    let (fresh, incremental) = (shape(&fresh), shape(incremental));
    let difference = fresh.iter().zip(&incremental).find(|(fresh, incremental)| fresh != incremental);
    assert!(fresh == incremental, "{name}: fresh and incremental differ: {difference:?}\n{shown}");
}

#[test]
fn every_prefix_parses() {
    for (path, text) in texts(60) {
        let mut typed = Vec::new();
        let mut tree = parse(b"");
        for end in 1..=text.len().min(3_000) {
            let last = typed.len();
            tree = edit(&mut typed, &mut tree, last..last, &text[end - 1..end]);
            assert_same(&path.display().to_string(), &typed, &tree);
        }
    }
}

#[test]
fn random_edits_parse() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let rounds = std::env::var("EDIT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60);
    for (path, mut text) in texts(300) {
        let mut tree = parse(&text);
        for _ in 0..rounds {
            let start = boundary(&text, random.below(text.len() + 1));
            let end = boundary(&text, start + random.below(3) * random.below(20));
            let before = String::from_utf8_lossy(&text).into_owned();
            let new = SNIPPETS[random.below(SNIPPETS.len())].repeat(random.below(4).min(2));
            tree = edit(&mut text, &mut tree, start..end, new.as_bytes());
            let place = format!("{} {start}..{end} -> {new:?} in {before:?}", path.display());
            assert_same(&place, &text, &tree);
        }
    }
}

/// What random edits were not lucky enough to meet: a dash is read where a flag may stand, and read again
/// behind flags that are kept.
#[test]
fn edits_behind_flags_leave_words_as_they_are() {
    for text in
        ["FROM --x -a b=c d\nRUN a", "FROM --x -localhost/a:1 b\n", "COPY --x -a b\n", "RUN --x -a b\n"]
    {
        let mut tree = parse(text.as_bytes());
        let mut text = text.as_bytes().to_vec();
        let end = text.len() - 2;
        tree = edit(&mut text, &mut tree, end..end + 1, b"=e");
        assert_same("behind a flag", &text, &tree);
    }
}

/// Nothing touches the `=`, however many lines are continued behind it.
#[test]
fn a_flag_without_a_value_may_be_continued_twice() {
    for text in ["COPY --from=\\\n\\\n", "RUN --a=\\\n\\\n\\\nb c\n", "VOLUM --from=\\\n\\\n"] {
        assert_eq!(damage(&parse(text.as_bytes())), None, "{text}");
    }
}

/// An instruction's first child stays where it is in memory only if the instruction is reused, and
/// that happens only when the scanner's state before it is what it was. The line's end before an edit looks
/// a few characters of the next instruction ahead, so the edit keeps some distance.
#[test]
fn untouched_instructions_are_reused() {
    let identities = |tree: &Tree| -> Vec<usize> {
        instructions(tree).iter().filter_map(|node| node.child(0)).map(|keyword| keyword.id()).collect()
    };
    let mut text =
        b"FROM a\nRUN x \\\n  y\nENV FOR_ALL_THAT_COMES_BELOW A=1\nRUN <<E\nE\nCOPY a b\nUSER u\n".to_vec();
    let mut tree = parse(&text);
    let before = identities(&tree);
    let at = text.windows(4).position(|window| window == b" A=1").expect("written above") + 4;
    let after = identities(&edit(&mut text, &mut tree, at..at, b"23"));
    let kept: Vec<_> = before.iter().zip(&after).map(|(before, after)| before == after).collect();
    assert_eq!(kept, [true, true, false, true, true, true]);
}
