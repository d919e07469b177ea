//! What the layers of a stage hold, to be found by path.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::piece::Piece;

/// Without those that a later write of the same path replaced.
pub(crate) fn latest<'p>(pieces: impl Iterator<Item = &'p Piece>) -> Vec<&'p Piece> {
    let mut last: Vec<&Piece> = Vec::new();
    for piece in pieces {
        if piece.what != "more files" {
            last.retain(|earlier| earlier.path != piece.path || earlier.what != piece.what);
        }
        last.push(piece);
    }
    last
}

/// Pieces of one layer after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    pieces: Vec<Piece>,
    /// Positions of those with a path.
    by_path: BTreeMap<String, Vec<usize>>,
}

impl Written {
    pub fn extend(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            if !piece.path.is_empty() {
                self.by_path.entry(piece.path.clone()).or_default().push(self.pieces.len());
            }
            self.pieces.push(piece);
        }
    }

    /// Pieces at a path.
    pub fn at(&self, path: &str) -> impl Iterator<Item = &Piece> {
        self.by_path.get(path).into_iter().flatten().map(|&at| &self.pieces[at])
    }

    /// Pieces whose paths begin with a text, in the order in which they were written.
    pub fn beginning_with(&self, start: &str) -> impl Iterator<Item = &Piece> + use<'_> {
        let from = (Bound::Included(start), Bound::Unbounded);
        let found = self.by_path.range::<str, _>(from).take_while(|(path, _)| path.starts_with(start));
        let mut positions: Vec<usize> = found.flat_map(|(_, positions)| positions).copied().collect();
        positions.sort_unstable();
        positions.into_iter().map(|at| &self.pieces[at])
    }

    /// Pieces at what a path or pattern stands for, which a command removes or moves, are not found any more,
    /// though their layers keep them.
    pub fn hide(&mut self, pattern: &str, is_hidden: impl Fn(&Piece) -> bool) {
        let start = beginning(pattern);
        let pieces = &self.pieces;
        let mut emptied = Vec::new();
        let from = (Bound::Included(start), Bound::Unbounded);
        let found = self.by_path.range_mut::<str, _>(from);
        for (path, positions) in found.take_while(|(path, _)| path.starts_with(start)) {
            positions.retain(|&at| !is_hidden(&pieces[at]));
            if positions.is_empty() {
                emptied.push(path.clone());
            }
        }
        emptied.iter().for_each(|path| drop(self.by_path.remove(path)));
    }

    /// Pieces that a path, or a pattern, may stand for.
    pub fn candidates(&self, pattern: &str) -> impl Iterator<Item = &Piece> + use<'_> {
        self.beginning_with(beginning(pattern))
    }
}

/// What all paths begin with that a path or pattern stands for.
fn beginning(pattern: &str) -> &str {
    let literal = pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len());
    pattern[..literal].trim_end_matches('/')
}
