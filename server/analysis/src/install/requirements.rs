//! Requirements, on a command line and in requirement files.

use syntax::{LocalRange, TextRange};

/// One requirement as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Normalised (PEP 503); `None` for a path or URL that names no project.
    pub name: Option<String>,
    /// Normalised extras.
    pub extras: Vec<String>,
    /// `==2.1.0`, `>=1,<2`; empty for any version.
    pub specifier: String,
    /// After `;`.
    pub marker: Option<String>,
    pub source: RequirementSource,
    pub origin: RequirementOrigin,
    /// As written.
    pub text: String,
    /// `-e`: a link to the project in place of a copy.
    pub editable: bool,
}

/// Where the project comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequirementSource {
    Index,
    /// A wheel, archive or repository: `https://…`, `git+https://…`.
    Url(String),
    /// A folder or file of the image: `.`, `./pkg`, `x.whl`.
    Path(String),
}

/// Where the requirement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequirementOrigin {
    /// In the script of the instruction.
    CommandLine(LocalRange),
    /// In a file of the build context; the range is one of that file.
    File { path: String, range: TextRange },
}

impl Requirement {
    /// Reads one requirement. Never fails: what is no requirement is a path.
    pub fn parse(text: &str, origin: RequirementOrigin) -> Self {
        let text = text.trim();
        let (body, marker) = split_marker(text);
        let (body, url) = match body.split_once(" @ ").or_else(|| split_direct_reference(body)) {
            Some((name, url)) => (name.trim(), Some(url.trim())),
            None => (body, None),
        };
        let plain = Self {
            name: None,
            extras: Vec::new(),
            specifier: String::new(),
            marker: marker.map(str::to_owned),
            source: RequirementSource::Index,
            origin,
            text: text.to_owned(),
            editable: false,
        };
        if let Some(url) = url {
            let (name, extras, _) = split_name(body);
            return Self {
                name: Some(normalized_name(name)),
                extras,
                source: RequirementSource::Url(url.to_owned()),
                ..plain
            };
        }
        if body.contains("://") {
            return Self {
                name: name_in_url(body),
                source: RequirementSource::Url(body.to_owned()),
                ..plain
            };
        }
        if is_path(body) {
            return Self { source: RequirementSource::Path(body.to_owned()), ..plain };
        }
        let (name, extras, specifier) = split_name(body);
        // Metadata of older wheels puts the versions in parentheses: `numpy (>=1.20)`.
        let specifier = specifier.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect();
        Self { name: Some(normalized_name(name)), extras, specifier, ..plain }
    }

    /// The project's name is this one (given normalised).
    pub fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// The version of a single `==` or `===` without a wildcard.
    pub fn exact_version(&self) -> Option<String> {
        let version = self.specifier.strip_prefix("===").or_else(|| self.specifier.strip_prefix("=="))?;
        let plain = !version.is_empty() && !version.contains([',', '*', '<', '>', '=', '!', '~']);
        plain.then(|| version.to_owned())
    }
}

/// PEP 503: lower case, runs of `-`, `_` and `.` become one `-`.
pub fn normalized_name(name: &str) -> String {
    let mut normalized = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if normalized.ends_with('-') => {}
            '-' | '_' | '.' => normalized.push('-'),
            _ => normalized.extend(c.to_lowercase()),
        }
    }
    normalized
}

fn split_marker(text: &str) -> (&str, Option<&str>) {
    // In a URL a `;` begins a marker only after a blank.
    let separator = if text.contains("://") { " ;" } else { ";" };
    match text.split_once(separator) {
        Some((body, marker)) => (body.trim_end(), Some(marker.trim())),
        None => (text, None),
    }
}

/// `name@https://…` without blanks.
fn split_direct_reference(text: &str) -> Option<(&str, &str)> {
    let (name, url) = text.split_once('@')?;
    (url.contains("://") && !name.contains([':', '/'])).then_some((name, url))
}

/// Name, extras and the rest.
fn split_name(text: &str) -> (&str, Vec<String>, &str) {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    match rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((extras, rest)) => (name, extras.split(',').map(normalized_name).collect(), bare(rest)),
        None => (name, Vec::new(), bare(rest)),
    }
}

/// Metadata of older tools puts specifiers in parentheses: `numpy (>=1.20)`.
fn bare(specifier: &str) -> &str {
    let specifier = specifier.trim();
    specifier.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(specifier).trim()
}

fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~'])
        || text.contains('/')
        || text.ends_with(".whl")
        || text.ends_with(".tar.gz")
        || text.ends_with(".zip")
}

/// `#egg=name`, the project of a wheel's file name, or the last part of a repository.
fn name_in_url(url: &str) -> Option<String> {
    if let Some((_, egg)) = url.split_once("egg=") {
        return Some(normalized_name(egg.split(['&', '[']).next().unwrap_or(egg)));
    }
    let path = url.split(['#', '?']).next().unwrap_or(url);
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    if last.ends_with(".whl") {
        return last.split('-').next().map(normalized_name);
    }
    let repository = url.starts_with("git+").then(|| last.split('@').next().unwrap_or(last))?;
    Some(normalized_name(repository.trim_end_matches(".git")))
}

/// A requirement file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequirementsFile {
    pub requirements: Vec<Requirement>,
    /// `-r` and `-c` in it, as written (relative to the file).
    pub includes: Vec<String>,
    pub constraints: Vec<String>,
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    /// `-f`, as written.
    pub find_links: Vec<String>,
}

impl RequirementsFile {
    /// Reads the text of a requirement file at `path` of the build context.
    pub fn parse(path: &str, text: &str) -> Self {
        let mut file = Self::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = without_comment(line).trim();
            let content = content.strip_suffix('\\').unwrap_or(content).trim_end();
            // Hashes follow on continued lines or after the requirement.
            let content = content.split(" --hash").next().unwrap_or(content).trim();
            if content.is_empty() || content.starts_with("--hash") {
                continue;
            }
            let start = start + line.find(content).unwrap_or(0);
            let range = syntax::range(start, start + content.len());
            file.line(path, content, range);
        }
        file
    }

    fn line(&mut self, path: &str, content: &str, range: TextRange) {
        let origin = RequirementOrigin::File { path: path.to_owned(), range };
        let Some((option, value)) = option_of(content) else {
            self.requirements.push(Requirement::parse(content, origin));
            return;
        };
        match option {
            "-r" | "--requirement" => self.includes.push(value.to_owned()),
            "-c" | "--constraint" => self.constraints.push(value.to_owned()),
            "-i" | "--index-url" => self.index_url = Some(value.to_owned()),
            "--extra-index-url" => self.extra_index_urls.push(value.to_owned()),
            "-f" | "--find-links" => self.find_links.push(value.to_owned()),
            "-e" | "--editable" => {
                let requirement = Requirement::parse(value, origin);
                self.requirements.push(Requirement { editable: true, ..requirement });
            }
            _ => {}
        }
    }
}

fn without_comment(line: &str) -> &str {
    let begins = |(at, _): &(usize, char)| *at == 0 || line[..*at].ends_with(char::is_whitespace);
    let comment = line.char_indices().filter(|(_, c)| *c == '#').find(begins);
    comment.map_or(line, |(at, _)| &line[..at])
}

fn option_of(content: &str) -> Option<(&str, &str)> {
    if !content.starts_with('-') {
        return None;
    }
    let end = content.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(content.len());
    let (option, value) = content.split_at(end);
    // `-rfile` without a blank.
    let attached = !option.starts_with("--") && option.len() > 2;
    let (option, value) =
        if attached { content.split_at_checked(2).unwrap_or((option, value)) } else { (option, value) };
    Some((option, value.trim_start_matches('=').trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Requirement {
        Requirement::parse(text, RequirementOrigin::CommandLine(LocalRange(TextRange::default())))
    }

    #[test]
    fn requirements_are_taken_apart() {
        for (text, name, specifier, extras) in [
            ("torch==2.1.0", Some("torch"), "==2.1.0", 0),
            ("Flash_Attn >= 2.0, <3", Some("flash-attn"), ">=2.0,<3", 0),
            ("jax[cuda12, k8s]==0.4.30", Some("jax"), "==0.4.30", 2),
            ("nvidia-cudnn-cu11 (==8.5.0.96)", Some("nvidia-cudnn-cu11"), "==8.5.0.96", 0),
            ("jax[cpu] (>=0.4,<1)", Some("jax"), ">=0.4,<1", 1),
            ("numpy<2; python_version < '3.9'", Some("numpy"), "<2", 0),
            (
                "nvidia-cudnn-cu11 (==8.5.0.96) ; platform_system == 'Linux'",
                Some("nvidia-cudnn-cu11"),
                "==8.5.0.96",
                0,
            ),
            ("jax[k8s] (>=0.4, <1)", Some("jax"), ">=0.4,<1", 1),
            ("pkg @ https://x/pkg-1.0-py3-none-any.whl", Some("pkg"), "", 0),
            ("git+https://host/org/Some.Repo.git@main", Some("some-repo"), "", 0),
            ("https://x/a_b-1.0-py3-none-any.whl", Some("a-b"), "", 0),
            (".", None, "", 0),
            ("./dist/x.whl", None, "", 0),
        ] {
            let found = parse(text);
            assert_eq!(found.name.as_deref(), name, "{text}");
            assert_eq!(found.specifier, specifier, "{text}");
            assert_eq!(found.extras.len(), extras, "{text}");
        }
    }

    #[test]
    fn only_a_single_pin_is_exact() {
        assert_eq!(parse("a==1.0").exact_version().as_deref(), Some("1.0"));
        for text in ["a", "a>=1", "a==1.*", "a==1,!=1.1", "a~=1.0"] {
            assert_eq!(parse(text).exact_version(), None, "{text}");
        }
    }

    #[test]
    fn an_option_that_is_no_ascii_is_passed_over() {
        let file = RequirementsFile::parse("requirements.txt", "-\u{e9}index-url https://a/simple\ntorch\n");
        assert_eq!(file.requirements.len(), 1);
    }

    #[test]
    fn requirement_files_are_read() {
        let text = "# top\ntorch==2.1.0  # gpu\n-r base.txt\n-cc.txt\n-f https://l/x.html\n--index-url https://a/simple\n\
                    --extra-index-url=https://b\nx==1 \\\n    --hash=sha256:00\n\ngit+https://h/o/r#egg=name\n";
        let file = RequirementsFile::parse("requirements.txt", text);
        let names: Vec<_> = file.requirements.iter().map(|found| found.name.as_deref()).collect();
        assert_eq!(names, [Some("torch"), Some("x"), Some("name")]);
        assert_eq!(
            (file.includes.as_slice(), file.constraints.as_slice()),
            (&["base.txt".to_owned()][..], &["c.txt".to_owned()][..])
        );
        assert_eq!(file.index_url.as_deref(), Some("https://a/simple"));
        assert_eq!(file.extra_index_urls, ["https://b"]);
        assert_eq!(file.find_links, ["https://l/x.html"]);
        let RequirementOrigin::File { range, .. } = &file.requirements[0].origin else {
            panic!("it is from a file")
        };
        assert_eq!(&text[*range], "torch==2.1.0");
    }
}
