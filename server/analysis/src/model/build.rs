//! The fold that builds a [`Model`].

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use syntax::ast::{Instruction, Word, comments};
use syntax::expansion::{Expanded, expand};
use syntax::shell::ShellDialect;
use syntax::{InstructionKind, Source, TextSize};

use super::base::{BaseEnvironment, base_environment};
use super::content::Content;
use super::hash::hashed;
use super::instruction::InstructionInfo;
use super::kept::Kept;
use super::stage::{Base, Stage};
use super::variables::{Binding, Definition, DefinitionKind, Seen, Variables};
use super::{InstructionIndex, Model, StageIndex, lookups};
use crate::Inputs;
use crate::facts::Platform;
use crate::reference::ImageReference;

impl<'a> Model<'a> {
    pub(crate) fn build(source: &'a Source, inputs: &Inputs<'a>) -> Self {
        let model = Self {
            source,
            escape: source.escape(),
            instructions: Vec::new(),
            stages: Vec::new(),
            stages_called: HashMap::default(),
            shipped: OnceLock::new(),
            summary: OnceLock::new(),
            variables: Variables::for_platform(platform_values(&inputs.options.platform)),
        };
        let mut builder = Builder {
            model,
            inputs: *inputs,
            state: State::default(),
            declared_shells: declared_shells(source),
            default_shell: Arc::default(),
            scope: 0,
            is_posix: None,
            contents: Kept::take(inputs.memo.of_texts()),
        };
        let instructions = source.instructions();
        builder.model.instructions.reserve(instructions.len());
        instructions.into_iter().for_each(|instruction| builder.instruction(instruction));
        builder.contents.leave(inputs.memo.of_texts());
        builder.model
    }

    /// What a variable means right before an instruction; FROM sees the global scope.
    pub fn binding(&self, name: &str, info: &InstructionInfo<'_>) -> Option<Binding> {
        lookups::note(name);
        self.seen(name, info).map(Binding::from)
    }

    /// [`Self::binding`] where it is, and not noted.
    pub(super) fn seen(&self, name: &str, info: &InstructionInfo<'_>) -> Option<Seen<'_>> {
        match info.kind() {
            InstructionKind::From => self.variables.lookup_global(name, info.index),
            _ => self.variables.lookup(info.stage, name, info.index),
        }
    }

    /// Names that an instruction sees, each once, in alphabetical order.
    pub fn visible_variables(&self, info: &InstructionInfo<'_>) -> Vec<String> {
        lookups::note_all();
        match info.kind() {
            InstructionKind::From => self.variables.names_visible(None, info.index),
            _ => self.variables.names_visible(info.stage, info.index),
        }
    }

    /// Every ARG and ENV of the file.
    pub fn definitions(&self) -> &[Definition] {
        lookups::note_all();
        &self.variables.definitions
    }

    /// Not noted.
    pub(super) fn definition_at(&self, index: usize) -> &Definition {
        &self.variables.definitions[index]
    }

    /// What the base image of a stage brings, through `FROM stage` too.
    pub fn base_environment_of(&self, stage: &Stage<'_>) -> Option<&BaseEnvironment> {
        self.variables.base_environments.get(stage.root)
    }

    /// Expands a word with the variables that its instruction sees.
    pub fn expand(&self, word: Word<'_>, info: &InstructionInfo<'_>) -> Expanded {
        let template = word.template(self.escape);
        expand(&template, &|name| self.binding(name, info).and_then(|binding| binding.value))
    }
}

/// State before the next instruction.
#[derive(Clone, Default)]
struct State {
    shell: Arc<ShellDialect>,
    user: Option<Arc<str>>,
    workdir: Option<Arc<str>>,
}

pub(super) struct Builder<'a> {
    pub(super) model: Model<'a>,
    pub(super) inputs: Inputs<'a>,
    state: State,
    /// What comments declare and has not come into force yet, the next one last.
    declared_shells: Vec<(TextSize, Arc<ShellDialect>)>,
    /// The shell of images of which nothing is known.
    default_shell: Arc<ShellDialect>,
    /// See [`InstructionInfo`].
    pub(super) scope: u64,
    /// Of the shell in force, which changes seldom.
    is_posix: Option<(Arc<ShellDialect>, bool)>,
    contents: Kept<Content>,
}

impl<'a> Builder<'a> {
    fn instruction(&mut self, syntax: Instruction<'a>) {
        let index = self.model.instructions.len();
        self.take_declared_shells(syntax.range().start());
        if syntax.kind() == InstructionKind::From {
            self.begin_stage(syntax, index);
        }
        let info = self.info(syntax, index, false);
        match syntax.kind() {
            InstructionKind::Arg => self.define(&info, DefinitionKind::Arg),
            InstructionKind::Env => self.define(&info, DefinitionKind::Env),
            InstructionKind::Shell => self.set_shell(syntax),
            InstructionKind::User => self.state.user = self.single_argument(&info),
            InstructionKind::Workdir => self.set_workdir(&info),
            _ => {}
        }
        self.model.instructions.push(info);
        if let Some(stage) = self.model.stages.last_mut() {
            stage.instructions.end = index + 1;
            if syntax.kind() == InstructionKind::Workdir {
                stage.first_workdir.get_or_insert(index);
            }
        }
    }

    /// A comment sets the shell of the stage from there on; above the first FROM, that of every stage.
    fn take_declared_shells(&mut self, until: TextSize) {
        while let Some((_, shell)) = self.declared_shells.pop_if(|(at, _)| *at < until) {
            if self.model.stages.is_empty() {
                self.default_shell = Arc::clone(&shell);
            }
            self.state.shell = shell;
        }
    }

    fn info(
        &mut self,
        syntax: Instruction<'a>,
        index: InstructionIndex,
        is_trigger: bool,
    ) -> InstructionInfo<'a> {
        // BuildKit refuses a trigger of a trigger.
        let trigger = if is_trigger { None } else { syntax.trigger() };
        let trigger = trigger.map(|trigger| Box::new(self.info(trigger, index, true)));
        InstructionInfo {
            index,
            syntax,
            stage: self.model.stages.len().checked_sub(1),
            shell: Arc::clone(&self.state.shell),
            user: self.state.user.clone(),
            workdir: self.state.workdir.clone(),
            trigger,
            is_trigger,
            content: self.content(syntax),
            scope: self.scope,
        }
    }

    fn content(&mut self, syntax: Instruction<'_>) -> Arc<Content> {
        let (escape, is_posix) = (self.model.escape, self.has_posix_shell());
        let key = Content::key_of(syntax, escape, is_posix);
        let known = self.contents.recall(key, |_| true);
        known.unwrap_or_else(|| self.contents.keep(key, Content::new(key, escape, is_posix)))
    }

    fn has_posix_shell(&mut self) -> bool {
        match &self.is_posix {
            Some((shell, is_posix)) if Arc::ptr_eq(shell, &self.state.shell) => *is_posix,
            _ => {
                let is_posix = self.state.shell.is_posix();
                self.is_posix = Some((Arc::clone(&self.state.shell), is_posix));
                is_posix
            }
        }
    }

    fn begin_stage(&mut self, syntax: Instruction<'a>, instruction: InstructionIndex) {
        let index = self.model.stages.len();
        let base = self.base(syntax, instruction);
        let platform = syntax.flag("platform").and_then(|flag| flag.value).and_then(|word| {
            let expanded = self.expand_global(word, instruction);
            expanded.unset.is_empty().then_some(expanded.text)
        });
        self.state = self.initial_state(&base);
        let parent = match base {
            Base::Stage(parent) => self.model.stages.get(parent),
            _ => None,
        };
        let name = syntax.stage_name();
        if let Some(name) = name {
            let called = self.model.stages_called.entry(name.text.to_ascii_lowercase());
            called.or_default().push(index);
        }
        self.model.stages.push(Stage {
            index,
            from: instruction,
            name,
            instructions: instruction..instruction + 1,
            first_workdir: None,
            inherits_workdir: parent.is_some_and(|it| it.inherits_workdir || it.first_workdir.is_some()),
            root: parent.map_or(index, |parent| parent.root),
            base,
            platform,
        });
    }

    fn base(&self, syntax: Instruction<'a>, instruction: InstructionIndex) -> Base {
        let Some(word) = syntax.image().map(|image| image.word) else { return Base::Missing };
        let expanded = self.expand_global(word, instruction);
        if !expanded.unset.is_empty() {
            return Base::Unresolved { missing: expanded.unset };
        }
        let text = expanded.text;
        if let Some(&stage) =
            self.model.stages_called.get(&text.to_ascii_lowercase()).and_then(|it| it.last())
        {
            return Base::Stage(stage);
        }
        match text.as_str() {
            "" => Base::Missing,
            "scratch" => Base::Scratch,
            _ => ImageReference::parse(&text).map_or(Base::Invalid(text), Base::Image),
        }
    }

    fn expand_global(&self, word: Word<'_>, instruction: InstructionIndex) -> Expanded {
        let lookup =
            |name: &str| self.model.variables.lookup_global(name, instruction)?.value.map(str::to_owned);
        expand(&word.template(self.model.escape), &lookup)
    }

    /// The state that a base leaves: that of the stage, or what is known of the image.
    fn initial_state(&mut self, base: &Base) -> State {
        let variables = &mut self.model.variables;
        let parent = match base {
            Base::Stage(parent) => Some(*parent),
            _ => None,
        };
        let root = parent.and_then(|parent| variables.roots.get(parent).copied());
        variables.roots.push(root.unwrap_or(variables.roots.len()));
        variables.parents.push(parent);
        let environment = match base {
            Base::Image(image) => base_environment(image, &self.inputs),
            Base::Scratch => BaseEnvironment { is_complete: true, ..BaseEnvironment::default() },
            _ => BaseEnvironment::default(),
        };
        let state = match base {
            Base::Stage(parent) => self.state_after(*parent),
            _ => State {
                shell: shell_of(&environment.shell).unwrap_or_else(|| Arc::clone(&self.default_shell)),
                user: environment.user.as_deref().map(Arc::from),
                // Where nothing sets a folder, everything runs in `/`.
                workdir: environment
                    .workdir
                    .as_deref()
                    .or(environment.is_complete.then_some("/"))
                    .map(Arc::from),
            },
        };
        self.scope =
            hashed((self.scope, self.model.stages.len(), &self.model.variables.parents.last(), &environment));
        variables_push(&mut self.model.variables, environment);
        state
    }

    /// The state at the end of an earlier stage.
    fn state_after(&self, stage: StageIndex) -> State {
        let last = &self.model.instructions[self.model.stages[stage].instructions.end - 1];
        let mut state =
            State { shell: Arc::clone(&last.shell), user: last.user.clone(), workdir: last.workdir.clone() };
        match last.kind() {
            InstructionKind::Shell => state.shell = shell_argument(last.syntax).unwrap_or(state.shell),
            InstructionKind::User => state.user = self.single_argument(last),
            InstructionKind::Workdir => state.workdir = self.workdir_after(last),
            _ => {}
        }
        state
    }

    fn set_shell(&mut self, syntax: Instruction<'a>) {
        if let Some(shell) = shell_argument(syntax) {
            self.state.shell = shell;
        }
    }

    fn set_workdir(&mut self, info: &InstructionInfo<'a>) {
        self.state.workdir = self.workdir_after(info);
    }

    fn workdir_after(&self, info: &InstructionInfo<'_>) -> Option<Arc<str>> {
        let path = self.single_argument(info)?;
        if path.starts_with('/') {
            return Some(path);
        }
        let parent = info.workdir.as_deref()?;
        Some(Arc::from(format!("{}/{}", parent.trim_end_matches('/'), path.trim_start_matches("./"))))
    }

    fn single_argument(&self, info: &InstructionInfo<'_>) -> Option<Arc<str>> {
        let words = info.syntax.words();
        let expanded = self.model.expand(*words.first()?, info);
        (expanded.unset.is_empty() && !expanded.text.is_empty()).then(|| Arc::from(expanded.text))
    }
}

/// The platform ARGs of a build for one platform.
fn platform_values(platform: &Platform) -> HashMap<&'static str, String> {
    HashMap::from([
        ("TARGETPLATFORM", platform.to_string()),
        ("TARGETOS", platform.os.clone()),
        ("TARGETARCH", platform.architecture.clone()),
        ("TARGETVARIANT", platform.variant.clone().unwrap_or_default()),
    ])
}

fn variables_push(variables: &mut Variables, environment: BaseEnvironment) {
    variables.base_environments.push(environment);
}

fn shell_of(argv: &[String]) -> Option<Arc<ShellDialect>> {
    (!argv.is_empty()).then(|| Arc::new(ShellDialect::from_argv(argv.to_vec())))
}

/// `# hadolint shell=bash`: what the base image's shell is, for tools that cannot know. The last first.
fn declared_shells(source: &Source) -> Vec<(TextSize, Arc<ShellDialect>)> {
    if !source.text().contains("shell") || !source.text().contains("hadolint") {
        return Vec::new();
    }
    let declared = comments(source).into_iter().filter_map(|comment| {
        let body = comment.text.trim_start_matches('#').trim_start().strip_prefix("hadolint")?;
        let value = body.strip_prefix([' ', '\t'])?.trim_start().strip_prefix("shell")?;
        let shell = value.trim_start().strip_prefix('=')?.split_whitespace().next()?;
        Some((comment.range.start(), Arc::new(ShellDialect::declared(shell))))
    });
    let mut declared: Vec<_> = declared.collect();
    declared.reverse();
    declared
}

fn shell_argument(syntax: Instruction<'_>) -> Option<Arc<ShellDialect>> {
    let argv = syntax.json_array()?.strings().into_iter().map(|string| string.value).collect();
    Some(Arc::new(ShellDialect::from_argv(argv)))
}
