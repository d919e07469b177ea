//! Keywords that may stand here, with snippets.

use std::sync::Arc;

use knowledge::instructions;
use syntax::InstructionKind;

use super::{Item, ItemKind, List};
use crate::context::Site;

/// What follows a keyword in its snippet. `None`: the keyword and a blank.
fn snippet(kind: InstructionKind) -> Option<&'static str> {
    Some(match kind {
        InstructionKind::From => "FROM ${1:image}",
        InstructionKind::Copy => "COPY ${1:.} ${2:.}",
        InstructionKind::Add => "ADD ${1:source} ${2:.}",
        InstructionKind::Cmd => "CMD [\"${1:executable}\"$2]",
        InstructionKind::Entrypoint => "ENTRYPOINT [\"${1:executable}\"$2]",
        InstructionKind::Shell => "SHELL [\"${1:/bin/bash}\", \"${2:-c}\"]",
        InstructionKind::Env => "ENV ${1:NAME}=${2:value}",
        InstructionKind::Arg => "ARG ${1:NAME}",
        InstructionKind::Label => "LABEL ${1:key}=\"${2:value}\"",
        InstructionKind::Healthcheck => "HEALTHCHECK --interval=${1:30s} CMD ${2:command}",
        _ => return None,
    })
}

/// Longer pieces that people write again and again.
const SNIPPETS: [(&str, &str, &str); 4] = [
    (
        "RUN apt-get",
        "install packages, leave no lists behind",
        "RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ${1:packages} \\\n    && rm -rf /var/lib/apt/lists/*",
    ),
    (
        "RUN pip",
        "install requirements with a cache that stays out of the layer",
        "RUN --mount=type=cache,target=/root/.cache/pip \\\n    pip install -r ${1:requirements.txt}",
    ),
    ("RUN heredoc", "a script of several lines", "RUN <<EOF\nset -e\n${1:command}\nEOF"),
    (
        "COPY requirements",
        "copy what pip needs before the rest, so that its layer is kept",
        "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .",
    ),
];

pub(super) fn keywords(site: &Site<'_, '_>, after_onbuild: bool, list: &mut List) {
    let lower = site.typed().starts_with(|c: char| c.is_ascii_lowercase());
    let before_from = first_from(site).is_none_or(|from| site.range.start() < from);
    for kind in allowed(after_onbuild, before_from) {
        list.push(keyword(kind, lower, replaces_keyword(site)));
    }
    if !after_onbuild && !before_from && !replaces_keyword(site) {
        list.extend(
            SNIPPETS.iter().map(|&(label, detail, text)| {
                Item::new(label, ItemKind::Snippet).detail(detail).snippet(text)
            }),
        );
    }
}

/// Where the first FROM begins.
fn first_from(site: &Site<'_, '_>) -> Option<text_size::TextSize> {
    let model = &site.analysis.model;
    model.stages.first().map(|stage| model.instructions[stage.from].start())
}

/// Arguments follow already: a snippet would double them.
fn replaces_keyword(site: &Site<'_, '_>) -> bool {
    let text = &site.analysis.source.text()[usize::from(site.range.end())..];
    let line = text.lines().next().unwrap_or_default();
    !line.trim().is_empty()
}

fn allowed(after_onbuild: bool, before_from: bool) -> Vec<InstructionKind> {
    use InstructionKind::{From, Maintainer, Onbuild};
    if before_from && !after_onbuild {
        return vec![From, InstructionKind::Arg];
    }
    // BuildKit refuses ONBUILD FROM, ONBUILD ONBUILD and ONBUILD MAINTAINER.
    let refused = |kind: &InstructionKind| after_onbuild && matches!(kind, From | Onbuild);
    let mut kinds: Vec<InstructionKind> =
        InstructionKind::all().filter(|kind| !refused(kind) && *kind != Maintainer).collect();
    // RUN and COPY are what people write most.
    let usual = [InstructionKind::Run, InstructionKind::Copy, InstructionKind::Env];
    kinds.sort_by_key(|kind| usual.iter().position(|usual| usual == kind).unwrap_or(usual.len()));
    kinds
}

fn keyword(kind: InstructionKind, lower: bool, bare: bool) -> Item {
    let cased = |text: &str| if lower { text.to_ascii_lowercase() } else { text.to_owned() };
    let name = cased(kind.keyword());
    let entry = instructions::instruction(kind.keyword());
    let item = Item::new(name.clone(), ItemKind::Keyword)
        .summary(entry.map_or("", |entry| entry.summary))
        .resolved_by(&Arc::from("instruction"));
    match snippet(kind) {
        _ if bare => item,
        Some(text) => {
            let arguments = &text[kind.keyword().len()..];
            let item = item.snippet(format!("{name}{arguments}"));
            if kind == InstructionKind::From { item.retriggering() } else { item }
        }
        None => item.inserting(format!("{name} ")).retriggering(),
    }
}

pub(super) fn healthcheck_types(list: &mut List) {
    list.push(Item::new("CMD", ItemKind::Keyword).detail("the command that checks").inserting("CMD "));
    list.push(Item::new("NONE", ItemKind::Keyword).detail("switches off the check of the base image"));
}

pub(super) fn after_image(list: &mut List) {
    list.push(Item::new("AS", ItemKind::Keyword).detail("names the stage").snippet("AS ${1:name}"));
}
