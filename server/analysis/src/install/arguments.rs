//! Walking over the arguments of a command whose options are known.

use std::borrow::Cow;

use syntax::shell::ShellWord;

/// One argument of a command.
#[derive(Debug, Clone)]
pub(super) enum Argument<'s> {
    /// Option name with dashes, its value, and the word that holds the name.
    Option {
        name: Cow<'s, str>,
        value: Option<&'s str>,
        word: &'s ShellWord,
    },
    Operand(&'s ShellWord),
}

/// Splits arguments into options and operands. `with_value` lists the options that take a value; a
/// value may be attached (`-rfile`, `--index-url=X`) or follow. Clusters of short options without a
/// value (`-qy`) come apart.
pub(super) fn split<'s>(args: &'s [ShellWord], with_value: &[&str]) -> Vec<Argument<'s>> {
    let mut found = Vec::new();
    let mut rest = args.iter();
    while let Some(word) = rest.next() {
        let text = word.value.as_str();
        if text == "--" {
            found.extend(rest.by_ref().map(Argument::Operand));
        } else if let Some(name) = with_value.iter().find(|name| **name == text) {
            let value = rest.next().map(|next| next.value.as_str());
            found.push(Argument::Option { name: Cow::Borrowed(&text[..name.len()]), value, word });
        } else if text.starts_with("--") {
            let (name, value) =
                text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            found.push(Argument::Option { name: Cow::Borrowed(name), value, word });
        } else if text.len() > 1 && text.starts_with('-') {
            found.extend(short_options(text, word, with_value));
        } else {
            found.push(Argument::Operand(word));
        }
    }
    found
}

fn short_options<'s>(text: &'s str, word: &'s ShellWord, with_value: &[&str]) -> Vec<Argument<'s>> {
    let takes_value = |name: &&&str| name.len() == 2 && text.starts_with(**name);
    if with_value.iter().any(|name| takes_value(&name)) {
        let value = text[2..].strip_prefix('=').unwrap_or(&text[2..]);
        return vec![Argument::Option { name: Cow::Borrowed(&text[..2]), value: Some(value), word }];
    }
    let letters = text.chars().skip(1);
    letters
        .map(|letter| Argument::Option { name: Cow::Owned(format!("-{letter}")), value: None, word })
        .collect()
}
