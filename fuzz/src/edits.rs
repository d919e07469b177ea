//! Edits of an open document.

use syntax::{Document, Source, TextRange, TextSize};
use tree_sitter::Node;

/// What one edit takes from the input: where (two bytes), how much goes, how much comes.
const EDIT_HEADER: usize = 4;
/// Edits of one run.
const MAX_EDITS: usize = 32;

/// After every edit the document is what it would be, had it been opened with that text. The first
/// half of the input is the text; the second is read as edits.
pub fn incremental_equals_fresh(data: &[u8]) {
    let (text, mut script) = data.split_at(data.len() / 2);
    let mut document = Document::new(&String::from_utf8_lossy(text), 1);
    for _ in 0..MAX_EDITS {
        let Some((header, rest)) = script.split_first_chunk::<EDIT_HEADER>() else { return };
        let inserted = rest.len().min(usize::from(header[3]) % 16);
        script = &rest[inserted..];
        let range = place(document.snapshot().text(), header);
        document.edit(range, &String::from_utf8_lossy(&rest[..inserted]));
        let source = document.snapshot();
        assert_same(source.root(), Source::parse(source.text()).root());
    }
}

/// A range of whole characters inside the text.
fn place(text: &str, header: &[u8; EDIT_HEADER]) -> TextRange {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        TextSize::try_from(at).expect("inputs are small")
    };
    let start = usize::from(u16::from_le_bytes([header[0], header[1]])) % (text.len() + 1);
    let end = (start + usize::from(header[2]) % 64).min(text.len());
    TextRange::new(boundary(start), boundary(end))
}

fn assert_same(edited: Node<'_>, fresh: Node<'_>) {
    let (mut edited, mut fresh) = (edited.walk(), fresh.walk());
    loop {
        let (one, other) = (edited.node(), fresh.node());
        assert_eq!((one.kind(), one.byte_range()), (other.kind(), other.byte_range()));
        assert!(!one.is_error() && !one.is_missing(), "{one}");
        if edited.goto_first_child() {
            assert!(fresh.goto_first_child(), "{other} has no children");
            continue;
        }
        assert!(!fresh.goto_first_child(), "{one} has no children");
        while !edited.goto_next_sibling() {
            assert!(!fresh.goto_next_sibling(), "{} has a sibling", fresh.node());
            if !edited.goto_parent() {
                return;
            }
            assert!(fresh.goto_parent());
        }
        assert!(fresh.goto_next_sibling(), "{} has no sibling", fresh.node());
    }
}
