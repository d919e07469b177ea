//! Orders of versions: rpm's, and apk's, which differs in its suffixes alone.

use std::cmp::Ordering;

/// Compares `[epoch:]version[-release]` as rpm does. A release that one side lacks is not compared.
pub(super) fn compare_rpm(left: &str, right: &str) -> Ordering {
    let split = |text: &str| -> (u64, String, Option<String>) {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        let (version, release) = rest.rsplit_once('-').map_or((rest, None), |(v, r)| (v, Some(r.to_owned())));
        (epoch.parse().unwrap_or_default(), version.to_owned(), release)
    };
    let ((left_epoch, left, left_release), (right_epoch, right, right_release)) = (split(left), split(right));
    let by_release = || match (&left_release, &right_release) {
        (Some(left), Some(right)) => segments(left, right),
        _ => Ordering::Equal,
    };
    left_epoch.cmp(&right_epoch).then_with(|| segments(&left, &right)).then_with(by_release)
}

/// Compares `1.2.3a_rc1-r0` as apk does: `_alpha`, `_beta`, `_pre` and `_rc` come before the release.
pub(super) fn compare_apk(left: &str, right: &str) -> Ordering {
    let early = |text: &str| {
        ["_alpha", "_beta", "_pre", "_rc"]
            .iter()
            .fold(text.to_owned(), |text, suffix| text.replace(suffix, &suffix.replace('_', "~")))
    };
    let (left, right) = (early(left), early(right));
    let split = |text: &'_ str| text.rsplit_once("-r").map(|(v, r)| (v.to_owned(), r.to_owned()));
    match (split(&left), split(&right)) {
        (Some((left, own)), Some((right, other))) => {
            segments(&left, &right).then_with(|| segments(&own, &other))
        }
        _ => segments(&left, &right),
    }
}

/// rpm's `rpmvercmp`: runs of digits as numbers, runs of letters as text, `~` before the end and `^`
/// after it, a number after letters.
fn segments(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    'runs: loop {
        let is_separator = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
        left = left.trim_start_matches(is_separator);
        right = right.trim_start_matches(is_separator);
        for (mark, when_only_left) in [('~', Ordering::Less), ('^', Ordering::Greater)] {
            match (left.starts_with(mark), right.starts_with(mark)) {
                (true, true) => {
                    (left, right) = (&left[1..], &right[1..]);
                    continue 'runs;
                }
                (true, false) if mark == '~' || right.is_empty() => return when_only_left,
                (false, true) if mark == '~' || left.is_empty() => return when_only_left.reverse(),
                (true, false) => return Ordering::Less,
                (false, true) => return Ordering::Greater,
                (false, false) => {}
            }
        }
        if left.is_empty() || right.is_empty() {
            return left.len().min(1).cmp(&right.len().min(1));
        }
        let digits = left.starts_with(|c: char| c.is_ascii_digit());
        let run = |text: &str| {
            let belongs = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
            text.find(|c| !belongs(c)).unwrap_or(text.len())
        };
        let (left_run, right_run) = (run(left), run(right));
        if right_run == 0 {
            return if digits { Ordering::Greater } else { Ordering::Less };
        }
        let (left_text, right_text) = (&left[..left_run], &right[..right_run]);
        let order = match digits {
            true => {
                let (l, r) = (left_text.trim_start_matches('0'), right_text.trim_start_matches('0'));
                l.len().cmp(&r.len()).then_with(|| l.cmp(r))
            }
            false => left_text.cmp(right_text),
        };
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[left_run..], &right[right_run..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_order() {
        // Of rpm's own tests of rpmvercmp.
        for (left, right, order) in [
            ("1.0", "1.0", Ordering::Equal),
            ("1.0", "2.0", Ordering::Less),
            ("2.0.1", "2.0", Ordering::Greater),
            ("5.5p10", "5.5p1", Ordering::Greater),
            ("10xyz", "10.1xyz", Ordering::Less),
            ("xyz.4", "8", Ordering::Less),
            ("1.0~rc1", "1.0", Ordering::Less),
            ("1.0^", "1.0", Ordering::Greater),
            ("1.0^20160101", "1.0.1", Ordering::Less),
            ("1:1-1", "2-1", Ordering::Greater),
            ("1.2-3.el9", "1.2-10.el9", Ordering::Less),
            ("1.2-3.el9", "1.2", Ordering::Equal),
            ("0001", "1", Ordering::Equal),
        ] {
            assert_eq!(compare_rpm(left, right), order, "{left} {right}");
            assert_eq!(compare_rpm(right, left), order.reverse(), "{right} {left}");
        }
        for (left, right, order) in [
            ("1.2.3-r0", "1.2.3-r10", Ordering::Less),
            ("1.2_rc1-r0", "1.2-r0", Ordering::Less),
            ("1.2a-r0", "1.2-r0", Ordering::Greater),
        ] {
            assert_eq!(compare_apk(left, right), order, "{left} {right}");
        }
    }
}
