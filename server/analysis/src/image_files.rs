//! Files of the image that are known before the build, because they come from the build context:
//! requirement files that a RUN names may have been copied, renamed, or mounted.

mod copies;

use std::sync::Arc;

use syntax::ast::Word;

use crate::Analysis;
use crate::image_path::{absolute, below, file_name, in_context};
use crate::model::{Base, CopySource, InstructionIndex, InstructionInfo, StageIndex, copy_source, note_all};

pub(crate) use copies::Copies;
use copies::{Copied, From};

/// Stages behind one `COPY --from` after another that are followed.
const MAX_HOPS: usize = 16;

/// A text file of the build context, and where it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextFile {
    /// From the root of the context.
    pub path: String,
    pub text: Arc<str>,
}

/// The file that a command of `info` finds at a path of the image, where it comes from the build
/// context: through bind mounts, COPY and ADD, `FROM stage` and `COPY --from=stage`. `None` where
/// that is not known (yet).
pub fn context_file(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, path: &str) -> Option<ContextFile> {
    note_all(); // it may come through any instruction
    let path = absolute(info.workdir(), path);
    mounted(analysis, info, &path).or_else(|| copied(analysis, info.stage?, info.index, &path, MAX_HOPS))
}

/// A bind mount of the instruction covers the path.
fn mounted(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, path: &str) -> Option<ContextFile> {
    let mounts = info.syntax.mounts();
    mounts.iter().rev().find_map(|mount| {
        let option = |keys: &[&str]| text_of(analysis, info, mount.mount_option(keys)?.value?);
        let kind = option(&["type"]);
        if kind.is_some_and(|kind| kind != "bind") {
            return None;
        }
        let target = absolute(info.workdir(), &option(&["target", "dst", "destination"])?);
        let rest = below(&target, path)?;
        let source = in_context(&option(&["source", "src"]).unwrap_or_default());
        let found = join(&source, rest);
        match option(&["from"]) {
            None => read(analysis, &found),
            Some(from) => from_stage(analysis, info.stage?, &from, &found, MAX_HOPS),
        }
    })
}

/// The newest copy before `end` in the stage (or the stages that it is built FROM) that brings the path.
fn copied(
    analysis: &Analysis<'_>,
    stage: StageIndex,
    end: InstructionIndex,
    path: &str,
    hops: usize,
) -> Option<ContextFile> {
    let hops = hops.checked_sub(1)?;
    let copies = analysis.copies().of(analysis, stage)?;
    let mut newest = copies.bringing(path, end);
    newest.find_map(|copied| brought(analysis, stage, copied, path, hops)).or_else(|| {
        match analysis.model.stages.get(stage)?.base {
            Base::Stage(parent) => self::copied(analysis, parent, InstructionIndex::MAX, path, hops),
            _ => None,
        }
    })
}

/// The file that one COPY or ADD of a stage puts at the path.
fn brought(
    analysis: &Analysis<'_>,
    stage: StageIndex,
    copied: &Copied,
    path: &str,
    hops: usize,
) -> Option<ContextFile> {
    let rest = below(&copied.destination, path)?;
    copied.sources.iter().find_map(|source| {
        candidates(source, rest, path).into_iter().find_map(|candidate| match &copied.from {
            From::Context => read(analysis, &candidate),
            From::Named(from) => from_stage(analysis, stage, from, &candidate, hops),
            From::Unknown => None,
        })
    })
}

/// Where the file may come from, seen from the source of a copy: the source itself (`a.txt` to
/// `/tmp/b.txt`, or into a folder that exists), a file that its pattern matches, or one in a folder.
fn candidates(source: &str, rest: &str, path: &str) -> Vec<String> {
    let source = in_context(source);
    let mut found = Vec::new();
    let is_pattern = source.contains(['*', '?', '[']);
    if is_pattern {
        let parent = crate::image_path::parent(&source);
        if crate::context::matches_component(file_name(&source), rest) {
            found.push(join(parent, rest));
        }
    } else {
        if rest.is_empty() || rest == file_name(&source) {
            found.push(source.clone());
        }
        if !rest.is_empty() {
            found.push(join(&source, rest));
        }
    }
    found.retain(|candidate| !candidate.is_empty() && !path.ends_with('/'));
    found
}

/// The file at a path of what `--from` names.
fn from_stage(
    analysis: &Analysis<'_>,
    user: StageIndex,
    from: &str,
    path: &str,
    hops: usize,
) -> Option<ContextFile> {
    match copy_source(&analysis.model, from, user) {
        CopySource::Stage(stage) => {
            copied(analysis, stage, InstructionIndex::MAX, &absolute(None, path), hops)
        }
        CopySource::Image(_) | CopySource::Unknown(_) => None,
    }
}

fn read(analysis: &Analysis<'_>, path: &str) -> Option<ContextFile> {
    let text = Arc::clone(analysis.inputs.context.read(path).value()?);
    Some(ContextFile { path: path.to_owned(), text })
}

/// The text of a word, where all of its variables have a value.
fn text_of(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, word: Word<'_>) -> Option<String> {
    let expanded = analysis.model.expand(word, info);
    expanded.unset.is_empty().then_some(expanded.text)
}

fn join(folder: &str, rest: &str) -> String {
    in_context(&format!("{folder}/{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::InstructionKind;

    use crate::Inputs;
    use crate::context::in_memory::Texts;
    use crate::facts::NoFacts;
    use crate::model::Memo;
    use crate::options::Options;

    /// Where the last RUN finds `path`.
    fn found(text: &str, path: &str) -> Option<String> {
        let files = Texts::from([
            ("requirements.txt", "top"),
            ("docker/reqs.txt", "deep"),
            ("src/app/extra.txt", "extra"),
        ]);
        let source = syntax::Source::parse(text);
        let (options, memo) = (Options::default(), Memo::default());
        let inputs = Inputs { facts: &NoFacts, context: &files, options: &options, memo: &memo };
        let analysis = Analysis::new(&source, inputs);
        let run =
            analysis.model.instructions.iter().rev().find(|info| info.kind() == InstructionKind::Run)?;
        context_file(&analysis, run, path).map(|file| file.path)
    }

    #[test]
    fn copies_are_followed_back_to_the_context() {
        for (text, path, expected) in [
            ("WORKDIR /app\nCOPY requirements.txt .", "requirements.txt", Some("requirements.txt")),
            ("COPY docker/reqs.txt /tmp/requirements.txt", "/tmp/requirements.txt", Some("docker/reqs.txt")),
            ("COPY [\"docker/reqs.txt\", \"/tmp/\"]", "/tmp/reqs.txt", Some("docker/reqs.txt")),
            ("COPY docker/reqs.txt /tmp", "/tmp/reqs.txt", Some("docker/reqs.txt")),
            ("WORKDIR /app\nCOPY . .", "src/app/extra.txt", Some("src/app/extra.txt")),
            ("COPY src /opt/src/", "/opt/src/app/extra.txt", Some("src/app/extra.txt")),
            ("COPY req*.txt /deps/", "/deps/requirements.txt", Some("requirements.txt")),
            (
                "ARG R=docker/reqs.txt\nCOPY docker/reqs.txt requirements.txt ./",
                "reqs.txt",
                Some("docker/reqs.txt"),
            ),
            ("COPY docker/reqs.txt /a\nCOPY requirements.txt /a", "/a", Some("requirements.txt")),
            ("COPY requirements.txt /app/", "/other/requirements.txt", None),
            ("COPY docker/reqs.txt /a/\nCOPY src /a/src/\nCOPY . /", "/a/reqs.txt", Some("docker/reqs.txt")),
            ("COPY src /\nCOPY docker /app/extra.txt", "/app/extra.txt", Some("src/app/extra.txt")),
            ("WORKDIR /app", "requirements.txt", None),
        ] {
            let text = format!("FROM debian\n{text}\nRUN pip install -r x\n");
            assert_eq!(found(&text, path).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn stages_and_mounts_are_seen_through() {
        for (text, path, expected) in [
            (
                "FROM debian AS a\nCOPY docker/reqs.txt /r.txt\nFROM a\nRUN x",
                "/r.txt",
                Some("docker/reqs.txt"),
            ),
            (
                "FROM debian AS a\nCOPY docker/reqs.txt /r.txt\nFROM debian\nCOPY --from=a /r.txt /q/\nRUN x",
                "/q/r.txt",
                Some("docker/reqs.txt"),
            ),
            (
                "FROM debian\nWORKDIR /w\nRUN --mount=type=bind,source=requirements.txt,target=requirements.txt x",
                "requirements.txt",
                Some("requirements.txt"),
            ),
            ("FROM debian\nRUN --mount=target=/src x", "/src/docker/reqs.txt", Some("docker/reqs.txt")),
            ("FROM debian\nRUN --mount=type=cache,target=/src x", "/src/requirements.txt", None),
        ] {
            assert_eq!(found(text, path).as_deref(), expected, "{text}");
        }
    }
}
