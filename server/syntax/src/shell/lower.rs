//! From the bash tree to [`Script`].

use tree_sitter::{Node, Tree, TreeCursor};

use super::Script;
use super::command::{Assignment, Command, Connector, Nesting, PipelinePosition, Redirect, ShellWord};
use crate::LocalRange;
use crate::continuation::Joined;

/// Deeper nesting is not read: the walk recurses once per level.
const MAX_DEPTH: usize = 120;

pub(super) fn lower(tree: &Tree, text: &Joined<'_>) -> Script {
    let root = tree.root_node();
    let mut lowering = Lowering { text, script: Script::default(), depth: 0 };
    lowering.script.incomplete = root.has_error();
    lowering.statements(root, Place::default());
    lowering.script.structure = super::structure::of(tree, text);
    lowering.script
}

struct Lowering<'t> {
    text: &'t Joined<'t>,
    script: Script,
    depth: usize,
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    nesting: Nesting,
    after: Connector,
    pipeline: Option<PipelinePosition>,
}

impl Place {
    fn after(self, after: Connector) -> Self {
        Self { after, ..self }
    }

    fn nested(self, change: impl FnOnce(&mut Nesting)) -> Self {
        let mut place = Self { nesting: self.nesting, after: Connector::Start, pipeline: None };
        change(&mut place.nesting);
        place
    }
}

fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor: TreeCursor<'t> = node.walk();
    node.children(&mut cursor).collect()
}

/// In `a || b > f | c` the grammar takes `a || b > f` for the first part of the pipeline; the shell
/// pipes b alone.
fn begins_with_list(part: Node<'_>) -> bool {
    part.kind() == "list" || part.child_by_field_name("body").is_some_and(|body| body.kind() == "list")
}

impl Lowering<'_> {
    fn range(&self, node: Node<'_>) -> LocalRange {
        LocalRange(self.text.document_range(node.byte_range()))
    }

    fn slice(&self, node: Node<'_>) -> &str {
        self.text.text().get(node.byte_range()).unwrap_or_default()
    }

    /// Statements in sequence: a program, a body, a group.
    fn statements(&mut self, node: Node<'_>, place: Place) {
        let nodes = children(node);
        let mut after = place.after;
        for (at, child) in nodes.iter().enumerate().filter(|(_, child)| child.is_named()) {
            let background = nodes.get(at + 1).is_some_and(|next| next.kind() == "&");
            let mut here = place.after(after);
            here.nesting.background |= background;
            self.statement(*child, here);
            if child.kind() != "comment" {
                after = Connector::Sequence;
            }
        }
    }

    fn statement(&mut self, node: Node<'_>, place: Place) {
        if self.depth >= MAX_DEPTH {
            self.script.incomplete = true;
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command" | "declaration_command" | "unset_command" | "test_command" => {
                self.command(node, place, &[])
            }
            "variable_assignment" | "variable_assignments" => self.assignment_only(node, place),
            "redirected_statement" => self.redirected(node, place),
            "list" => self.list(node, place),
            "pipeline" => self.pipeline(node, place),
            // `! a | b` negates the pipeline; the grammar hangs the `!` on its first part.
            "negated_command" => {
                let negated = place.nested(|nesting| nesting.negated = true);
                self.statements(node, Place { pipeline: place.pipeline, ..negated });
            }
            "subshell" => self.statements(node, place.nested(|nesting| nesting.subshell = true)),
            "comment" => self.comment(node),
            "function_definition" => self.statements(node, place.nested(|nesting| nesting.function = true)),
            "for_statement" | "c_style_for_statement" | "while_statement" | "do_group" => {
                self.statements(node, place.nested(|nesting| nesting.looped = true));
            }
            "if_statement" => self.if_statement(node, place),
            "case_statement" | "case_item" | "elif_clause" | "else_clause" => {
                self.statements(node, place.nested(|nesting| nesting.conditional = true));
            }
            "compound_statement" | "ERROR" => self.statements(node, place),
            "command_substitution" | "process_substitution" => {
                self.statements(node, place.nested(|nesting| nesting.substitution = true));
            }
            _ => self.substitutions(node, place),
        }
        self.depth -= 1;
    }

    fn comment(&mut self, node: Node<'_>) {
        let range = self.range(node);
        self.script.comments.push(range);
    }

    /// The condition always runs, the branches may not.
    fn if_statement(&mut self, node: Node<'_>, place: Place) {
        let mut in_condition = true;
        for child in children(node) {
            match child.kind() {
                "then" => in_condition = false,
                _ if !child.is_named() => {}
                _ if in_condition => self.statement(child, place.nested(|_| {})),
                _ => self.statement(child, place.nested(|nesting| nesting.conditional = true)),
            }
        }
    }

    /// `left && right`, `left || right`: the grammar nests them to the left.
    fn list(&mut self, node: Node<'_>, place: Place) {
        let mut here = place;
        for child in children(node) {
            match child.kind() {
                "&&" => here = place.after(Connector::And),
                "||" => {
                    here = place.after(Connector::Or);
                    here.nesting.conditional = true;
                }
                _ if child.is_named() => self.statement(child, here),
                _ => {}
            }
        }
    }

    fn pipeline(&mut self, node: Node<'_>, place: Place) {
        let parts: Vec<Node<'_>> = children(node).into_iter().filter(Node::is_named).collect();
        for (index, part) in parts.iter().enumerate() {
            let pipeline = Some(PipelinePosition { index, length: parts.len() });
            if index == 0 && begins_with_list(*part) {
                self.statement(*part, place);
                self.last_of_list(place).into_iter().for_each(|command| command.pipeline = pipeline);
            } else {
                let after = if index == 0 { place.after } else { Connector::Pipe };
                self.statement(*part, Place { nesting: place.nesting, after, pipeline });
            }
        }
    }

    /// The command that was lowered last, those inside its substitutions not counted.
    fn last_of_list(&mut self, place: Place) -> Option<&mut Command> {
        let is_outside = |command: &&mut Command| command.nesting.substitution == place.nesting.substitution;
        self.script.commands.iter_mut().rev().find(is_outside)
    }

    /// Redirects after a command belong to it; after a group they are kept with its last command.
    fn redirected(&mut self, node: Node<'_>, place: Place) {
        let nodes = children(node);
        let redirects: Vec<Node<'_>> =
            nodes.iter().copied().filter(|child| child.kind().ends_with("_redirect")).collect();
        let body = nodes.iter().find(|child| child.is_named() && !child.kind().ends_with("_redirect"));
        match body {
            Some(body) if body.kind() == "command" => self.command(*body, place, &redirects),
            Some(body) => {
                self.statement(*body, place);
                let lowered: Vec<Redirect> =
                    redirects.iter().map(|redirect| self.redirect(*redirect)).collect();
                if let Some(last) = self.last_of_list(place) {
                    last.range =
                        lowered.iter().fold(last.range, |range, redirect| range.cover(redirect.range));
                    last.redirects.extend(lowered);
                }
            }
            None => self.command(node, place, &redirects),
        }
        // `cat <<EOF && next`: the grammar hangs the rest of the list below the heredoc.
        for redirect in redirects.iter().filter(|redirect| redirect.kind() == "heredoc_redirect") {
            self.after_heredoc(*redirect, place);
        }
    }

    fn after_heredoc(&mut self, redirect: Node<'_>, place: Place) {
        let mut after = None;
        for child in children(redirect) {
            match child.kind() {
                "&&" => after = Some(Connector::And),
                "||" => after = Some(Connector::Or),
                "heredoc_start" | "heredoc_body" | "heredoc_end" | "file_descriptor" => {}
                "pipeline" => self.statements(child, place.after(Connector::Pipe)),
                _ if child.is_named() && after.is_some() => {
                    self.statement(child, place.after(after.unwrap_or_default()));
                }
                _ => {}
            }
        }
    }

    fn assignment_only(&mut self, node: Node<'_>, place: Place) {
        let mut command = self.empty_command(node, place);
        let singles = if node.kind() == "variable_assignments" { children(node) } else { vec![node] };
        command.assignments = singles.into_iter().map(|single| self.assignment(single)).collect();
        self.script.commands.push(command);
        self.substitutions(node, place);
    }

    fn empty_command(&self, node: Node<'_>, place: Place) -> Command {
        Command {
            range: self.range(node),
            assignments: Vec::new(),
            name: None,
            args: Vec::new(),
            redirects: Vec::new(),
            after: place.after,
            nesting: place.nesting,
            pipeline: place.pipeline,
        }
    }

    fn command(&mut self, node: Node<'_>, place: Place, redirects: &[Node<'_>]) {
        let mut command = self.empty_command(node, place);
        for child in children(node) {
            match child.kind() {
                "variable_assignment" if command.name.is_none() => {
                    command.assignments.push(self.assignment(child));
                }
                kind if kind.ends_with("_redirect") => {
                    if !redirects.contains(&child) {
                        command.redirects.push(self.redirect(child));
                    }
                }
                "comment" => {}
                "command_name" => command.name = Some(self.word(child)),
                _ if command.name.is_none() => command.name = Some(self.word(child)),
                _ => command.args.push(self.word(child)),
            }
        }
        for redirect in redirects {
            let lowered = self.redirect(*redirect);
            command.range = command.range.cover(lowered.range);
            command.redirects.push(lowered);
        }
        self.script.commands.push(command);
        self.substitutions(node, place);
    }

    fn assignment(&self, node: Node<'_>) -> Assignment {
        let name = node.child_by_field_name("name").map(|name| self.slice(name).to_owned());
        let value = node.child_by_field_name("value").map(|value| self.word(value));
        Assignment { name: name.unwrap_or_default(), value, range: self.range(node) }
    }

    fn redirect(&self, node: Node<'_>) -> Redirect {
        let target = node.child_by_field_name("destination").map(|target| self.word(target));
        let operator = children(node)
            .into_iter()
            .find(|child| !child.is_named())
            .map(|operator| self.slice(operator).to_owned())
            .unwrap_or_default();
        // The body of a heredoc is no part of the command line.
        let end = children(node)
            .iter()
            .find(|child| child.kind() == "heredoc_start")
            .map_or(node.end_byte(), Node::end_byte);
        let descriptor = node.child_by_field_name("descriptor").map(|number| self.slice(number).to_owned());
        let range = LocalRange(self.text.document_range(node.start_byte()..end));
        Redirect { descriptor, operator, target, range }
    }

    /// Commands inside `$(…)`, backticks and process substitutions below a node.
    fn substitutions(&mut self, node: Node<'_>, place: Place) {
        if self.depth >= MAX_DEPTH {
            self.script.incomplete = true;
            return;
        }
        self.depth += 1;
        for child in children(node).into_iter().filter(Node::is_named) {
            match child.kind() {
                "command_substitution" | "process_substitution" => {
                    self.statements(child, place.nested(|nesting| nesting.substitution = true));
                }
                "word" | "raw_string" | "variable_name" | "number" | "string_content" => {}
                _ => self.substitutions(child, place),
            }
        }
        self.depth -= 1;
    }

    fn word(&self, node: Node<'_>) -> ShellWord {
        let mut word =
            ShellWord { range: self.range(node), value: String::new(), is_literal: true, is_quoted: false };
        self.append_word(node, &mut word, 0);
        word
    }

    fn append_word(&self, node: Node<'_>, word: &mut ShellWord, depth: usize) {
        let text = self.slice(node);
        match node.kind() {
            "concatenation" | "command_name" if depth < MAX_DEPTH => {
                children(node).into_iter().for_each(|child| self.append_word(child, word, depth + 1));
            }
            "raw_string" => {
                word.is_quoted = true;
                word.value.push_str(text.trim_matches('\''));
            }
            "string" => self.append_double_quoted(node, word),
            "ansi_c_string" => {
                word.is_quoted = true;
                word.value.push_str(text.trim_start_matches('$').trim_matches('\''));
            }
            "word" | "number" | "variable_name" | "test_operator" | "extglob_pattern" => {
                append_unescaped(text, &mut word.value, |_| true);
            }
            _ if !node.is_named() => word.value.push_str(text),
            _ => {
                word.is_literal = false;
                word.value.push_str(text);
            }
        }
    }

    fn append_double_quoted(&self, node: Node<'_>, word: &mut ShellWord) {
        word.is_quoted = true;
        let has_expansion =
            children(node).iter().any(|child| child.is_named() && child.kind() != "string_content");
        word.is_literal &= !has_expansion;
        let text = self.slice(node);
        let inner = text.strip_prefix('"').unwrap_or(text);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        append_unescaped(inner, &mut word.value, |c| matches!(c, '"' | '$' | '\\' | '`'));
    }
}

/// Takes the backslash off the characters for which it is an escape.
fn append_unescaped(text: &str, value: &mut String, escapable: impl Fn(char) -> bool) {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some('\n')) => {
                chars.next();
            }
            ('\\', Some(next)) if escapable(next) => {
                value.push(next);
                chars.next();
            }
            _ => value.push(c),
        }
    }
}
