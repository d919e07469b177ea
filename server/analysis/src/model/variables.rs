//! ARG and ENV: where each name is defined and what it is worth at an instruction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use syntax::TextRange;

use super::hash::{Mixing, hashed};
use super::{BaseEnvironment, InstructionIndex, StageIndex};

/// ARGs that BuildKit declares by itself in every stage (proxies), or in the global scope (platforms).
pub const PREDEFINED_ARGS: [&str; 20] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "all_proxy",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "SOURCE_DATE_EPOCH",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    Arg,
    Env,
}

/// One `NAME` or `NAME=value` of ARG or ENV.
#[derive(Debug, Clone)]
pub struct Definition {
    pub kind: DefinitionKind,
    pub name: Arc<str>,
    pub name_range: TextRange,
    /// `None` for an ARG before the first FROM.
    pub stage: Option<StageIndex>,
    pub instruction: InstructionIndex,
    /// After expansion. `None` for an ARG without a default, or where a variable in it has no value.
    pub value: Option<String>,
}

/// What a name means at an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// `None` when it is declared but its value is not known before the build.
    pub value: Option<String>,
    pub origin: BindingOrigin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingOrigin {
    /// Index into the definitions: an ARG or ENV of the file.
    Definition(usize),
    /// The base image sets it.
    BaseImage,
    /// BuildKit sets it.
    Predefined,
}

/// A [`Binding`] that is looked at where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'v> {
    pub value: Option<&'v str>,
    pub origin: BindingOrigin,
}

impl From<Seen<'_>> for Binding {
    fn from(seen: Seen<'_>) -> Self {
        Self { value: seen.value.map(str::to_owned), origin: seen.origin }
    }
}

/// What a name means at the end of a stage.
#[derive(Debug, Clone, Copy)]
enum End {
    Definition(usize),
    /// What the base image of this stage sets.
    Base(StageIndex),
}

/// Every definition, with an index by name.
#[derive(Debug, Default)]
pub(super) struct Variables {
    pub definitions: Vec<Definition>,
    /// In the order of the file, scopes after each other.
    by_name: HashMap<Arc<str>, Vec<usize>, Mixing>,
    /// Environment of the base image, by stage; empty where it is not known.
    pub base_environments: Vec<BaseEnvironment>,
    /// The stage that a stage is built FROM.
    pub parents: Vec<Option<StageIndex>>,
    /// The first of the stages that a stage is built FROM.
    pub roots: Vec<StageIndex>,
    /// What names mean at the end of stages that others are built FROM, as far as that was asked for: chains
    /// of stages may be long, and each asks for the same names. By a hash of stage and name.
    at_ends: Mutex<HashMap<u64, Option<End>, Mixing>>,
    /// Values of the platform ARGs that FROM sees, as far as the platform of the build tells.
    platform: HashMap<&'static str, String>,
}

impl Variables {
    /// No definitions yet; the platform ARGs have these values.
    pub fn for_platform(platform: HashMap<&'static str, String>) -> Self {
        Self { platform, ..Self::default() }
    }

    pub fn define(&mut self, definition: Definition) {
        let index = self.definitions.len();
        match self.by_name.get_mut(&definition.name) {
            Some(indexes) => indexes.push(index),
            None => drop(self.by_name.insert(Arc::clone(&definition.name), vec![index])),
        }
        self.definitions.push(definition);
    }

    /// Value of a platform ARG, as far as the platform of the build tells.
    pub fn platform_value(&self, name: &str) -> Option<String> {
        self.platform.get(name).cloned()
    }

    /// What instructions of `stage` see right before `instruction`.
    pub fn lookup(
        &self,
        stage: Option<StageIndex>,
        name: &str,
        instruction: InstructionIndex,
    ) -> Option<Seen<'_>> {
        match stage {
            None => self.lookup_global(name, instruction),
            Some(stage) => self.lookup_in_stage(stage, name, instruction).or_else(|| predefined(name)),
        }
    }

    /// FROM sees the ARGs before the first FROM, and the platform ARGs.
    pub fn lookup_global(&self, name: &str, instruction: InstructionIndex) -> Option<Seen<'_>> {
        let definition = self.last_before(None, name, instruction, |_| true);
        definition.map(|index| self.bind(index)).or_else(|| {
            let is_platform = name.starts_with("TARGET") || name.starts_with("BUILD");
            let value = self.platform.get(name).map(String::as_str);
            (is_platform && PREDEFINED_ARGS.contains(&name))
                .then_some(Seen { value, origin: BindingOrigin::Predefined })
        })
    }

    fn lookup_in_stage(
        &self,
        stage: StageIndex,
        name: &str,
        instruction: InstructionIndex,
    ) -> Option<Seen<'_>> {
        // ENV wins over ARG, whichever comes last; also one that the base brings.
        let own_env = self.last_before(Some(stage), name, instruction, |kind| kind == DefinitionKind::Env);
        if let Some(index) = own_env {
            return Some(self.bind(index));
        }
        let inherited = self.inherited(stage, name);
        let inherited_is_env = inherited.as_ref().is_some_and(|seen| self.is_environment(seen.origin));
        if inherited_is_env {
            return inherited;
        }
        let own_arg = self.last_before(Some(stage), name, instruction, |kind| kind == DefinitionKind::Arg);
        own_arg.map(|index| self.bind(index)).or(inherited)
    }

    /// What a name means at the start of a stage.
    fn inherited(&self, stage: StageIndex, name: &str) -> Option<Seen<'_>> {
        let root = self.roots.get(stage).copied().filter(|_| !self.by_name.contains_key(name));
        if let Some(root) = root {
            return self.in_base(root, name); // no instruction sets it
        }
        let Some(parent) = self.parent(stage) else { return self.in_base(stage, name) };
        match self.at_end(parent, name)? {
            End::Definition(index) => Some(self.bind(index)),
            End::Base(root) => self.in_base(root, name),
        }
    }

    fn parent(&self, stage: StageIndex) -> Option<StageIndex> {
        self.parents.get(stage).copied().flatten().filter(|&parent| parent < stage)
    }

    fn in_base(&self, stage: StageIndex, name: &str) -> Option<Seen<'_>> {
        let environment = self.base_environments.get(stage)?;
        let (_, value) = environment.env.iter().find(|(key, _)| key == name)?;
        Some(Seen { value: value.as_deref(), origin: BindingOrigin::BaseImage })
    }

    /// What a name means after a stage. Up the chain to a stage whose answer is known, and down again: not by
    /// recursion, since whoever wrote the file chose how long the chain is.
    fn at_end(&self, stage: StageIndex, name: &str) -> Option<End> {
        // Nothing panics while the lock is held.
        let mut at_ends = self.at_ends.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unknown = Vec::new();
        let mut next = Some(stage);
        let mut found = loop {
            let Some(stage) = next else { break None };
            if let Some(known) = at_ends.get(&hashed((stage, name))) {
                break *known;
            }
            unknown.push(stage);
            next = self.parent(stage);
        };
        for stage in unknown.into_iter().rev() {
            if self.parent(stage).is_none() {
                found = self.in_base(stage, name).map(|_| End::Base(stage));
            }
            found = self.after(stage, name, found);
            at_ends.insert(hashed((stage, name)), found);
        }
        found
    }

    /// What a name means after a stage that inherits this; as in [`Self::lookup_in_stage`].
    fn after(&self, stage: StageIndex, name: &str, inherited: Option<End>) -> Option<End> {
        let last = |kind| self.last_before(Some(stage), name, InstructionIndex::MAX, |own| own == kind);
        let is_env = match inherited {
            None => false,
            Some(End::Base(_)) => true,
            Some(End::Definition(index)) => self.definitions[index].kind == DefinitionKind::Env,
        };
        let own_arg = || last(DefinitionKind::Arg).filter(|_| !is_env).map(End::Definition);
        last(DefinitionKind::Env).map(End::Definition).or_else(own_arg).or(inherited)
    }

    fn is_environment(&self, origin: BindingOrigin) -> bool {
        match origin {
            BindingOrigin::BaseImage => true,
            BindingOrigin::Definition(index) => self.definitions[index].kind == DefinitionKind::Env,
            BindingOrigin::Predefined => false,
        }
    }

    fn bind(&self, index: usize) -> Seen<'_> {
        let value = self.definitions[index].value.as_deref();
        Seen { value, origin: BindingOrigin::Definition(index) }
    }

    fn last_before(
        &self,
        stage: Option<StageIndex>,
        name: &str,
        instruction: InstructionIndex,
        accept: impl Fn(DefinitionKind) -> bool,
    ) -> Option<usize> {
        let indexes = self.by_name.get(name)?;
        let place = |index: usize| (self.definitions[index].stage, self.definitions[index].instruction);
        let end = indexes.partition_point(|&index| place(index) < (stage, instruction));
        let mut own = indexes[..end].iter().rev().copied().take_while(|&index| place(index).0 == stage);
        own.find(|&index| accept(self.definitions[index].kind))
    }

    /// Definitions of one scope: they stand together, that before the first FROM first.
    fn of_scope(&self, scope: Option<StageIndex>) -> &[Definition] {
        let start = self.definitions.partition_point(|definition| definition.stage < scope);
        let rest = &self.definitions[start..];
        &rest[..rest.partition_point(|definition| definition.stage == scope)]
    }

    /// Names that a stage sees at an instruction, each once.
    pub fn names_visible(&self, stage: Option<StageIndex>, instruction: InstructionIndex) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let scopes = std::iter::successors(stage, |&stage| {
            self.parents.get(stage).copied().flatten().filter(|&parent| parent < stage)
        });
        for scope in scopes {
            let before = if Some(scope) == stage { instruction } else { InstructionIndex::MAX };
            let own = self.of_scope(Some(scope)).iter();
            let own = own.filter(|definition| definition.instruction < before);
            names.extend(own.map(|definition| definition.name.to_string()));
            names.extend(
                self.base_environments
                    .get(scope)
                    .into_iter()
                    .flat_map(|base| base.env.iter().map(|(key, _)| key.clone())),
            );
        }
        if stage.is_none() {
            names.extend(self.of_scope(None).iter().map(|definition| definition.name.to_string()));
        }
        names.sort();
        names.dedup();
        names
    }
}

/// Proxy ARGs are there in every stage; the platform ARGs want a declaration first.
fn predefined(name: &str) -> Option<Seen<'static>> {
    let is_proxy = PREDEFINED_ARGS.contains(&name) && name.to_ascii_uppercase().ends_with("_PROXY");
    is_proxy.then_some(Seen { value: None, origin: BindingOrigin::Predefined })
}
