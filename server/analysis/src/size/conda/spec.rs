//! Match specifications: `numpy >=1.21,<3`, `python_abi 3.11.* *_cp311`, `pytorch=2.1=py3.10_cuda*`.

use super::version::satisfies;
use crate::facts::IndexedPackage;
use crate::install::CondaRequest;

/// What a package has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    pub name: String,
    pub version: String,
    /// A pattern with `*`; empty for any.
    pub build: String,
}

impl Spec {
    /// A line of an index: name, version and build, parted by blanks.
    pub fn of_index(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        Self { name: word(), version: word(), build: word() }
    }

    /// What a user writes: one `=` asks for versions that begin so, a second one for a build.
    pub fn of_request(request: &CondaRequest) -> Self {
        let text = request.version.trim();
        let (version, build) = match text.strip_prefix("==").map(|rest| ("==", rest)) {
            Some((operator, rest)) => split_build(operator, rest),
            None => match text.strip_prefix('=') {
                // `=1.2=build` names the version whole.
                Some(rest) if rest.contains('=') => split_build("==", rest),
                Some(rest) => (format!("={rest}"), String::new()),
                None => {
                    let spec = Self::of_index(&format!("{} {text}", request.name));
                    return Self { name: request.name.clone(), ..spec };
                }
            },
        };
        Self { name: request.name.clone(), version, build }
    }

    pub fn matches(&self, package: &IndexedPackage) -> bool {
        satisfies(&package.version, &self.version) && glob(&self.build, &package.build)
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [&self.name, &self.version, &self.build];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(" "))
    }
}

fn split_build(operator: &str, rest: &str) -> (String, String) {
    let (version, build) = rest.split_once('=').unwrap_or((rest, ""));
    (format!("{operator}{version}"), build.to_owned())
}

fn glob(pattern: &str, text: &str) -> bool {
    pattern.is_empty() || pattern.starts_with('^') || crate::context::matches_component(pattern, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_lines_are_read() {
        let request =
            |text: &str| Spec::of_request(&CondaRequest::parse(text, Default::default())).to_string();
        for (text, spec) in [
            ("numpy", "numpy"),
            ("conda-forge::numpy>=1.26,<2", "numpy >=1.26,<2"),
            ("python=3.11", "python =3.11"),
            ("pytorch==2.1.0", "pytorch ==2.1.0"),
            ("pytorch=2.1.0=py3.10_cuda*", "pytorch ==2.1.0 py3.10_cuda*"),
            ("python 3.9.*", "python 3.9.*"),
        ] {
            assert_eq!(request(text), spec);
        }
        assert_eq!(Spec::of_index("libblas >=3.9 *mkl").build, "*mkl");
    }
}
