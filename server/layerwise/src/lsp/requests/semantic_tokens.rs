//! Semantic tokens: whole, of a range, and as a change of what the client has.

use ide::semantic_tokens::{TokenKind, semantic_tokens};
use syntax::{TextRange, TextSize};
use tower_lsp::ls_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensDelta,
    SemanticTokensEdit, SemanticTokensLegend,
};

use super::super::positions::Positions;
use super::super::snapshot::Snapshot;

/// The names that the numbers in tokens stand for.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TokenKind::ALL.iter().map(|kind| SemanticTokenType::new(kind.name())).collect(),
        token_modifiers: vec![SemanticTokenModifier::DEFINITION],
    }
}

/// Tokens of the whole document, or of a range.
pub fn tokens(snapshot: &Snapshot, range: Option<Range>) -> Vec<SemanticToken> {
    let whole = TextRange::up_to(TextSize::of(snapshot.source().text()));
    let range = range.map_or(whole, |range| snapshot.text_range(range));
    let found = semantic_tokens(snapshot.analysis(), range);
    let mut positions = Positions::new(snapshot.source().text(), snapshot.client.encoding);
    let mut last = (0, 0);
    let mut encoded = Vec::with_capacity(found.len());
    for token in found {
        let start = positions.at(token.range.start());
        let end = positions.at(token.range.end());
        let delta_line = start.line - last.0;
        encoded.push(SemanticToken {
            delta_line,
            delta_start: if delta_line == 0 { start.character - last.1 } else { start.character },
            length: end.character.saturating_sub(start.character),
            token_type: token.kind as u32,
            token_modifiers_bitset: u32::from(token.is_definition),
        });
        last = (start.line, start.character);
    }
    encoded
}

/// The one edit that makes `new` of `old`; none where they are equal.
pub fn delta(result_id: String, old: &[SemanticToken], new: &[SemanticToken]) -> SemanticTokensDelta {
    let same_start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - same_start;
    let same_end =
        old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let (removed, added) = (old.len() - same_end - same_start, &new[same_start..new.len() - same_end]);
    // Counted in numbers, five to a token.
    let edit = SemanticTokensEdit {
        start: 5 * same_start as u32,
        delete_count: 5 * removed as u32,
        data: Some(added.to_vec()),
    };
    let is_equal = removed == 0 && added.is_empty();
    SemanticTokensDelta { result_id: Some(result_id), edits: if is_equal { Vec::new() } else { vec![edit] } }
}

/// All tokens under an id.
pub fn whole(result_id: Option<String>, data: Vec<SemanticToken>) -> SemanticTokens {
    SemanticTokens { result_id, data }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(delta_start: u32) -> SemanticToken {
        SemanticToken { delta_line: 0, delta_start, length: 1, token_type: 0, token_modifiers_bitset: 0 }
    }

    #[test]
    fn a_delta_holds_only_what_differs() {
        let tokens = |starts: &[u32]| starts.iter().copied().map(token).collect::<Vec<_>>();
        for (old, new, start, removed, added) in [
            (tokens(&[1, 2, 3]), tokens(&[1, 9, 3]), 5, 5, 1),
            (tokens(&[1, 2, 3]), tokens(&[1, 3]), 5, 5, 0),
            (tokens(&[1, 1]), tokens(&[1, 1, 1]), 10, 0, 1),
            (tokens(&[]), tokens(&[1]), 0, 0, 1),
        ] {
            let edit = &delta("x".into(), &old, &new).edits[0];
            let got = (edit.start, edit.delete_count, edit.data.as_ref().map_or(0, Vec::len));
            assert_eq!(got, (start, removed, added), "{old:?} {new:?}");
        }
        assert_eq!(delta("x".into(), &tokens(&[1]), &tokens(&[1])).edits, []);
    }
}
