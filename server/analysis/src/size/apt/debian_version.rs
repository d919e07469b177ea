//! Debian's order of versions: `[epoch:]upstream[-revision]`.

use std::cmp::Ordering;

/// Compares two versions as dpkg does: numbers as numbers, `~` before everything, letters before
/// other characters.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left_epoch, left) = epoch(left);
    let (right_epoch, right) = epoch(right);
    let split = |version: &'_ str| -> (String, String) {
        let (upstream, revision) = version.rsplit_once('-').unwrap_or((version, "0"));
        (upstream.to_owned(), revision.to_owned())
    };
    let ((left, left_revision), (right, right_revision)) = (split(left), split(right));
    left_epoch
        .cmp(&right_epoch)
        .then_with(|| compare_part(&left, &right))
        .then_with(|| compare_part(&left_revision, &right_revision))
}

/// Whether a version satisfies `(>= 1.2)`.
pub(super) fn satisfies(version: &str, operator: &str, bound: &str) -> bool {
    let order = compare(version, bound);
    match operator {
        "<<" => order == Ordering::Less,
        "<=" | "<" => order != Ordering::Greater,
        "=" => order == Ordering::Equal,
        ">=" | ">" => order != Ordering::Less,
        ">>" => order == Ordering::Greater,
        _ => true,
    }
}

fn epoch(version: &str) -> (u64, &str) {
    match version.split_once(':') {
        Some((epoch, rest)) => (epoch.parse().unwrap_or_default(), rest),
        None => (0, version),
    }
}

fn compare_part(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while !left.is_empty() || !right.is_empty() {
        let (left_text, left_rest) = split_while(left, |b| !b.is_ascii_digit());
        let (right_text, right_rest) = split_while(right, |b| !b.is_ascii_digit());
        let text = compare_text(left_text, right_text);
        let (left_number, left_rest) = split_while(left_rest, |b| b.is_ascii_digit());
        let (right_number, right_rest) = split_while(right_rest, |b| b.is_ascii_digit());
        let order = text.then_with(|| compare_number(left_number, right_number));
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
    Ordering::Equal
}

fn split_while(text: &[u8], accept: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|b| !accept(*b)).unwrap_or(text.len()))
}

/// Weights of characters; the end of the text lies between `~` and the letters.
fn compare_text(left: &[u8], right: &[u8]) -> Ordering {
    let weight = |b: Option<&u8>| match b {
        Some(b'~') => -1,
        None => 0,
        Some(b) if b.is_ascii_alphabetic() => i32::from(*b),
        Some(b) => i32::from(*b) + 256,
    };
    let length = left.len().max(right.len());
    let differs = (0..length).map(|at| weight(left.get(at)).cmp(&weight(right.get(at))));
    differs.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
}

/// Of any length, without leading zeros.
fn compare_number(left: &[u8], right: &[u8]) -> Ordering {
    let strip = |digits: &'_ [u8]| digits.iter().copied().skip_while(|b| *b == b'0').collect::<Vec<u8>>();
    let (left, right) = (strip(left), strip(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpkg_s_order() {
        let ascending = [
            "0~1",
            "0",
            "1.0~beta1~svn1",
            "1.0~beta1",
            "1.0",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1+deb12u1",
            "1.0-2",
            "1.0a",
            "1.0+dfsg-1",
            "1.2",
            "1.10",
            "2.36-9+deb12u9",
            "2.36-9+deb12u10",
            "1:0.1",
            "2:0",
        ];
        for pair in ascending.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(compare("1.0", "1.0-0"), Ordering::Equal);
        assert_eq!(compare("1.01", "1.1"), Ordering::Equal);
        assert!(satisfies("2.36", ">=", "2.14") && !satisfies("2.36", "<<", "2.36"));
    }
}
