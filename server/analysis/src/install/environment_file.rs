//! `environment.yml`: what a conda environment holds.

use syntax::LocalRange;
use yaml_rust2::Yaml;

use super::{CondaRequest, RequirementsFile};
use crate::yaml;

/// A file that describes a conda environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvironmentFile {
    pub name: Option<String>,
    pub prefix: Option<String>,
    pub channels: Vec<String>,
    /// Packages that conda installs. Their ranges are empty: the place in the file is not kept.
    pub conda: Vec<CondaRequest>,
    /// What conda then hands to pip, read like a requirement file; `None` without a `pip:` list.
    pub pip: Option<RequirementsFile>,
}

impl EnvironmentFile {
    /// Reads the text of the file at `path` of the build context; `None` where it is no such file.
    pub fn parse(path: &str, text: &str) -> Option<Self> {
        let document = yaml::load(text).ok()?;
        let dependencies = document["dependencies"].as_vec()?;
        let strings = |list: &Yaml| -> Vec<String> {
            list.as_vec().into_iter().flatten().filter_map(Yaml::as_str).map(str::to_owned).collect()
        };
        let requests = dependencies.iter().filter_map(Yaml::as_str);
        let pip: Vec<String> = dependencies.iter().flat_map(|entry| strings(&entry["pip"])).collect();
        Some(Self {
            name: document["name"].as_str().map(str::to_owned),
            prefix: document["prefix"].as_str().map(str::to_owned),
            channels: strings(&document["channels"]),
            conda: requests.map(|text| CondaRequest::parse(text, LocalRange::default())).collect(),
            pip: (!pip.is_empty()).then(|| RequirementsFile::parse(path, &pip.join("\n"))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conda_and_pip_parts_are_read() {
        let text = "name: train\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.10\n  - pytorch::pytorch>=2.1\n  - pip\n  \
                    - pip:\n    - --extra-index-url https://example.com/simple\n    - transformers==4.40.0\n    - -r more.txt\n";
        let file = EnvironmentFile::parse("environment.yml", text).expect("it reads");
        assert_eq!(
            (file.name.as_deref(), file.channels.as_slice()),
            (Some("train"), &["conda-forge".to_owned()][..])
        );
        let names: Vec<&str> = file.conda.iter().map(|request| request.name.as_str()).collect();
        assert_eq!(names, ["python", "pytorch", "pip"]);
        assert_eq!(file.conda[0].exact_version(), Some("3.10"));
        let pip = file.pip.expect("a pip list");
        assert_eq!(pip.requirements[0].exact_version().as_deref(), Some("4.40.0"));
        assert_eq!((pip.includes.len(), pip.extra_index_urls.len()), (1, 1));
        for text in ["", "a: [", "dependencies: 3", "- x"] {
            assert_eq!(EnvironmentFile::parse("environment.yml", text), None, "{text}");
        }
    }
}
