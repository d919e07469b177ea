//! How release files are named.

use zed_extension_api::{Architecture, DownloadedFileType, Os, Result};

/// The release file that holds the server for one platform.
#[derive(Debug, PartialEq, Eq)]
pub struct Asset {
    pub name: String,
    pub program: &'static str,
    pub is_zip: bool,
}

impl Asset {
    pub fn file_type(&self) -> DownloadedFileType {
        if self.is_zip {
            DownloadedFileType::Zip
        } else {
            DownloadedFileType::GzipTar
        }
    }
}

/// The release file for `os` and `architecture`, or why there is none.
pub fn asset(os: Os, architecture: Architecture) -> Result<Asset> {
    let cpu = match architecture {
        Architecture::Aarch64 => "aarch64",
        Architecture::X8664 => "x86_64",
        Architecture::X86 => {
            return Err(
                "there is no Layerwise for 32-bit processors; build it and put it on PATH".into(),
            );
        }
    };
    let (system, program, ending) = match os {
        Os::Linux => ("unknown-linux-musl", "layerwise", "tar.gz"),
        Os::Mac => ("apple-darwin", "layerwise", "tar.gz"),
        Os::Windows => ("pc-windows-msvc", "layerwise.exe", "zip"),
    };
    Ok(Asset {
        name: format!("layerwise-{cpu}-{system}.{ending}"),
        program,
        is_zip: ending == "zip",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_release() {
        let name = |os, cpu| asset(os, cpu).map(|asset| asset.name);
        assert_eq!(
            name(Os::Linux, Architecture::X8664),
            Ok("layerwise-x86_64-unknown-linux-musl.tar.gz".to_owned())
        );
        assert_eq!(
            name(Os::Mac, Architecture::Aarch64),
            Ok("layerwise-aarch64-apple-darwin.tar.gz".to_owned())
        );
        assert_eq!(
            name(Os::Windows, Architecture::X8664),
            Ok("layerwise-x86_64-pc-windows-msvc.zip".to_owned())
        );
        assert!(asset(Os::Linux, Architecture::X86).is_err());
    }
}
