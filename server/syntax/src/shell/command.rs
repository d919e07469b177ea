//! Simple commands as data.

use crate::LocalRange;

/// One simple command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// From the first assignment or word to the last word or redirect.
    pub range: LocalRange,
    pub assignments: Vec<Assignment>,
    /// `None` for a line that only assigns or redirects.
    pub name: Option<ShellWord>,
    pub args: Vec<ShellWord>,
    pub redirects: Vec<Redirect>,
    /// What joins it to the command before it.
    pub after: Connector,
    pub nesting: Nesting,
    /// Its place where it is part of a pipeline.
    pub pipeline: Option<PipelinePosition>,
}

/// A word after quote removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellWord {
    pub range: LocalRange,
    /// Quotes and escapes taken off; expansions stay as written (`$X`, `$(date)`).
    pub value: String,
    /// Nothing is expanded in it (a glob still may match).
    pub is_literal: bool,
    /// Any part of it is quoted.
    pub is_quoted: bool,
}

/// `NAME=value` before a command, or on its own, or given to `export` and its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    pub value: Option<ShellWord>,
    pub range: LocalRange,
}

/// A redirection; the target is missing for `>&-` and half-typed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// What is written before the operator: `2` of `2>`.
    pub descriptor: Option<String>,
    pub operator: String,
    pub target: Option<ShellWord>,
    pub range: LocalRange,
}

/// How a command follows the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connector {
    /// The first of its list.
    #[default]
    Start,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`, `&` or a new line
    Sequence,
    /// `|`
    Pipe,
}

/// What encloses a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nesting {
    pub subshell: bool,
    /// Inside `if`, `case`, or the right side of `||`: it may not run.
    pub conditional: bool,
    /// Inside `for`, `while`, `until`.
    pub looped: bool,
    pub function: bool,
    /// Inside `$(…)`, backticks or `<(…)`.
    pub substitution: bool,
    /// Ends with `&`.
    pub background: bool,
    /// After `!`.
    pub negated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelinePosition {
    pub index: usize,
    pub length: usize,
}

/// The program that a command really runs, and its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invocation<'s> {
    /// Base name: `apt-get` for `/usr/bin/apt-get`.
    pub program: &'s str,
    pub word: &'s ShellWord,
    pub args: &'s [ShellWord],
}

/// Programs that run the rest of their arguments, and those of their options that take a value.
const WRAPPERS: [(&str, &[&str]); 10] = [
    ("sudo", &["-u", "-g", "-h", "-p", "-C", "-D"]),
    ("env", &["-u", "-C", "--unset", "--chdir"]),
    ("exec", &["-a"]),
    ("command", &[]),
    ("builtin", &[]),
    ("time", &["-f", "-o"]),
    ("nice", &["-n"]),
    ("nohup", &[]),
    ("eatmydata", &[]),
    ("timeout", &["-k", "-s", "--kill-after", "--signal"]),
];

impl Command {
    /// The program behind wrappers such as `sudo -E env X=1`. `None` where the name is expanded.
    pub fn invocation(&self) -> Option<Invocation<'_>> {
        let mut word = self.name.as_ref()?;
        let mut args = self.args.as_slice();
        let mut program = base_name(&word.value);
        while let Some((_, with_value)) = WRAPPERS.iter().find(|(name, _)| *name == program) {
            let Some(start) = wrapped_start(args, with_value, program == "timeout") else { break };
            word = &args[start];
            args = &args[start + 1..];
            program = base_name(&word.value);
        }
        word.is_literal.then_some(Invocation { program, word, args })
    }
}

/// Index of the wrapped program among a wrapper's arguments.
fn wrapped_start(args: &[ShellWord], with_value: &[&str], skip_duration: bool) -> Option<usize> {
    let mut at = 0;
    while let Some(arg) = args.get(at) {
        let value = arg.value.as_str();
        if value == "--" {
            at += 1;
            break;
        } else if with_value.contains(&value) {
            at += 2;
        } else if value.starts_with('-') || is_assignment(value) {
            at += 1;
        } else {
            break;
        }
    }
    let at = at + usize::from(skip_duration);
    (at < args.len()).then_some(at)
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

fn base_name(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or(path, |slash| &path[slash + 1..])
}

impl<'s> Invocation<'s> {
    /// The first argument that is no option: `install` of `apt-get -y install curl`.
    pub fn subcommand(&self) -> Option<&'s ShellWord> {
        self.args.iter().find(|arg| !arg.value.starts_with('-'))
    }

    /// An option stands among the arguments: `-y` also inside `-qy`, `--yes` also as `--yes=…`.
    /// Words after `--` are no options.
    pub fn has_option(&self, names: &[&str]) -> bool {
        self.option(names).is_some()
    }

    /// The word in which an option stands.
    pub fn option(&self, names: &[&str]) -> Option<&'s ShellWord> {
        self.args
            .iter()
            .take_while(|arg| arg.value != "--")
            .find(|arg| names.iter().any(|name| is_option(&arg.value, name)))
    }

    /// The values of an option that takes one: `--index-url X`, `--index-url=X`, `-iX`, `-i X`.
    pub fn option_values(&self, names: &[&str]) -> Vec<&'s str> {
        let mut values = Vec::new();
        for (at, arg) in self.args.iter().enumerate() {
            for name in names {
                if arg.value == *name {
                    values.extend(self.args.get(at + 1).map(|next| next.value.as_str()));
                } else if let Some(rest) = arg.value.strip_prefix(name) {
                    let attached = if name.starts_with("--") { rest.strip_prefix('=') } else { Some(rest) };
                    values.extend(attached);
                }
            }
        }
        values
    }
}

fn is_option(arg: &str, name: &str) -> bool {
    if name.starts_with("--") {
        return arg.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='));
    }
    let cluster = arg.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    let letter = name.strip_prefix('-').filter(|letter| letter.len() == 1);
    match (cluster, letter) {
        (Some(cluster), Some(letter)) => {
            // Letters after `=` belong to a value, as in `-o=Dpkg::Use-Pty=0`.
            cluster.split('=').next().unwrap_or(cluster).contains(letter)
        }
        _ => arg == name,
    }
}
