//! The list of a project's files: PEP 691 JSON, else PEP 503 HTML.

use std::collections::HashMap;

use analysis::facts::ProjectFile;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::html;
use crate::http::{FetchError, Reply, Url};

/// JSON first; HTML where an index knows nothing else.
pub const ACCEPTED: &str =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";
/// More files than any project has.
const MAX_FILES: usize = 100_000;

#[derive(Deserialize)]
struct ProjectJson {
    files: Vec<FileJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct FileJson {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: HashMap<String, String>,
    requires_python: Option<String>,
    size: Option<u64>,
    #[serde(default)]
    yanked: Flag,
    #[serde(default)]
    core_metadata: Flag,
    #[serde(default, alias = "data-dist-info-metadata")]
    dist_info_metadata: Flag,
}

/// `true`, `false`, or what stands for true: a reason, hashes.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Flag {
    Set(bool),
    Reason(IgnoredAny),
    #[default]
    #[serde(skip)]
    Absent,
}

impl Flag {
    fn is_set(&self) -> bool {
        match self {
            Flag::Set(set) => *set,
            Flag::Reason(_) => true,
            Flag::Absent => false,
        }
    }
}

/// The files that an index's answer lists. What has no usable address is left out.
pub fn files(reply: &Reply) -> Result<Vec<ProjectFile>, FetchError> {
    let is_json = reply.header("content-type").is_some_and(|kind| kind.contains("json"));
    if is_json {
        let project: ProjectJson = reply.json()?;
        let files = project.files.into_iter().take(MAX_FILES);
        return Ok(files.filter_map(|file| file.into_file(&reply.url)).collect());
    }
    let text = String::from_utf8_lossy(&reply.body);
    let links = html::links(&text).take(MAX_FILES);
    Ok(links.filter_map(|link| file_of_link(&link, &reply.url)).collect())
}

impl FileJson {
    fn into_file(self, base: &Url) -> Option<ProjectFile> {
        let url = base.join(&self.url).ok().filter(is_web)?;
        Some(ProjectFile {
            filename: self.filename,
            url: url.into(),
            sha256: self.hashes.get("sha256").cloned().filter(|hash| is_sha256(hash)),
            bytes: self.size,
            requires_python: self.requires_python.filter(|versions| !versions.is_empty()),
            yanked: self.yanked.is_set(),
            has_metadata: self.core_metadata.is_set() || self.dist_info_metadata.is_set(),
            is_direct: false,
        })
    }
}

fn file_of_link(link: &html::Link, base: &Url) -> Option<ProjectFile> {
    let mut url = base.join(link.attribute("href")?).ok().filter(is_web)?;
    let fragment = url.fragment().unwrap_or_default().to_owned();
    url.set_fragment(None);
    let last = url.path_segments()?.next_back()?.to_owned();
    let filename = percent_encoding::percent_decode_str(&last).decode_utf8_lossy().into_owned();
    let is_file = [".whl", ".tar.gz", ".zip", ".tar.bz2", ".egg"].iter().any(|end| filename.ends_with(end));
    let metadata = link.attribute("data-core-metadata").or_else(|| link.attribute("data-dist-info-metadata"));
    is_file.then(|| ProjectFile {
        filename,
        url: url.into(),
        sha256: fragment.strip_prefix("sha256=").filter(|hash| is_sha256(hash)).map(str::to_owned),
        bytes: None,
        requires_python: link.attribute("data-requires-python").map(str::to_owned).filter(|v| !v.is_empty()),
        yanked: link.attribute("data-yanked").is_some(),
        has_metadata: metadata.is_some_and(|value| value != "false"),
        is_direct: false,
    })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http")
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Reach;

    fn reply(content_type: &str, body: &str) -> Reply {
        Reply {
            status: reqwest::StatusCode::OK,
            headers: [(reqwest::header::CONTENT_TYPE, content_type.parse().expect("a header"))]
                .into_iter()
                .collect(),
            url: Url::parse("https://index.example/simple/a/").expect("an address"),
            body: body.into(),
            reach: Reach::Public,
        }
    }

    #[test]
    fn json_and_html_say_the_same() {
        let hash = "0".repeat(64);
        let json = format!(
            r#"{{"meta":{{"api-version":"1.1"}},"name":"a","files":[
                {{"filename":"a-1%2Bcu-py3-none-any.whl","url":"../../f/a-1%2Bcu-py3-none-any.whl",
                  "hashes":{{"sha256":"{hash}"}},"requires-python":">=3.8","size":null,"yanked":"broken",
                  "core-metadata":{{"sha256":"x"}}}},
                {{"filename":"a-0.tar.gz","url":"https://files.example/a-0.tar.gz","hashes":{{}}}},
                {{"filename":"a.whl","url":"file:///etc/passwd","hashes":{{}}}}]}}"#
        );
        let html = format!(
            "<!DOCTYPE html><html><body><h1>a</h1>\n\
             <a href=\"../../f/a-1%2Bcu-py3-none-any.whl#sha256={hash}\" data-requires-python=\"&gt;=3.8\" \
                data-yanked=\"broken\" data-core-metadata='sha256=x'>a</a><br/>\n\
             <A HREF=https://files.example/a-0.tar.gz>a-0.tar.gz</A> <a href=\"file:///a.whl\">x</a>"
        );
        let from_html = files(&reply("text/html; charset=utf-8", &html)).expect("HTML");
        let mut from_json = files(&reply("application/vnd.pypi.simple.v1+json", &json)).expect("JSON");
        from_json[0].filename = "a-1+cu-py3-none-any.whl".into(); // JSON names need no decoding
        assert_eq!(from_json, from_html);
        assert_eq!(from_json.len(), 2);
        assert_eq!(from_json[0].url, "https://index.example/f/a-1%2Bcu-py3-none-any.whl");
        assert!(from_json[0].yanked && from_json[0].has_metadata && !from_json[1].yanked);
        assert_eq!(from_json[0].requires_python.as_deref(), Some(">=3.8"));
        assert_eq!(from_json[0].sha256, Some(hash));
    }
}
