//! "Did you mean": the known word that is nearest to a misspelt one.

/// The candidate with the smallest edit distance, when it is small for the length of the word.
/// Among equals the first wins.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // Each character too many or too few is an edit: most of a long list needs no comparison.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance > 0 && distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_words_are_suggested() {
        let known = ["RUN", "COPY", "ENTRYPOINT"];
        assert_eq!(nearest("RNU", known), Some("RUN"));
        assert_eq!(nearest("ENTRYPONT", known), Some("ENTRYPOINT"));
        assert_eq!(nearest("XYZ", known), None);
        assert_eq!(nearest("RUN", known), None);
    }
}
