//! conda's packages, in `pkgs` below conda's own folder. Environments hold copies then instead of links.

use syntax::{Applicability, Fix, TextEdit};

use super::{access, has_mount, without_command};
use crate::Analysis;
use crate::install::conda_install;
use crate::lint::support::commands::runs;
use crate::model::InstructionInfo;

const PROGRAMS: [&str; 3] = ["conda", "mamba", "micromamba"];

pub(super) fn addition(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let installs = info
        .commands()
        .iter()
        .any(|command| command.invocation().is_some_and(|found| conda_install(&found).is_some()));
    // conda has to be there before: its installer wants to make the folder itself.
    let prefix = analysis.environments().at(info)?.conda_prefix.clone().filter(|_| installs)?;
    let target = format!("{prefix}/pkgs");
    if has_mount(info, &target) {
        return None;
    }
    let cleans = |index: &usize| runs(&info.commands()[*index], &PROGRAMS, &["clean"]);
    let cleans = (0..info.commands().len()).filter(cleans);
    let mut edits =
        cleans.map(|index| without_command(analysis, info, index)).collect::<Option<Vec<TextEdit>>>()?;
    let mount = format!(" --mount=type=cache,target={target},sharing=locked{}", access(info));
    edits.push(TextEdit::insert(info.syntax.keyword()?.range.end(), mount));
    Fix::new("Keep conda's packages in a cache mount", Applicability::Unsafe, edits)
}
