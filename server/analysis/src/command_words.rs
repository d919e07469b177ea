//! Words of a command with the variables that have a value.

use std::borrow::Cow;

use syntax::expansion::{expand, parse};
use syntax::shell::{Command, ShellWord};

/// The command with every word expanded that can be; an unquoted value splits into words. Most commands have
/// nothing to expand and are not copied.
pub(crate) fn expanded<'c>(
    command: &'c Command,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Cow<'c, Command> {
    if words_of(command).all(|word| word.is_literal) {
        return Cow::Borrowed(command);
    }
    let mut command = command.clone();
    command.name = command.name.map(|name| word(&name, lookup));
    command.args = command.args.iter().flat_map(|argument| words(argument, lookup)).collect();
    for assignment in &mut command.assignments {
        assignment.value = assignment.value.take().map(|value| word(&value, lookup));
    }
    for redirect in &mut command.redirects {
        redirect.target = redirect.target.take().map(|target| word(&target, lookup));
    }
    Cow::Owned(command)
}

fn words_of(command: &Command) -> impl Iterator<Item = &ShellWord> {
    let values = command.assignments.iter().filter_map(|assignment| assignment.value.as_ref());
    let targets = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
    command.name.iter().chain(&command.args).chain(values).chain(targets)
}

fn words(argument: &ShellWord, lookup: &dyn Fn(&str) -> Option<String>) -> Vec<ShellWord> {
    let whole = word(argument, lookup);
    if argument.is_literal || !whole.is_literal || argument.is_quoted {
        return vec![whole];
    }
    let part = |text: &str| ShellWord { value: text.to_owned(), ..whole.clone() };
    whole.value.split_whitespace().map(part).collect()
}

/// The word with its variables replaced; as it is where one has no value.
fn word(written: &ShellWord, lookup: &dyn Fn(&str) -> Option<String>) -> ShellWord {
    let runs_commands = written.value.contains("$(") || written.value.contains('`');
    if written.is_literal || runs_commands {
        return written.clone();
    }
    let template = parse(&written.value, '\\');
    let expanded = expand(&template, lookup);
    if template.error.is_some() || !expanded.unset.is_empty() {
        return written.clone();
    }
    ShellWord { value: expanded.text, is_literal: true, ..written.clone() }
}
