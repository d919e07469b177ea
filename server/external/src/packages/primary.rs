//! `primary.xml` of rpm repositories: names, versions, sizes, dependencies and the files that others
//! may ask for.

use std::io::{BufRead, BufReader};

use analysis::facts::{IndexedPackage, PackageIndex};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::repomd::attribute;
use super::{MAX_PACKAGES, MAX_UNPACKED_BYTES};
use crate::http::FetchError;
use crate::unpack::{Bounded, unpacked};

/// Reads the packages that fit an architecture; sources and others are passed over.
pub fn read(packed: &[u8], architecture: &str) -> Result<PackageIndex, FetchError> {
    let broken = |why: String| FetchError::Broken(format!("primary.xml cannot be read: {why}"));
    let unpacked = unpacked(packed).map_err(|error| broken(error.to_string()))?;
    let reader = BufReader::with_capacity(64 << 10, Bounded { inner: unpacked, left: MAX_UNPACKED_BYTES });
    let packages = packages(reader, architecture).map_err(|error| broken(error.to_string()))?;
    Ok(PackageIndex::new(packages, 0))
}

fn packages(text: impl BufRead, architecture: &str) -> quick_xml::Result<Vec<IndexedPackage>> {
    let mut reader = Reader::from_reader(text);
    let mut found = Vec::new();
    let mut current = Draft::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) => current.begin(&element),
            Event::Empty(element) => current.begin(&element),
            Event::Text(text) => current.text.push_str(&text),
            Event::GeneralRef(name) => current.text.push_str(character(&name)),
            Event::End(element) => {
                let is_package = current.end(element.local_name().as_ref());
                let fits = matches!(current.package.build.as_str(), "noarch")
                    || current.package.build == architecture;
                if is_package && fits && found.len() < MAX_PACKAGES {
                    found.push(std::mem::take(&mut current.package));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        buffer.clear();
    }
}

/// The character that one of XML's own entities stands for.
fn character(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// A package while its element is read.
#[derive(Default)]
struct Draft {
    package: IndexedPackage,
    text: String,
    /// Which list the entries belong to.
    list: List,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum List {
    #[default]
    None,
    Requires,
    Recommends,
    Provides,
}

impl Draft {
    fn begin(&mut self, element: &BytesStart<'_>) {
        self.text.clear();
        let number = |name: &str| attribute(element, name).and_then(|text| text.parse().ok());
        match element.local_name().as_ref() {
            "package" => self.package = IndexedPackage::default(),
            "version" => self.package.version = evr(element),
            "size" => {
                self.package.installed_bytes = number("installed");
                self.package.package_bytes = number("package").unwrap_or_default();
            }
            "requires" => self.list = List::Requires,
            "recommends" => self.list = List::Recommends,
            "provides" => self.list = List::Provides,
            "supplements" | "suggests" | "enhances" | "conflicts" | "obsoletes" => self.list = List::None,
            "entry" => self.entry(element),
            _ => {}
        }
    }

    /// True at the end of a package.
    fn end(&mut self, element: &str) -> bool {
        match element {
            "name" => self.package.name = self.text.trim().to_owned(),
            "arch" => self.package.build = self.text.trim().to_owned(),
            "file" => add(&mut self.package.provides, self.text.trim()),
            _ => {}
        }
        element == "package" && !self.package.name.is_empty()
    }

    /// `<rpm:entry name="libc.so.6()(64bit)" flags="GE" epoch="0" ver="2" rel="1"/>`
    fn entry(&mut self, element: &BytesStart<'_>) {
        let Some(mut text) = attribute(element, "name") else { return };
        if let Some(flags) = attribute(element, "flags") {
            text.push_str(&format!(" {flags} {}", evr(element)));
        }
        match self.list {
            // What rpm itself can do.
            List::Requires if text.starts_with("rpmlib(") => {}
            List::Requires => add(&mut self.package.depends, &text),
            List::Recommends => add(&mut self.package.recommends, &text),
            List::Provides => add(&mut self.package.provides, &text),
            List::None => {}
        }
    }
}

fn add(lines: &mut String, line: &str) {
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

/// `[epoch:]version[-release]`; an epoch of 0 is left out.
fn evr(element: &BytesStart<'_>) -> String {
    let epoch = attribute(element, "epoch").filter(|epoch| epoch != "0").map(|epoch| format!("{epoch}:"));
    let release = attribute(element, "rel").map(|release| format!("-{release}"));
    let version = attribute(element, "ver").unwrap_or_default();
    format!("{}{version}{}", epoch.unwrap_or_default(), release.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIMARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="3">
<package type="rpm"><name>zlib</name><arch>x86_64</arch><version epoch="0" ver="1.2.11" rel="40.el9"/>
<summary>a &lt; b</summary><size package="92000" installed="205000" archive="206000"/>
<format><rpm:provides><rpm:entry name="libz.so.1()(64bit)"/><rpm:entry name="zlib" flags="EQ" epoch="0" ver="1.2.11" rel="40.el9"/></rpm:provides>
<rpm:requires><rpm:entry name="libc.so.6(GLIBC_2.14)(64bit)"/><rpm:entry name="rpmlib(X)" flags="LE" epoch="0" ver="3"/>
<rpm:entry name="bash" flags="GE" epoch="1" ver="5"/></rpm:requires>
<rpm:recommends><rpm:entry name="(a if b &gt; 1)"/></rpm:recommends><file>/usr/bin/a&amp;b</file></format></package>
<package type="rpm"><name>zlib</name><arch>i686</arch><version epoch="0" ver="1" rel="1"/></package>
<package type="rpm"><name>bash</name><arch>noarch</arch><version epoch="1" ver="5.1" rel="6"/><size package="1" installed="2"/></package>
</metadata>"#;

    #[test]
    fn packages_of_the_architecture_are_read() {
        let index = read(PRIMARY.as_bytes(), "x86_64").expect("valid");
        let [bash, zlib] = &index.packages[..] else { panic!("{index:?}") };
        assert_eq!((bash.version.as_str(), bash.installed_bytes), ("1:5.1-6", Some(2)));
        assert_eq!((zlib.installed_bytes, zlib.package_bytes), (Some(205_000), 92_000));
        assert_eq!(zlib.depends, "libc.so.6(GLIBC_2.14)(64bit)\nbash GE 1:5");
        assert_eq!(zlib.recommends, "(a if b > 1)");
        assert_eq!(zlib.provides, "libz.so.1()(64bit)\nzlib EQ 1.2.11-40.el9\n/usr/bin/a&b");
    }

    #[test]
    fn broken_metadata_says_so() {
        let cut = &PRIMARY.as_bytes()[..PRIMARY.len() / 2];
        for bytes in [b"<metadata><package></metadata>".as_slice(), cut] {
            let read = read(bytes, "x86_64");
            assert!(matches!(&read, Err(FetchError::Broken(why)) if why.contains("primary.xml")), "{read:?}");
        }
    }
}
