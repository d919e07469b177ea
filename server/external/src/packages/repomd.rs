//! `repomd.xml`, which names a repository's metadata, and lists of mirrors.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::http::{FetchError, Url};

/// Metadata that dnf fetches and keeps, by its type in `repomd.xml`.
const KEPT: [&str; 7] = ["primary", "filelists", "group", "group_gz", "updateinfo", "modules", "prestodelta"];

/// The files that a repository consists of.
#[derive(Debug, Default)]
pub struct Repomd {
    files: Vec<File>,
}

/// One file of metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    kind: String,
    /// Below the repository's address.
    pub path: String,
    /// Of the packed file.
    pub sha256: Option<String>,
    bytes: u64,
}

impl Repomd {
    pub fn parse(xml: &[u8]) -> Result<Self, FetchError> {
        let mut reader = Reader::from_reader(xml);
        let mut found = Self::default();
        let mut text = String::new();
        let mut is_sha256 = false;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    text.clear();
                    match element.local_name().as_ref() {
                        "data" => {
                            let kind = attribute(&element, "type").unwrap_or_default();
                            found.files.push(File { kind, ..File::default() });
                        }
                        "checksum" => is_sha256 = attribute(&element, "type").as_deref() == Some("sha256"),
                        _ => {}
                    }
                }
                Ok(Event::Empty(element)) if element.local_name().as_ref() == "location" => {
                    if let (Some(file), Some(path)) = (found.files.last_mut(), attribute(&element, "href")) {
                        file.path = path;
                    }
                }
                Ok(Event::Text(part)) => text.push_str(&part),
                Ok(Event::End(element)) => {
                    if let Some(file) = found.files.last_mut() {
                        file.end(element.local_name().as_ref(), text.trim(), is_sha256);
                    }
                }
                Ok(Event::Eof) => return Ok(found),
                Err(error) => return Err(FetchError::Broken(format!("repomd.xml cannot be read: {error}"))),
                Ok(_) => {}
            }
        }
    }

    /// The file that tells dependencies and sizes.
    pub fn primary(&self) -> Result<&File, FetchError> {
        let primary = self.files.iter().find(|file| file.kind == "primary" && !file.path.is_empty());
        primary.ok_or_else(|| FetchError::Broken("repomd.xml names no primary metadata".into()))
    }

    /// Bytes of what dnf fetches of it.
    pub fn kept_bytes(&self) -> u64 {
        self.files.iter().filter(|file| KEPT.contains(&file.kind.as_str())).map(|file| file.bytes).sum()
    }
}

impl File {
    fn end(&mut self, element: &str, text: &str, is_sha256: bool) {
        match element {
            "checksum" if is_sha256 => self.sha256 = Some(text.to_ascii_lowercase()),
            "size" => self.bytes = text.parse().unwrap_or_default(),
            _ => {}
        }
    }
}

/// An attribute's text.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    found.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
}

/// Repositories that a list of mirrors names: a metalink, whose addresses lead to `repomd.xml`, or one
/// address a line.
pub fn mirrors(body: &[u8]) -> Vec<Url> {
    let text = String::from_utf8_lossy(body);
    let folder = |text: &str| {
        let text = text.trim().trim_end_matches("repodata/repomd.xml").trim_end_matches('/');
        Url::parse(&format!("{text}/")).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    if !text.trim_start().starts_with('<') {
        return text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(folder).collect();
    }
    let texts = text.split("<url ").skip(1).filter_map(|part| part.split_once('>')?.1.split('<').next());
    texts.map(|text| text.replace("&amp;", "&")).filter_map(|text| folder(&text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPOMD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1</revision>
  <data type="primary">
    <checksum type="sha256">AB</checksum>
    <open-checksum type="sha256">cd</open-checksum>
    <location href="repodata/ab-primary.xml.zst"/>
    <size>100</size>
    <open-size>900</open-size>
  </data>
  <data type="filelists"><checksum type="sha256">ef</checksum><location href="repodata/ef-filelists.xml.gz"/><size>70</size></data>
  <data type="other"><location href="repodata/other.xml.gz"/><size>1000</size></data>
</repomd>"#;

    #[test]
    fn files_and_their_digests() {
        let repomd = Repomd::parse(REPOMD.as_bytes()).expect("valid");
        let primary = repomd.primary().expect("named");
        assert_eq!(
            (primary.path.as_str(), primary.sha256.as_deref()),
            ("repodata/ab-primary.xml.zst", Some("ab"))
        );
        assert_eq!(repomd.kept_bytes(), 170);
        for bad in ["", "<repomd></repomd>", "not xml"] {
            assert!(
                Repomd::parse(bad.as_bytes()).and_then(|found| found.primary().cloned()).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn both_kinds_of_mirror_lists() {
        let plain = "# x\nhttps://a.example/rocky/9/BaseOS/x86_64/os/\nftp://b.example/\n";
        let found: Vec<String> = mirrors(plain.as_bytes()).into_iter().map(String::from).collect();
        assert_eq!(found, ["https://a.example/rocky/9/BaseOS/x86_64/os/"]);
        let metalink = r#"<?xml version="1.0"?><metalink><files><file name="repomd.xml"><resources>
            <url protocol="https" location="US">https://m.example/f/40/x86_64/os/repodata/repomd.xml</url>
            <url protocol="rsync">rsync://m.example/f/repodata/repomd.xml</url></resources></file></files></metalink>"#;
        let found: Vec<String> = mirrors(metalink.as_bytes()).into_iter().map(String::from).collect();
        assert_eq!(found, ["https://m.example/f/40/x86_64/os/"]);
    }
}
