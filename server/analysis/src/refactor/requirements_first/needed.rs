//! Which files of the build context an install reads.

use syntax::shell::{Command, Invocation};

use crate::Analysis;
use crate::image_path::{absolute, below, parent};
use crate::install::{
    Followed, PipInstall, ProjectInstall, ProjectTool, RequirementSource, RequirementsFile, pip_install,
    project_install,
};
use crate::model::InstructionInfo;

/// Programs that read nothing of the build context, with literal arguments.
const INDEPENDENT: [&str; 11] =
    ["apt-get", "apt", "apk", "dnf", "microdnf", "yum", "conda", "mamba", "micromamba", "echo", "true"];

/// Absolute paths in the image of what the installs of a RUN read below `folder`. `None` where the RUN
/// may need anything else of it.
pub(super) fn files(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    folder: &str,
) -> Option<Vec<String>> {
    let reads_bind_mount = info.syntax.mounts().iter().any(|mount| {
        let kind = mount.mount_option(&["type"]).and_then(|option| option.value);
        kind.is_none_or(|kind| !matches!(kind.text(), "cache" | "secret" | "ssh"))
    });
    if reads_bind_mount || info.commands().is_empty() {
        return None;
    }
    let reader = Reader { analysis, info, folder };
    let mut files = Vec::new();
    for command in info.commands() {
        files.extend(reader.command(command)?);
    }
    Some(files)
}

struct Reader<'r, 'a> {
    analysis: &'r Analysis<'a>,
    info: &'r InstructionInfo<'a>,
    folder: &'r str,
}

impl Reader<'_, '_> {
    fn command(&self, command: &Command) -> Option<Vec<String>> {
        let invocation = command.invocation()?;
        if command.redirects.iter().any(|redirect| redirect.operator.starts_with('<')) {
            return None;
        }
        if let Some(install) = pip_install(&invocation) {
            return self.pip(&install);
        }
        if let Some(install) = project_install(&invocation) {
            return self.project(&install);
        }
        self.is_independent(&invocation).then(Vec::new)
    }

    fn pip(&self, install: &PipInstall) -> Option<Vec<String>> {
        let is_path = |source: &RequirementSource| matches!(source, RequirementSource::Path(_));
        let names_sources = install.requirements.iter().any(|requirement| is_path(&requirement.source));
        let links_here = install.find_links.iter().any(|link| !link.contains("://"));
        if install.has_unknown_requirements || names_sources || links_here {
            return None;
        }
        let (mut files, mut followed) = (Vec::new(), Followed::default());
        for named in install.requirement_files.iter().chain(&install.constraint_files) {
            if !named.contains("://") {
                self.follow(named, self.info.workdir(), &mut followed, &mut files)?;
            }
        }
        Some(files)
    }

    /// A requirement file and those that it names. `None` where it is not there, or asks for the sources.
    fn follow(
        &self,
        named: &str,
        from: Option<&str>,
        followed: &mut Followed,
        files: &mut Vec<String>,
    ) -> Option<()> {
        let path = absolute(from, named);
        if !followed.enter(&path, false)? {
            return Some(());
        }
        let Some(inside) = below(self.folder, &path) else { return Some(()) };
        if named.contains(['$', '*']) || !self.may_exist(inside) {
            return None;
        }
        files.push(path.clone());
        let read = self.analysis.inputs.context.read(inside);
        let Some(text) = read.value().filter(|_| !inside.ends_with(".toml")) else { return Some(()) };
        let file = RequirementsFile::parse(inside, text);
        let is_path = |source: &RequirementSource| matches!(source, RequirementSource::Path(_));
        if file.requirements.iter().any(|requirement| is_path(&requirement.source)) {
            return None;
        }
        let named = file.includes.iter().chain(&file.constraints);
        named
            .filter(|named| !named.contains("://"))
            .try_for_each(|named| self.follow(named, Some(parent(&path)), followed, files))
    }

    /// The manifest of a project and its lock file, where the build context is known to hold them and
    /// the project itself is not installed.
    fn project(&self, install: &ProjectInstall) -> Option<Vec<String>> {
        let installs_project = !install.without_project && install.tool != ProjectTool::Pipenv;
        let workdir = absolute(self.info.workdir(), ".");
        let listing = self.analysis.inputs.context.listing();
        if installs_project || install.folder.is_some() || below(self.folder, &workdir) != Some("") {
            return None;
        }
        let manifest = if install.tool == ProjectTool::Pipenv { "Pipfile" } else { "pyproject.toml" };
        let exists = |file: &&str| listing.value().is_some_and(|listing| listing.get(file).is_some());
        let found: Vec<&str> = [manifest, install.tool.lock_file()].into_iter().filter(exists).collect();
        found.contains(&manifest).then(|| found.iter().map(|file| absolute(Some(&workdir), file)).collect())
    }

    /// Without a listing of the build context, the file is taken to be where the install names it.
    fn may_exist(&self, path: &str) -> bool {
        let listing = self.analysis.inputs.context.listing();
        listing.value().is_none_or(|listing| listing.truncated || listing.get(path).is_some())
    }

    fn is_independent(&self, invocation: &Invocation<'_>) -> bool {
        let is_far =
            |value: &str| value.starts_with('/') && below(self.folder, &absolute(None, value)).is_none();
        let cleans_cache = matches!(invocation.program, "pip" | "pip3" | "uv")
            && invocation.subcommand().is_some_and(|word| word.value == "cache");
        let removes_far = matches!(invocation.program, "rm" | "mkdir")
            && invocation.args.iter().all(|word| word.value.starts_with('-') || is_far(&word.value));
        let installs = INDEPENDENT.contains(&invocation.program)
            && invocation.args.iter().all(|word| word.is_literal && !word.value.contains('/'));
        cleans_cache || removes_far || installs
    }
}
