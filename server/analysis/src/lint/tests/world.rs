//! The little world in which pages and fixtures are read: one image without amd64, one ignored file.

use std::sync::Arc;
use std::time::SystemTime;

use crate::context::{BuildContext, ContextListing};
use crate::facts::{
    AptArchive, AptIndex, AptPackage, BaseContents, Fact, FactStore, ImageDetails, Known, NoFacts, Origin,
    Platform, ProjectFile, PythonIndex, PythonProject, ScriptComment, ScriptLevel, ShellScript, Unavailable,
    WheelMetadata,
};
use crate::reference::ImageReference;

pub(super) struct World;

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

/// The one archive of the one image that was read; sorted.
const APT_PACKAGES: [&str; 8] =
    ["build-essential", "ca-certificates", "curl", "git", "libjpeg-dev", "sudo", "wget", "xz-utils"];

fn archive() -> AptArchive {
    let part = |text: &str| text.to_owned();
    AptArchive {
        url: part("http://archive.example/debian"),
        suite: part("bookworm"),
        component: part("main"),
        architecture: part("amd64"),
    }
}

fn apt_package(name: &str) -> AptPackage {
    // A virtual package, as mail servers provide it.
    let provides =
        if name == "sudo" { "mail-transport-agent, other (= 1)".to_owned() } else { String::new() };
    AptPackage { name: name.to_owned(), provides, ..AptPackage::default() }
}

fn unquoted_substitution(text: &str, start: usize) -> Option<ScriptComment> {
    let end = start + text[start..].find(')')? + 1;
    Some(ScriptComment {
        code: 2046,
        level: ScriptLevel::Warning,
        message: "Quote this to prevent word splitting.".to_owned(),
        range: start..end,
        replacements: vec![(start..start, "\"".to_owned()), (end..end, "\"".to_owned())],
    })
}

impl BuildContext for World {
    fn listing(&self) -> Fact<ContextListing> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn read(&self, path: &str) -> Fact<str> {
        match path {
            ".dockerignore" => known(Arc::from("secret.txt\n")),
            _ => Fact::Unavailable(Unavailable::NotFound),
        }
    }
}

impl FactStore for World {
    fn image(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageDetails> {
        if image.repository.path != "arm-only" {
            return NoFacts.image(image, platform);
        }
        let arm = Platform { architecture: "arm64".into(), ..Platform::default() };
        known(Arc::new(ImageDetails { platforms: vec![arm], ..ImageDetails::default() }))
    }
    /// The index of Python packages lacks one name and knows nothing of the others.
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        match name {
            "tranformers" => Fact::Unavailable(Unavailable::NotFound),
            _ => NoFacts.python_project(index, name),
        }
    }
    /// Of two projects the lists were read, and what one of the wheels needs.
    fn recalled_python_project(&self, _: &PythonIndex, name: &str) -> Option<Arc<PythonProject>> {
        let versions: &[&str] = match name {
            "tensorflow" => &["2.20.0", "2.15.0"],
            "numpy" => &["2.0.1", "1.26.4"],
            _ => return None,
        };
        let file = |version: &&str| ProjectFile {
            filename: format!("{name}-{version}-py3-none-any.whl"),
            url: format!("https://index.example/{name}-{version}.whl"),
            ..ProjectFile::default()
        };
        let files = versions.iter().map(file).collect();
        Some(Arc::new(PythonProject { name: name.to_owned(), files, ..PythonProject::default() }))
    }
    fn recalled_wheel_metadata(&self, file: &ProjectFile) -> Option<Arc<WheelMetadata>> {
        let needs: &[&str] = if file.filename.starts_with("tensorflow") {
            &["numpy<2.0.0,>=1.23.5", "unread>=3"]
        } else {
            &[]
        };
        let requires = needs.iter().map(|line| (*line).to_owned()).collect();
        Some(Arc::new(WheelMetadata { requires, ..WheelMetadata::default() }))
    }
    /// Only `debian:bookworm` was ever read.
    fn recalled_base_contents(&self, image: &ImageReference, _: &Platform) -> Option<Arc<BaseContents>> {
        let is_read = image.repository.path == "library/debian" && image.tag.as_deref() == Some("bookworm");
        let contents = BaseContents {
            distro: Some("debian".to_owned()),
            release: Some("12".to_owned()),
            apt_archives: vec![archive()],
            ..BaseContents::default()
        };
        is_read.then(|| Arc::new(contents))
    }
    fn recalled_apt_index(&self, asked: &AptArchive) -> Option<Arc<AptIndex>> {
        let index = AptIndex { packages: APT_PACKAGES.map(apt_package).to_vec(), ..AptIndex::default() };
        (*asked == archive()).then(|| Arc::new(index))
    }
    /// Knows one mistake: a command substitution that nobody quoted.
    fn script_comments(&self, script: &ShellScript) -> Fact<[ScriptComment]> {
        let unquoted = script.text.match_indices(" $(").map(|(at, _)| at + 1);
        known(unquoted.filter_map(|at| unquoted_substitution(&script.text, at)).collect())
    }
}
