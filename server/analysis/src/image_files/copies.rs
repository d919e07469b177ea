//! What the COPYs and ADDs of each stage take and where they put it, to be found by path.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntax::InstructionKind;
use syntax::ast::Flag;

use crate::Analysis;
use crate::image_path::{absolute, file_name, in_context};
use crate::model::{InstructionIndex, InstructionInfo, StageIndex, copy_operands};

/// Copies of folders and patterns above one path that are looked into, the newest first: whether they hold
/// the file has to be asked of the build context each time.
const MAX_LOOKED_INTO: usize = 64;

/// The copies of the stages, as far as they were asked for.
pub(crate) struct Copies {
    stages: Vec<OnceLock<StageCopies>>,
}

/// One COPY or ADD with its variables expanded.
pub(super) struct Copied {
    pub instruction: InstructionIndex,
    pub destination: String,
    /// Those whose variables all have a value.
    pub sources: Vec<String>,
    pub from: From,
}

pub(super) enum From {
    Context,
    /// A stage or an image by its name.
    Named(String),
    /// Variables in its name have no value.
    Unknown,
}

/// In the order of the file.
#[derive(Default)]
pub(super) struct StageCopies {
    copies: Vec<Copied>,
    /// Positions of those that bring a path if their source is a file.
    by_path: HashMap<String, Vec<usize>>,
    /// Positions of those that may bring what lies below their destination.
    by_folder: HashMap<String, Vec<usize>>,
}

impl Copies {
    /// None of so many stages is looked at yet.
    pub fn of_stages(count: usize) -> Self {
        Self { stages: std::iter::repeat_with(OnceLock::new).take(count).collect() }
    }

    /// The copies of a stage; `None` for an index that no stage has.
    pub(super) fn of(&self, analysis: &Analysis<'_>, stage: StageIndex) -> Option<&StageCopies> {
        let found = analysis.model.stages.get(stage)?;
        let instructions = analysis.model.stage_instructions(found);
        Some(self.stages.get(stage)?.get_or_init(|| StageCopies::new(analysis, instructions)))
    }
}

impl StageCopies {
    fn new(analysis: &Analysis<'_>, instructions: &[InstructionInfo<'_>]) -> Self {
        let mut all = Self::default();
        let copies =
            |info: &&InstructionInfo<'_>| matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
        for info in instructions.iter().filter(copies) {
            if let Some(copied) = Copied::new(analysis, info) {
                all.add(copied);
            }
        }
        all
    }

    fn add(&mut self, copied: Copied) {
        let at = self.copies.len();
        let destination = copied.destination.trim_end_matches('/');
        for source in &copied.sources {
            let path = format!("{destination}/{}", file_name(&in_context(source)));
            self.by_path.entry(path).or_default().push(at);
        }
        self.by_path.entry(copied.destination.clone()).or_default().push(at);
        self.by_folder.entry(destination.to_owned()).or_default().push(at);
        self.copies.push(copied);
    }

    /// Copies before an instruction that may bring a path, the newest first.
    pub fn bringing(&self, path: &str, end: InstructionIndex) -> impl Iterator<Item = &Copied> {
        let before = self.copies.partition_point(|copied| copied.instruction < end);
        let newest = |positions: &Vec<usize>, most: usize| -> Vec<usize> {
            let own = &positions[..positions.partition_point(|&at| at < before)];
            own.iter().rev().take(most).copied().collect()
        };
        let exact = self.by_path.get(path).map(|all| newest(all, usize::MAX)).unwrap_or_default();
        let folders = path.match_indices('/').filter_map(|(at, _)| self.by_folder.get(&path[..at]));
        let mut found: Vec<usize> = folders.flat_map(|all| newest(all, MAX_LOOKED_INTO)).collect();
        found.extend(exact);
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.dedup();
        found.into_iter().map(|at| &self.copies[at])
    }
}

impl Copied {
    /// `None` where the destination is not known.
    fn new(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Self> {
        let operands = copy_operands(&analysis.model, info);
        let from = info.syntax.flag("from").and_then(Flag::raw_value);
        Some(Self {
            instruction: info.index,
            destination: absolute(info.workdir(), &operands.destination?.value?),
            sources: operands.sources.into_iter().filter_map(|source| source.value).collect(),
            from: match from {
                None => From::Context,
                Some(from) => super::text_of(analysis, info, from).map_or(From::Unknown, From::Named),
            },
        })
    }
}
