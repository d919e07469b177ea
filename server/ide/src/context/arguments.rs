//! The place among the arguments of an instruction.

use std::ops::Range;

use analysis::model::InstructionInfo;
use syntax::continuation::Joined;
use syntax::{InstructionKind, TextRange};

use super::words::{open_variable, split};
use super::{Finder, Place, Site};

/// The arguments before the cursor, cut into words.
struct Typed<'t> {
    joined: Joined<'t>,
    words: Vec<Range<usize>>,
}

impl Typed<'_> {
    fn word(&self, index: usize) -> &str {
        &self.joined.text()[self.words[index].clone()]
    }

    /// The word at the cursor.
    fn current(&self) -> Range<usize> {
        self.words.last().cloned().unwrap_or_default()
    }

    /// How many flags stand at the front, the word at the cursor not counted.
    fn flags(&self) -> usize {
        let complete = self.words.len().saturating_sub(1);
        (0..complete).take_while(|&index| self.word(index).starts_with("--")).count()
    }

    /// The value of a complete flag.
    fn flag_value(&self, name: &str) -> Option<String> {
        let value = |index: usize| self.word(index).strip_prefix("--")?.strip_prefix(name)?.strip_prefix('=');
        (0..self.flags()).find_map(value).map(str::to_owned)
    }
}

impl<'m, 'a> Finder<'m, 'a> {
    pub(super) fn in_arguments(&self, info: &'m InstructionInfo<'a>, start: usize) -> Site<'m, 'a> {
        let escape = self.analysis.model.escape;
        let before = &self.text()[start..usize::from(self.offset)];
        let joined = Joined::new(before, start, escape);
        let words = split(joined.text(), escape);
        let typed = Typed { joined, words };
        let current = typed.current();
        if let Some(site) = self.variable(info, &typed.joined, current.start) {
            return site;
        }
        let flags = typed.flags();
        if flags + 1 == typed.words.len() && typed.joined.text()[current.clone()].starts_with('-') {
            return self.in_flag(info, &typed);
        }
        let index = typed.words.len() - 1 - flags;
        self.in_word(info, &typed, index)
    }

    /// The place inside a variable's name, when the cursor is in one.
    pub(super) fn variable(
        &self,
        info: &'m InstructionInfo<'a>,
        joined: &Joined<'_>,
        from: usize,
    ) -> Option<Site<'m, 'a>> {
        let escape = self.analysis.model.escape;
        let (at, in_braces) = open_variable(&joined.text()[from..], escape)?;
        let start = self.document_offset(joined, from + at);
        let end = self.word_end(|c| !(c.is_ascii_alphanumeric() || c == '_'));
        Some(self.make(Some(info), Place::Variable { in_braces }, syntax::range(start, end)))
    }

    /// Where an index of the text before the cursor lies in the document; its end is the cursor, also
    /// behind a continuation.
    pub(super) fn document_offset(&self, joined: &Joined<'_>, index: usize) -> usize {
        if index >= joined.text().len() {
            return usize::from(self.offset);
        }
        usize::from(joined.document_offset(index)).min(usize::from(self.offset))
    }

    /// A site whose range runs from an index of the joined text to the end of the word.
    fn at(
        &self,
        info: &'m InstructionInfo<'a>,
        place: Place,
        joined: &Joined<'_>,
        start: usize,
        ends: impl Fn(char) -> bool,
    ) -> Site<'m, 'a> {
        self.make(Some(info), place, syntax::range(self.document_offset(joined, start), self.word_end(ends)))
    }

    fn in_flag(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>) -> Site<'m, 'a> {
        let current = typed.current();
        let text = &typed.joined.text()[current.clone()];
        let Some(equals) = text.find('=') else {
            let ends = |c: char| c.is_whitespace() || c == '=';
            return self.at(info, Place::FlagName, &typed.joined, current.start, ends);
        };
        let flag = text[..equals].trim_start_matches('-').to_owned();
        let value_start = current.start + equals + 1;
        if flag == "mount" {
            return self.in_mount(info, typed, value_start);
        }
        let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
        let place = if copies && flag == "from" { Place::Image } else { Place::FlagValue { flag } };
        self.at(info, place, &typed.joined, value_start, char::is_whitespace)
    }

    fn in_mount(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>, start: usize) -> Site<'m, 'a> {
        let text = &typed.joined.text()[start..];
        let option_start = start + text.rfind(',').map_or(0, |comma| comma + 1);
        let option = &typed.joined.text()[option_start..];
        let before = typed.joined.text()[start..option_start].trim_end_matches(',');
        let after = &self.text()[usize::from(self.offset)..self.word_end(char::is_whitespace)];
        let behind = after.split_once(',').map_or("", |(_, behind)| behind);
        let options: Vec<(String, String)> =
            before.split(',').chain(behind.split(',')).filter_map(pair_of).collect();
        let ends = |c: char| c.is_whitespace() || c == ',';
        match option.split_once('=') {
            None => {
                let key_ends = |c: char| ends(c) || c == '=';
                self.at(info, Place::MountKey { options }, &typed.joined, option_start, key_ends)
            }
            Some((key, _)) => {
                let value_start = option_start + key.len() + 1;
                let place = match key {
                    "from" => Place::Image,
                    key => Place::MountValue { key: key.to_owned(), options },
                };
                self.at(info, place, &typed.joined, value_start, ends)
            }
        }
    }

    fn in_word(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>, index: usize) -> Site<'m, 'a> {
        let current = typed.current();
        let plain = |place| self.at(info, place, &typed.joined, current.start, char::is_whitespace);
        match info.kind() {
            InstructionKind::From if index == 0 => plain(Place::Image),
            InstructionKind::From if index == 1 => plain(Place::AfterImage),
            InstructionKind::Copy | InstructionKind::Add => self.in_path(info, typed, index),
            InstructionKind::Env | InstructionKind::Arg => self.in_pair(info, typed, index),
            InstructionKind::Healthcheck if index == 0 => plain(Place::HealthcheckType),
            InstructionKind::Run
            | InstructionKind::Cmd
            | InstructionKind::Entrypoint
            | InstructionKind::Healthcheck => self.in_command(info, typed),
            InstructionKind::Expose
            | InstructionKind::Stopsignal
            | InstructionKind::User
            | InstructionKind::Workdir
            | InstructionKind::Volume
            | InstructionKind::Shell => plain(Place::Argument),
            _ => plain(Place::Other),
        }
    }

    fn in_path(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>, index: usize) -> Site<'m, 'a> {
        let from = typed.flag_value("from");
        let current = typed.current();
        let first = typed.words.len() - 1 - index;
        let arguments = &typed.joined.text()[typed.words[first].start..];
        if arguments.starts_with('[') {
            // The exec form: the string at the cursor, without its quotes.
            let Some(quote) = open_quote(arguments) else {
                return self.make(Some(info), Place::Other, TextRange::empty(self.offset));
            };
            let index = arguments[..quote].matches(',').count();
            let start = typed.words[first].start + quote + 1;
            let ends = |c: char| c == '"' || c.is_whitespace();
            return self.at(info, Place::Path { index, from }, &typed.joined, start, ends);
        }
        self.at(info, Place::Path { index, from }, &typed.joined, current.start, char::is_whitespace)
    }

    fn in_pair(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>, index: usize) -> Site<'m, 'a> {
        let current = typed.current();
        let word = &typed.joined.text()[current.clone()];
        if let Some((name, value)) = word.split_once('=') {
            let quoted = usize::from(value.starts_with(['"', '\'']));
            let start = current.start + name.len() + 1 + quoted;
            let place = Place::DefinedValue { name: name.to_owned() };
            let ends = |c: char| c.is_whitespace() && quoted == 0 || matches!(c, '"' | '\'');
            return self.at(info, place, &typed.joined, start, ends);
        }
        // `ENV NAME value`, the old form.
        if info.kind() == InstructionKind::Env
            && index == 1
            && !typed.word(typed.words.len() - 2).contains('=')
        {
            let name = typed.word(typed.words.len() - 2).to_owned();
            let place = Place::DefinedValue { name };
            return self.at(info, place, &typed.joined, current.start, char::is_whitespace);
        }
        let ends = |c: char| c.is_whitespace() || c == '=';
        self.at(info, Place::DefinedName, &typed.joined, current.start, ends)
    }

    fn in_command(&self, info: &'m InstructionInfo<'a>, typed: &Typed<'_>) -> Site<'m, 'a> {
        let first = typed.flags() + usize::from(info.kind() == InstructionKind::Healthcheck);
        let start = typed.words.get(first).map_or(typed.joined.text().len(), |word| word.start);
        if typed.joined.text()[start..].starts_with('[') || !info.shell.is_posix() {
            return self.make(Some(info), Place::Other, TextRange::empty(self.offset));
        }
        self.in_shell_from(info, &typed.joined, start)
    }
}

fn pair_of(option: &str) -> Option<(String, String)> {
    if option.is_empty() {
        return None;
    }
    let (key, value) = option.split_once('=').unwrap_or((option, ""));
    Some((key.to_owned(), value.to_owned()))
}

/// Where the quote stands that is still open at the end of a JSON array.
fn open_quote(text: &str) -> Option<usize> {
    let mut open = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if open.is_some() => escaped = true,
            '"' => open = if open.is_some() { None } else { Some(at) },
            _ => {}
        }
    }
    open
}
