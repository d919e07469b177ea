//! Where an archive or repository of an image's sources is asked for.

use std::collections::BTreeMap;

use crate::http::{Url, authority};

/// The addresses to try, best first, each ending in a slash.
///
/// A mirror stands for a host. Its address may be that of the one archive, may have the
/// archives' paths below it, or may be one archive beside which the others lie.
pub fn rewritten(archive: &str, mirrors: &BTreeMap<String, String>) -> Vec<Url> {
    let Some(original) = folder(archive) else { return Vec::new() };
    let authority = authority(&original);
    let host = original.host_str().unwrap_or_default();
    let Some(mirror) = mirrors.get(&authority).or_else(|| mirrors.get(host)).and_then(|url| folder(url))
    else {
        return vec![original];
    };
    let path = original.path().trim_start_matches('/');
    let below = mirror.join(path).ok();
    let beside = mirror.join("../").and_then(|parent| parent.join(path)).ok();
    let itself = Some(mirror.clone());
    let is_the_archive = mirror.path().ends_with(original.path());
    let candidates = if is_the_archive { [itself, below, beside] } else { [below, beside, itself] };
    let mut places: Vec<Url> = Vec::new();
    for place in candidates.into_iter().flatten() {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn folder(text: &str) -> Option<Url> {
    Url::parse(&format!("{}/", text.trim_end_matches('/'))).ok().filter(|url| url.host_str().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, mirror: &str) -> Vec<String> {
        let mirrors = [("deb.example".to_owned(), mirror.to_owned())].into();
        rewritten(url, &mirrors).into_iter().map(String::from).collect()
    }

    #[test]
    fn mirrors_in_each_layout() {
        let m = "http://127.0.0.1:1";
        assert_eq!(of("http://other.example/debian", m), ["http://other.example/debian/"]);
        assert_eq!(of("http://deb.example/debian", m)[0], format!("{m}/debian/"));
        assert_eq!(of("http://deb.example/debian", &format!("{m}/debian"))[0], format!("{m}/debian/"));
        let security = of("http://deb.example/debian-security", &format!("{m}/debian"));
        assert_eq!(security[0], format!("{m}/debian/debian-security/"));
        assert_eq!(security[1], format!("{m}/debian-security/"));
        assert_eq!(security[2], format!("{m}/debian/"));
    }
}
