//! The grammar of nvidia/cuda tags: `VERSION-[cudnnN-|tensorrt-]FLAVOUR[-OS][-rc]`.

use crate::version::CudaVersion;
use std::fmt;

/// What a CUDA image is built for. Each flavour contains the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavor {
    /// The CUDA runtime library alone: for programs that bring their own libraries.
    Base,
    /// Base and the CUDA libraries (cuBLAS, NPP, cuSPARSE, NCCL, …).
    Runtime,
    /// Runtime and headers, static libraries and nvcc.
    Devel,
}

impl Flavor {
    /// The word in a tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Flavor::Base => "base",
            Flavor::Runtime => "runtime",
            Flavor::Devel => "devel",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Flavor::Base, Flavor::Runtime, Flavor::Devel].into_iter().find(|flavor| flavor.as_str() == word)
    }

    /// What the image of this flavour holds, in words.
    pub const fn contents(self) -> &'static str {
        match self {
            Flavor::Base => "the CUDA runtime (cudart) and the compatibility driver",
            Flavor::Runtime => "cudart and the CUDA libraries (cuBLAS, cuSPARSE, NPP, NVTX, NCCL)",
            Flavor::Devel => "the CUDA libraries with headers, static libraries and nvcc",
        }
    }
}

impl fmt::Display for Flavor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The parts of a tag, whether or not the table knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagParts<'a> {
    pub cuda: CudaVersion,
    pub flavor: Flavor,
    /// `cudnn`, `cudnn7`, `cudnn8` or `cudnn9`.
    pub cudnn: Option<&'a str>,
    pub tensorrt: bool,
    /// `ubuntu22.04`, `ubi9`, …; empty in tags of the time before CUDA 11.1.
    pub os: &'a str,
    pub release_candidate: bool,
}

impl<'a> TagParts<'a> {
    /// Reads a tag by the grammar; `None` when it does not follow it.
    pub fn parse(tag: &'a str) -> Option<Self> {
        let mut words = tag.split('-').peekable();
        let cuda = CudaVersion::parse(words.next()?)?;
        let cudnn = words.next_if(|word| is_cudnn(word));
        let tensorrt = cudnn.is_none() && words.next_if_eq(&"tensorrt").is_some();
        let flavor = Flavor::parse(words.next()?)?;
        let os = words.next_if(|word| is_os(word)).unwrap_or_default();
        let release_candidate = words.next_if_eq(&"rc").is_some();
        words.next().is_none().then_some(TagParts { cuda, flavor, cudnn, tensorrt, os, release_candidate })
    }

    /// Reads what can be told from a tag that breaks the grammar: parts in another order,
    /// an unknown cuDNN suffix, no flavour (then `base`). `None` without a CUDA version.
    pub fn parse_loosely(tag: &'a str) -> Option<Self> {
        if let Some(parts) = TagParts::parse(tag) {
            return Some(parts);
        }
        let mut words = tag.split('-');
        let cuda = loose_version(words.next()?)?;
        let rest: Vec<&str> = words.collect();
        let cudnn = rest.iter().copied().find(|word| word.starts_with("cudnn"));
        let flavor = rest.iter().find_map(|word| Flavor::parse(word));
        Some(TagParts {
            cuda,
            flavor: flavor.unwrap_or(match cudnn {
                Some(_) => Flavor::Runtime,
                None => Flavor::Base,
            }),
            cudnn,
            tensorrt: rest.contains(&"tensorrt"),
            os: rest.iter().copied().find(|word| is_os(word)).unwrap_or_default(),
            release_candidate: rest.contains(&"rc"),
        })
    }

    /// cuDNN's major version: from the suffix, or from the CUDA version where the suffix is bare.
    pub fn cudnn_major(&self) -> Option<u8> {
        let digits = self.cudnn?.strip_prefix("cudnn")?;
        match digits {
            "" => Some(9),
            digits => digits.parse().ok(),
        }
    }

    /// The operating system's name and version: `ubuntu`, `22.04`.
    pub fn os_split(&self) -> (&'a str, &'a str) {
        split_os(self.os)
    }
}

impl fmt::Display for TagParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cuda)?;
        if let Some(cudnn) = self.cudnn {
            write!(f, "-{cudnn}")?;
        }
        if self.tensorrt {
            f.write_str("-tensorrt")?;
        }
        write!(f, "-{}", self.flavor)?;
        if !self.os.is_empty() {
            write!(f, "-{}", self.os)?;
        }
        if self.release_candidate {
            f.write_str("-rc")?;
        }
        Ok(())
    }
}

/// `ubuntu22.04` -> `ubuntu`, `22.04`.
pub(crate) fn split_os(os: &str) -> (&str, &str) {
    os.split_at(os.find(|c: char| c.is_ascii_digit()).unwrap_or(os.len()))
}

/// `22.04` -> 2204, `9` -> 9.
pub(crate) fn os_number(version: &str) -> u32 {
    let digits = version.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

fn is_cudnn(word: &str) -> bool {
    word.strip_prefix("cudnn").is_some_and(|rest| rest.len() <= 1 && rest.bytes().all(|b| b.is_ascii_digit()))
}

fn is_os(word: &str) -> bool {
    let (name, version) = split_os(word);
    !name.is_empty()
        && !version.is_empty()
        && !name.starts_with("cudnn")
        && version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// `12.4.1`, `12.4` or `12`.
fn loose_version(word: &str) -> Option<CudaVersion> {
    CudaVersion::parse(word)
        .or_else(|| Some(CudaVersion { major: word.parse().ok()?, minor: 0, patch: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_follow_the_grammar_read_back_as_written() {
        for tag in [
            "11.8.0-cudnn8-runtime-ubuntu22.04",
            "12.4.1-cudnn-devel-rockylinux9",
            "13.3.1-tensorrt-runtime-ubuntu24.04",
            "13.0.0-base-cm2",
            "11.0-base",
            "11.0-cudnn8-devel-ubi8-rc",
            "11.0-devel-rc",
        ] {
            let parts = TagParts::parse(tag);
            assert_eq!(parts.map(|p| p.to_string()).as_deref(), Some(tag));
        }
    }

    #[test]
    fn other_tags_do_not() {
        for tag in [
            "latest",
            "12.4.1",
            "12.4.1-runtime-cudnn-ubuntu22.04",
            "12.4.1-cudnn-runtime-ubuntu22.04-x",
            "12.4.1-cudnn89-runtime-ubuntu22.04",
            "",
        ] {
            assert_eq!(TagParts::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn loose_reading_keeps_what_is_there() {
        let table = [
            ("12.4.1-runtime-cudnn-ubuntu22.04", "12.4.1-cudnn-runtime-ubuntu22.04"),
            ("12.4.0-cudnn8", "12.4.0-cudnn8-runtime"),
            ("12.4.1", "12.4.1-base"),
            ("12.4.1-ubuntu22.04", "12.4.1-base-ubuntu22.04"),
        ];
        for (tag, expected) in table {
            let parts = TagParts::parse_loosely(tag).map(|p| p.to_string());
            assert_eq!(parts.as_deref(), Some(expected), "{tag}");
        }
        assert_eq!(TagParts::parse_loosely("latest"), None);
    }
}
