//! One instruction.

use tree_sitter::Node;

use super::{
    Flag, Heredoc, HeredocRedirect, JsonArray, Pair, Token, Word, child_of_kind, named_children, range_of,
};
use crate::continuation::Joined;
use crate::{InstructionKind, Source, TextRange};

/// A view of one instruction node.
#[derive(Debug, Clone, Copy)]
pub struct Instruction<'s> {
    source: &'s Source,
    node: Node<'s>,
    kind: InstructionKind,
    range: TextRange,
}

/// What RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK run.
#[derive(Debug, Clone, Copy)]
pub enum CommandForm<'s> {
    Exec(JsonArray<'s>),
    /// The range of the command line, heredoc bodies not included.
    Shell(TextRange),
}

/// The parts of an image reference in FROM. Each part is what is written, before expansion.
#[derive(Debug, Clone, Copy)]
pub struct ImageSpec<'s> {
    /// The whole reference.
    pub word: Word<'s>,
    pub registry: Option<Word<'s>>,
    pub name: Option<Word<'s>>,
    pub tag: Option<Word<'s>>,
    pub digest: Option<Word<'s>>,
    /// A `:` for the tag is there, with or without a tag.
    pub has_tag_separator: bool,
}

impl<'s> Instruction<'s> {
    /// `None` for nodes that are no instruction.
    pub fn cast(source: &'s Source, node: Node<'s>) -> Option<Self> {
        Some(Self::new(source, node, Self::kind_of(node.kind())?))
    }

    pub(super) fn new(source: &'s Source, node: Node<'s>, kind: InstructionKind) -> Self {
        let range = super::root::trimmed(source, range_of(node));
        Self { source, node, kind, range }
    }

    /// The kind that a node's name stands for; `None` for nodes that are no instruction.
    pub(super) fn kind_of(name: &str) -> Option<InstructionKind> {
        match name {
            "template_line" => Some(InstructionKind::Unknown),
            name => Some(InstructionKind::from_keyword(name.strip_suffix("_instruction")?)),
        }
    }

    pub fn kind(self) -> InstructionKind {
        self.kind
    }

    pub fn node(self) -> Node<'s> {
        self.node
    }

    pub fn source(self) -> &'s Source {
        self.source
    }

    /// A line of a templating language: `{{ … }}`, `{% … %}`.
    pub fn is_template(self) -> bool {
        self.node.kind() == "template_line"
    }

    /// From the keyword to the last character, heredoc bodies included, the line break not.
    pub fn range(self) -> TextRange {
        self.range
    }

    pub fn text(self) -> &'s str {
        self.source.slice(self.range())
    }

    /// The keyword as written; `None` for template lines.
    pub fn keyword(self) -> Option<Token<'s>> {
        super::field(self.node, "keyword").map(|keyword| Token::new(self.source, keyword))
    }

    /// From after the keyword to the end of the command line, heredoc bodies not included.
    pub fn arguments_range(self) -> TextRange {
        let range = self.range();
        let start = self.keyword().map_or(range.start(), |keyword| keyword.range.end());
        let end = child_of_kind(self.node, "heredoc_block")
            .map_or(usize::from(range.end()), |block| block.start_byte());
        super::root::trimmed(self.source, crate::range(usize::from(start), end))
    }

    pub fn flags(self) -> Vec<Flag<'s>> {
        if !self.may_hold("--") {
            return Vec::new();
        }
        named_children(self.node)
            .into_iter()
            .filter(|child| matches!(child.kind(), "flag" | "mount_flag"))
            .map(|flag| Flag::new(self.source, flag))
            .collect()
    }

    /// The first flag of a name, given without dashes.
    pub fn flag(self, name: &str) -> Option<Flag<'s>> {
        self.flags().into_iter().find(|flag| flag.name.is_some_and(|own| own.text == name))
    }

    /// Mounts of a RUN.
    pub fn mounts(self) -> Vec<Flag<'s>> {
        self.flags().into_iter().filter(|flag| flag.is_mount()).collect()
    }

    /// What FROM builds on.
    pub fn image(self) -> Option<ImageSpec<'s>> {
        let image = super::field(self.node, "image")?;
        let part = |name| super::field(image, name).map(|node| Word::new(self.source, node));
        let mut cursor = image.walk();
        Some(ImageSpec {
            word: Word::new(self.source, image),
            registry: part("registry"),
            name: part("name"),
            tag: part("tag"),
            digest: part("digest"),
            has_tag_separator: image.children(&mut cursor).any(|child| child.kind() == ":"),
        })
    }

    /// `AS` of a FROM, as written.
    pub fn as_keyword(self) -> Option<Token<'s>> {
        super::field(self.node, "as").map(|node| Token::new(self.source, node))
    }

    /// The name after AS.
    pub fn stage_name(self) -> Option<Token<'s>> {
        super::field(self.node, "alias").map(|node| Token::new(self.source, node))
    }

    /// Words after a complete FROM: BuildKit refuses them.
    pub fn extra_words(self) -> Vec<Word<'s>> {
        self.words_of_field("extra")
    }

    /// The type of a HEALTHCHECK: CMD or NONE, as written.
    pub fn healthcheck_type(self) -> Option<Token<'s>> {
        super::field(self.node, "type").map(|node| Token::new(self.source, node))
    }

    /// The exec form, of commands and of COPY, ADD and VOLUME.
    pub fn json_array(self) -> Option<JsonArray<'s>> {
        let array = self.may_hold("[").then(|| child_of_kind(self.node, "json_array")).flatten();
        array.map(|array| JsonArray::new(self.source, array))
    }

    /// The command of RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK.
    pub fn command(self) -> Option<CommandForm<'s>> {
        let command = super::field(self.node, "command")?;
        Some(match command.kind() {
            "json_array" => CommandForm::Exec(JsonArray::new(self.source, command)),
            _ => CommandForm::Shell(super::root::trimmed(self.source, range_of(command))),
        })
    }

    /// Words of FROM's extras, COPY, ADD, VOLUME, WORKDIR, EXPOSE, STOPSIGNAL and USER in order. The
    /// user and group of USER are one word.
    pub fn words(self) -> Vec<Word<'s>> {
        if self.kind == InstructionKind::User {
            return self.user_word().into_iter().collect();
        }
        named_children(self.node)
            .into_iter()
            .filter(|child| child.kind() == "word")
            .map(|word| Word::new(self.source, word))
            .collect()
    }

    fn user_word(self) -> Option<Word<'s>> {
        let start = named_children(self.node).into_iter().find(|child| child.kind() == "word")?.start_byte();
        let mut cursor = self.node.walk();
        let colon = self.node.children(&mut cursor).find(|child| child.kind() == ":");
        let start = colon.map_or(start, |colon| start.min(colon.start_byte()));
        let end = named_children(self.node).iter().rev().find(|child| child.kind() == "word")?.end_byte();
        Some(Word::of_range(self.source, crate::range(start, end)))
    }

    fn words_of_field(self, field: &str) -> Vec<Word<'s>> {
        let mut cursor = self.node.walk();
        self.node
            .children_by_field_name(field, &mut cursor)
            .map(|word| Word::new(self.source, word))
            .collect()
    }

    /// Sources of COPY and ADD that are words; heredocs and the exec form are not among them.
    pub fn sources(self) -> Vec<Word<'s>> {
        let mut cursor = self.node.walk();
        self.node
            .children_by_field_name("source", &mut cursor)
            .filter(|source| source.kind() == "word")
            .map(|word| Word::new(self.source, word))
            .collect()
    }

    /// Destination of COPY and ADD; a heredoc is none.
    pub fn destination(self) -> Option<Word<'s>> {
        let destination = super::field(self.node, "destination")?;
        (destination.kind() == "word").then(|| Word::new(self.source, destination))
    }

    /// Pairs of ENV, LABEL and ARG.
    pub fn pairs(self) -> Vec<Pair<'s>> {
        super::children_of_kind(self.node, "pair")
            .into_iter()
            .map(|pair| Pair::new(self.source, pair))
            .collect()
    }

    /// What ONBUILD triggers.
    pub fn trigger(self) -> Option<Instruction<'s>> {
        let is_onbuild = self.kind == InstructionKind::Onbuild;
        let trigger = is_onbuild.then(|| super::field(self.node, "trigger")).flatten();
        Instruction::cast(self.source, trigger?)
    }

    /// Heredoc markers on the command line.
    pub fn heredoc_redirects(self) -> Vec<HeredocRedirect<'s>> {
        if !self.may_hold("<<") {
            return Vec::new();
        }
        let shell = child_of_kind(self.node, "shell_command");
        shell
            .into_iter()
            .chain(std::iter::once(self.node))
            .flat_map(named_children)
            .filter(|child| child.kind() == "heredoc_redirect")
            .filter_map(|redirect| HeredocRedirect::new(self.source, redirect))
            .collect()
    }

    /// The sign without which a part cannot be there stands in the text. Asked first because most
    /// instructions lack most parts, and reading text costs much less than walking nodes.
    fn may_hold(self, sign: &str) -> bool {
        self.text().contains(sign)
    }

    /// Heredocs with their bodies, in order.
    pub fn heredocs(self) -> Vec<Heredoc<'s>> {
        if !self.may_hold("<<") {
            return Vec::new();
        }
        let blocks = super::children_of_kind(self.node, "heredoc_block");
        self.heredoc_redirects()
            .into_iter()
            .zip(blocks)
            .map(|(redirect, block)| Heredoc::new(redirect, block))
            .collect()
    }

    /// A RUN whose only command is a heredoc: its body is the script.
    pub fn heredoc_script(self) -> Option<Heredoc<'s>> {
        let Some(CommandForm::Shell(range)) = self.command() else { return None };
        let heredocs = self.heredocs();
        match heredocs.as_slice() {
            [only] if only.redirect.range == range => Some(*only),
            _ => None,
        }
    }

    /// The text that the shell reads, with offsets relative to the start of the instruction. `None`
    /// in exec form, and for a heredoc script whose first line names an interpreter.
    pub fn shell_text(self, escape: char) -> Option<Joined<'s>> {
        let Some(CommandForm::Shell(command)) = self.command() else { return None };
        let base = usize::from(self.range().start());
        let text = self.source.text();
        if let Some(heredoc) = self.heredoc_script() {
            let body = self.source.slice(heredoc.body);
            return (!body.starts_with("#!"))
                .then(|| Joined::plain(body, usize::from(heredoc.body.start()) - base));
        }
        let (start, end) = (usize::from(command.start()), usize::from(command.end()));
        if let Some(read) = self.text_behind_heredoc(command, escape) {
            return Some(read);
        }
        let line = Joined::new(&text[start..end], start - base, escape);
        match self.heredocs().last() {
            Some(last) => Some(line.followed_by(&text[end..usize::from(last.end.end())], end - base)),
            None => Some(line),
        }
    }

    /// `<<EOF bash` and `<<EOF python3`: the bash grammar knows no command behind its heredoc. A shell
    /// reads the body as its script; for any other program the command line is what is left.
    fn text_behind_heredoc(self, command: TextRange, escape: char) -> Option<Joined<'s>> {
        let heredocs = self.heredocs();
        let [heredoc] = heredocs.as_slice() else { return None };
        let rest = TextRange::new(heredoc.redirect.range.end(), command.end());
        if heredoc.redirect.range.start() != command.start() || rest.is_empty() {
            return None;
        }
        let base = usize::from(self.range().start());
        let is_shell = is_shell_command(self.source.slice(rest));
        let read = if is_shell { heredoc.body } else { rest };
        let (raw, start) = (self.source.slice(read), usize::from(read.start()) - base);
        Some(if is_shell { Joined::plain(raw, start) } else { Joined::new(raw, start, escape) })
    }
}

/// `bash`, `/bin/sh -eu`: a POSIX shell with nothing but options, so that it reads its input.
fn is_shell_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let program = words.next().and_then(|path| path.rsplit('/').next());
    matches!(program, Some("sh" | "bash" | "dash" | "ash")) && words.all(|word| word.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Script;

    fn programs(run: &str) -> Vec<String> {
        let source = Source::parse(&format!("FROM x\n{run}\n"));
        let instructions = source.instructions();
        let text = instructions[1].shell_text('\\').expect("it is in shell form");
        let script = Script::parse(&text);
        script.commands.iter().filter_map(|command| Some(command.name.as_ref()?.value.clone())).collect()
    }

    #[test]
    fn heredocs_give_the_commands_that_a_shell_runs() {
        for (run, expected) in [
            ("RUN <<EOF\na\nb\nEOF", &["a", "b"][..]),
            ("RUN <<EOF bash -e\na\nb\nEOF", &["a", "b"]),
            ("RUN <<EOF python3 -u\nimport x\nEOF", &["python3"]),
            ("RUN python3 <<EOF && c\nimport x\nEOF", &["python3", "c"]),
            ("RUN <<EOF cat > /f && c\nx\nEOF", &["cat", "c"]),
        ] {
            assert_eq!(programs(run), expected, "{run}");
        }
    }
}
