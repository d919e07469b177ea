//! Docker Hub's search for images.

use analysis::facts::{FoundImage, FoundImages};
use analysis::reference::{DEFAULT_REGISTRY, parse_repository};
use serde::Deserialize;

use super::TagApis;
use crate::http::{FetchError, Request, Url};

/// Images asked for at once: nobody reads more, and the next letter asks anew.
const PAGE_SIZE: &str = "25";
/// Characters of a description that are kept.
const MAX_ABOUT: usize = 100;

#[derive(Deserialize)]
struct Page {
    next: Option<String>,
    results: Vec<ImageJson>,
}

#[derive(Deserialize)]
struct ImageJson {
    repo_name: String,
    #[serde(default)]
    short_description: Option<String>,
    #[serde(default)]
    star_count: u64,
    #[serde(default)]
    pull_count: u64,
    #[serde(default)]
    is_official: bool,
}

impl TagApis {
    /// Images whose name or description fits a text, in the order of Docker Hub. `NotFound` where the
    /// settings replace Docker Hub by a mirror that has no such service.
    pub async fn search(&self, text: &str) -> Result<FoundImages, FetchError> {
        let root = self.roots.get(DEFAULT_REGISTRY).ok_or(FetchError::NotFound)?;
        let address = format!("{root}/search/repositories/");
        let mut url = Url::parse(&address)
            .map_err(|_| FetchError::Refused(format!("`{address}` is no address of a search")))?;
        url.query_pairs_mut().append_pair("query", text).append_pair("page_size", PAGE_SIZE);
        let page: Page = self.http.fetch(Request::get(url).compressed()).await?.json()?;
        let complete = page.next.is_none();
        Ok(FoundImages {
            images: page.results.into_iter().filter_map(ImageJson::into_image).collect(),
            complete,
        })
    }
}

impl ImageJson {
    /// `None` for what cannot stand in FROM: nothing else of an answer gets further.
    fn into_image(self) -> Option<FoundImage> {
        let repository = parse_repository(&self.repo_name).filter(|it| it.registry == DEFAULT_REGISTRY)?;
        Some(FoundImage {
            name: repository.familiar().to_owned(),
            about: one_line(self.short_description.as_deref().unwrap_or_default()),
            stars: self.star_count,
            pulls: self.pull_count,
            official: self.is_official,
        })
    }
}

/// A description as one bounded line without control characters.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let words: Vec<String> =
        text.split_whitespace().map(|word| word.chars().map(plain).collect::<String>()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_ABOUT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_stand_in_from_is_kept() {
        let image = |name: &str, about: &str| {
            let json = serde_json::json!({"repo_name": name, "short_description": about});
            serde_json::from_value::<ImageJson>(json).expect("the fields fit").into_image()
        };
        let found = image("library/python", "Python is\n an \u{1b}[31minterpreted  language").expect("valid");
        assert_eq!(
            (found.name.as_str(), found.about.as_str()),
            ("python", "Python is an  [31minterpreted language")
        );
        assert_eq!(image("evil.example/x", ""), None);
        assert_eq!(image("[x](http://y)", ""), None);
        let long = image("a/b", &"word ".repeat(100)).expect("valid");
        assert!(long.about.chars().count() <= MAX_ABOUT + 1, "{}", long.about);
    }
}
