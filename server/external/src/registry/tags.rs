//! `tags/list` with its pages.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use analysis::facts::{Tag, TagList};
use analysis::reference::is_tag;
use reqwest::header::LINK;
use serde::Deserialize;

use super::session::Session;
use crate::http::{FetchError, Reply, Request, Url};

/// Tags that we ask for at once; registries may give fewer.
const PAGE_SIZE: &str = "1000";
/// Pages after which a list counts as endless.
const MAX_PAGES: usize = 200;
/// Time after which no further page is asked for.
const MAX_TIME: Duration = Duration::from_secs(30);
/// Tags after which a list is long enough.
const MAX_TAGS: usize = 50_000;
/// Bytes of a page: some registries send every tag, with more about each, at once.
const MAX_PAGE_BYTES: u64 = 32 << 20;

#[derive(Deserialize)]
pub(crate) struct Page {
    /// `null` for a repository without tags.
    tags: Option<Vec<String>>,
}

/// Reads page after page. A page that fails after the first leaves the list incomplete.
pub async fn list(session: &Session, progress: &(dyn Fn(TagList) + Sync)) -> Result<TagList, FetchError> {
    let mut url = session.url("tags/list")?;
    url.query_pairs_mut().append_pair("n", PAGE_SIZE);
    let mut found = Found::default();
    let mut asked = HashSet::new();
    let until = Instant::now() + MAX_TIME;
    for page in 0..MAX_PAGES {
        if !asked.insert(url.clone()) {
            tracing::debug!("{}: the list of tags leads back to an earlier page", session.base());
            return Ok(found.into_list(false));
        }
        let reply = match read_page(session, url).await {
            Ok(reply) => reply,
            Err(error) if page == 0 => return Err(error),
            Err(error) => {
                tracing::debug!("{}: page {page} of the tags failed: {error}", session.base());
                return Ok(found.into_list(false));
            }
        };
        found.add(reply.tags);
        url = match reply.next {
            Next::End => return Ok(found.into_list(true)),
            Next::Page(next) if found.tags.len() < MAX_TAGS && Instant::now() < until => {
                progress(TagList { tags: found.tags.clone(), complete: false });
                next
            }
            Next::Page(_) | Next::Refused => return Ok(found.into_list(false)),
        };
    }
    Ok(found.into_list(false))
}

#[derive(Default)]
struct Found {
    tags: Vec<Tag>,
    names: HashSet<String>,
}

impl Found {
    /// Keeps the names that can be tags: control characters and markup never get further.
    fn add(&mut self, names: Vec<String>) {
        for name in names {
            if is_tag(&name) && self.tags.len() < MAX_TAGS && self.names.insert(name.clone()) {
                self.tags.push(Tag { name, ..Tag::default() });
            }
        }
    }

    fn into_list(self, complete: bool) -> TagList {
        TagList { tags: self.tags, complete }
    }
}

struct ReadPage {
    tags: Vec<String>,
    next: Next,
}

enum Next {
    End,
    Page(Url),
    /// Another host: credentials and trust end here.
    Refused,
}

async fn read_page(session: &Session, url: Url) -> Result<ReadPage, FetchError> {
    let reply = session.fetch(Request::get(url).limit(MAX_PAGE_BYTES).compressed()).await?;
    let next = next_page(&reply, session.base());
    let page: Page = reply.json()?;
    Ok(ReadPage { tags: page.tags.unwrap_or_default(), next })
}

fn next_page(reply: &Reply, base: &Url) -> Next {
    let links = reply.headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let Some(target) = links.into_iter().find_map(next_link) else { return Next::End };
    match reply.url.join(target) {
        Ok(url) if url.origin() == base.origin() => Next::Page(url),
        _ => Next::Refused,
    }
}

/// The target of the link whose relation is `next`: `<target>; rel="next"`.
fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some(start) = rest.find('<') {
        let (target, after) = rest[start + 1..].split_once('>')?;
        let parameters_end = after.find('<').unwrap_or(after.len());
        let is_next = after[..parameters_end].split([';', ',']).any(|parameter| {
            let parameter: String = parameter.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
            parameter.eq_ignore_ascii_case("rel=next")
        });
        if is_next {
            return Some(target);
        }
        rest = &after[parameters_end..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_headers() {
        for (header, target) in [
            (r#"</v2/a/tags/list?last=x&n=2>; rel="next""#, Some("/v2/a/tags/list?last=x&n=2")),
            (r#"<https://r/x>; rel=next"#, Some("https://r/x")),
            (r#"</first>; rel="prev", </second>; title="a"; rel="next""#, Some("/second")),
            (r#"</first>; rel="prev""#, None),
            ("</broken; rel=next", None),
            ("", None),
        ] {
            assert_eq!(next_link(header), target, "{header}");
        }
    }
}
