//! EXPOSE ports, STOPSIGNAL, USER, SHELL, WORKDIR.

use analysis::model::InstructionInfo;
use knowledge::vocabulary;
use syntax::InstructionKind;

use super::{Item, ItemKind, List};
use crate::context::Site;

pub(super) fn arguments(site: &Site<'_, '_>, list: &mut List) {
    match site.kind() {
        InstructionKind::Expose => ports(site, list),
        InstructionKind::Stopsignal => list.extend(vocabulary::signals().map(|signal| {
            Item::new(signal.name, ItemKind::Value).detail(format!("{}: {}", signal.number, signal.about))
        })),
        InstructionKind::User => owners(site, list),
        InstructionKind::Shell => add_shells(list),
        InstructionKind::Workdir | InstructionKind::Volume => folders(site, list),
        _ => {}
    }
}

fn ports(site: &Site<'_, '_>, list: &mut List) {
    let about_ml = super::images::is_about_ml(site.analysis.source.text());
    let mut ports: Vec<vocabulary::Port> = vocabulary::ports().collect();
    ports.sort_by_key(|port| port.ml != about_ml);
    list.extend(ports.into_iter().map(|port| {
        let label = match port.protocol {
            "tcp" => port.number.to_string(),
            protocol => format!("{}/{protocol}", port.number),
        };
        Item::new(label, ItemKind::Value).detail(port.about)
    }));
}

/// Users that the file creates or uses, and those that every image has.
pub(super) fn owners(site: &Site<'_, '_>, list: &mut List) {
    let model = &site.analysis.model;
    for info in &model.instructions {
        for user in created_users(info) {
            list.push_new(Item::new(user, ItemKind::Value).detail("created in this file"));
        }
        if let Some(user) = info.user() {
            list.push_new(Item::new(user.to_owned(), ItemKind::Value).detail("used in this file"));
        }
    }
    list.push_new(
        Item::new("1000:1000", ItemKind::Value).detail("the first ordinary user of most systems, by number"),
    );
    list.push_new(Item::new("nobody", ItemKind::Value).detail("the user without rights"));
    list.push_new(Item::new("root", ItemKind::Value).detail("the administrator"));
}

/// The last argument of `useradd` and `adduser`.
fn created_users(info: &InstructionInfo<'_>) -> Vec<String> {
    let commands = info.commands().iter().filter_map(|command| command.invocation());
    commands
        .filter(|invocation| matches!(invocation.program, "useradd" | "adduser"))
        .filter_map(|invocation| invocation.args.last())
        .filter(|word| word.is_literal && !word.value.starts_with('-'))
        .map(|word| word.value.clone())
        .collect()
}

const SHELLS: [(&str, &str); 4] = [
    ("[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]", "bash; a pipeline fails when any of its commands does"),
    (
        "[\"/bin/bash\", \"-euo\", \"pipefail\", \"-c\"]",
        "bash that stops at the first error or unset variable",
    ),
    ("[\"/bin/sh\", \"-c\"]", "the default on Linux"),
    ("[\"powershell\", \"-Command\"]", "PowerShell on Windows"),
];

/// The shells that are offered, with what they are good for.
pub(crate) fn shells() -> impl Iterator<Item = (&'static str, &'static str)> {
    SHELLS.into_iter()
}

fn add_shells(list: &mut List) {
    list.extend(SHELLS.iter().map(|&(shell, about)| Item::new(shell, ItemKind::Value).detail(about)));
}

const FOLDERS: [(&str, &str); 4] = [
    ("/app", "a usual place for an application"),
    ("/workspace", "a usual place in images for training"),
    ("/srv", "data for services"),
    ("/opt", "add-on software"),
];

fn folders(site: &Site<'_, '_>, list: &mut List) {
    let used = site.analysis.model.instructions.iter().filter_map(|info| info.workdir());
    for path in used {
        list.push_new(Item::new(path.to_owned(), ItemKind::Folder).detail("used in this file"));
    }
    for (path, about) in FOLDERS {
        list.push_new(Item::new(path, ItemKind::Folder).detail(about));
    }
}
