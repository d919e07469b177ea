//! Why a merge is not offered.

use std::fmt;

use syntax::InstructionKind;

/// The reason, for the detail of the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NothingToMerge,
    /// An instruction in between changes what the later RUN sees.
    Barrier(InstructionKind),
    ExecForm,
    Heredoc,
    /// The shell is none whose rules are known: its program.
    OtherShell(String),
    /// A login or interactive shell reads start-up files that an earlier RUN may change.
    StartupFiles,
    DifferentShells,
    DifferentFlags,
    /// A mount whose contents do not outlive their RUN: its type.
    TransientMount(String),
    /// The shell text is not understood.
    Unreadable,
    /// Together they would be longer than one argument of a process may be.
    TooLong,
    /// `&`: the process would live on into the next command.
    Background,
    /// A command that leaves something which no subshell holds back.
    Command(String),
    /// A variable that the shell itself changes: `$LINENO`, `$_`.
    ShellVariable(String),
    /// A path whose contents do not outlive a RUN, or that the shell itself depends on.
    Path(String),
    /// The working directory may be gone for the later command.
    WorkingDirectory,
    /// `set -e` (or a shell with `-e`) stops at a command in the middle, which `&&` would prevent.
    ErrorExit,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToMerge => f.write_str("there are no two RUN instructions side by side"),
            Self::Barrier(kind) => write!(f, "{} stands in between", kind.keyword()),
            Self::ExecForm => f.write_str("one of them is in exec form"),
            Self::Heredoc => f.write_str("one of them has a heredoc"),
            Self::OtherShell(program) => write!(f, "the rules of the shell {program} are not known"),
            Self::StartupFiles => {
                f.write_str("the shell reads start-up files, which the earlier RUN may change")
            }
            Self::DifferentShells => f.write_str("they run in different shells"),
            Self::DifferentFlags => f.write_str("their flags differ"),
            Self::TransientMount(kind) => {
                write!(f, "what is written to a {kind} mount is gone after each RUN")
            }
            Self::Unreadable => f.write_str("the shell text cannot be read"),
            Self::TooLong => f.write_str("together they are too long for one command line"),
            Self::Background => f.write_str("a background process would live on into the next command"),
            Self::Command(name) => write!(f, "{name} leaves something that the next command would see"),
            Self::ShellVariable(name) => write!(f, "${name} would have another value"),
            Self::Path(path) => write!(f, "{path} is not the same for the next RUN"),
            Self::WorkingDirectory => {
                f.write_str("the working directory may be removed, and each RUN makes it anew")
            }
            Self::ErrorExit => f.write_str("set -e stops inside the earlier RUN, which && would prevent"),
        }
    }
}

impl std::error::Error for Refusal {}
