//! Fixes of the rules for machine learning, and the rewrites that belong to them: each result parses,
//! has no error or warning that was not there before, and is not offered the same again.

use std::collections::BTreeSet;

use super::*;
use crate::refactor::refactorings;
use syntax::{TextRange, edit};

/// Files in which most rewrites have something to do.
const FILES: &[&str] = &[
    "FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04\nRUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*\n\
     WORKDIR /app\nRUN pip install --no-cache-dir torch==2.4.1\nENV TORCH_CUDA_ARCH_LIST=9.0 MAX_JOBS=4\n\
     RUN pip install --no-cache-dir --no-build-isolation flash-attn==2.6.3\nCOPY . .\nCMD [\"python3\", \"main.py\"]\n",
    "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nRUN apt-get update && apt-get install -y --no-install-recommends python3-venv && \\\n    \
     python3 -m venv /opt/venv && \\\n    /opt/venv/bin/pip install --no-cache-dir torch==2.4.1 && \\\n    rm -rf /var/lib/apt/lists/*\n\
     ENV PATH=/opt/venv/bin:$PATH\nENTRYPOINT [\"python\"]\n",
    "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS final\nWORKDIR /app\nCOPY . .\nRUN cmake -B build && cmake --build build\nENTRYPOINT [\"/app/build/bin/server\"]\n",
    "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04\nRUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*\n\
     RUN pip install --no-cache-dir torch==2.1.2 torchvision==0.16.2\n",
    "FROM condaforge/miniforge3:24.3.0-0\nRUN mamba install -y numpy=1.26 && mamba clean -afy\n",
    "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y --no-install-recommends git && apt-get clean && rm -rf /var/lib/apt/lists/*\nRUN uv sync\n",
];

/// Calls `look` with the analysis of a text, without target settings.
fn with<T>(text: &str, look: impl FnOnce(&Analysis<'_>) -> T) -> T {
    let source = Source::parse(text);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &World, context: &World, options: &options, memo: &memo };
    look(&Analysis::new(&source, inputs))
}

/// Codes of errors and warnings.
fn alarms(text: &str) -> BTreeSet<&'static str> {
    let loud = |finding: &Finding| finding.severity >= Severity::Warning;
    with(text, |analysis| lint(analysis).iter().filter(|finding| loud(finding)).map(|it| it.code).collect())
}

/// Titles and results of everything that is offered at an instruction.
fn offered(text: &str, instruction: usize) -> Vec<(String, String)> {
    with(text, |analysis| {
        let Some(info) = analysis.model.instructions.get(instruction) else { return Vec::new() };
        let apply = |fix: Fix| {
            let result = edit::apply(text, fix.edits()).expect("the edits apply");
            (fix.title, result)
        };
        let fixes = refactorings(analysis, TextRange::empty(info.start()));
        fixes.into_iter().map(apply).collect()
    })
}

fn check_result(before: &str, title: &str, after: &str) {
    assert!(!Source::parse(after).root().has_error(), "{title}\n{after}");
    let known = alarms(before);
    let new: Vec<_> = alarms(after).into_iter().filter(|code| !known.contains(code)).collect();
    assert!(new.is_empty(), "{title} brings {new:?} into\n{after}");
}

/// How many results were looked at.
fn try_actions(text: &str) -> usize {
    let mut tried = 0;
    for finding in findings_of(text, None) {
        let [rule] = rules_called(finding.code)[..] else { continue };
        for fix in finding.fixes.iter().filter(|_| rule.meta.category == Category::Ml) {
            let fixed = edit::apply(text, fix.edits()).expect("the edits apply");
            check_result(text, &fix.title, &fixed);
            tried += 1;
        }
    }
    let count = with(text, |analysis| analysis.model.instructions.len());
    for instruction in 0..count {
        for (title, result) in offered(text, instruction) {
            check_result(text, &title, &result);
            let again = offered(&result, instruction);
            let repeats = again.iter().any(|(other, text)| *other == title && *text != result);
            // Merges and splits go on with what is next to them.
            let goes_on = ["Merge", "Split", "Sort"].iter().any(|verb| title.starts_with(verb));
            assert!(!repeats || goes_on, "{title} is offered again in\n{result}");
            tried += 1;
        }
    }
    tried
}

#[test]
fn rewrites_for_machine_learning_bring_nothing_bad() {
    let pages = all_rules().iter().filter(|rule| rule.meta.category == Category::Ml);
    let examples = pages.flat_map(|rule| examples(rule.docs));
    let near = ml_near_misses::CASES.iter().map(|(_, text, _)| format!("{text}\n"));
    let own = FILES.iter().map(|text| (*text).to_owned());
    let tried: usize = own.chain(examples).chain(near).map(|text| try_actions(&text)).sum();
    assert!(tried > 300, "only {tried} rewrites were offered");
}

/// Real files are in no commit: `LAYERWISE_CORPUS` names a folder of them.
#[test]
fn rewrites_of_a_corpus_bring_nothing_bad() {
    let Some(folder) = std::env::var_os("LAYERWISE_CORPUS") else { return };
    let entries = std::fs::read_dir(folder).expect("LAYERWISE_CORPUS names a folder");
    let paths: BTreeSet<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        match std::panic::catch_unwind(|| try_actions(&text)) {
            Ok(count) => tried += count,
            Err(panic) => {
                let why = panic.downcast_ref::<String>().map_or("?", String::as_str);
                wrong.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} files, beside {tried} good rewrites\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{tried} rewrites tried");
}
