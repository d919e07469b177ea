//! The instructions that BuildKit knows.

/// The kind of an instruction; [`InstructionKind::Unknown`] for any other word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InstructionKind {
    From,
    Run,
    Cmd,
    Label,
    Maintainer,
    Expose,
    Env,
    Add,
    Copy,
    Entrypoint,
    Volume,
    User,
    Workdir,
    Arg,
    Onbuild,
    Stopsignal,
    Healthcheck,
    Shell,
    Unknown,
}

/// Keyword and kind of every known instruction.
const KEYWORDS: [(&str, InstructionKind); 18] = [
    ("FROM", InstructionKind::From),
    ("RUN", InstructionKind::Run),
    ("CMD", InstructionKind::Cmd),
    ("LABEL", InstructionKind::Label),
    ("MAINTAINER", InstructionKind::Maintainer),
    ("EXPOSE", InstructionKind::Expose),
    ("ENV", InstructionKind::Env),
    ("ADD", InstructionKind::Add),
    ("COPY", InstructionKind::Copy),
    ("ENTRYPOINT", InstructionKind::Entrypoint),
    ("VOLUME", InstructionKind::Volume),
    ("USER", InstructionKind::User),
    ("WORKDIR", InstructionKind::Workdir),
    ("ARG", InstructionKind::Arg),
    ("ONBUILD", InstructionKind::Onbuild),
    ("STOPSIGNAL", InstructionKind::Stopsignal),
    ("HEALTHCHECK", InstructionKind::Healthcheck),
    ("SHELL", InstructionKind::Shell),
];

impl InstructionKind {
    /// Every kind, the unknown one last.
    pub const EVERY: [InstructionKind; KEYWORDS.len() + 1] = {
        let mut every = [InstructionKind::Unknown; KEYWORDS.len() + 1];
        let mut at = 0;
        while at < KEYWORDS.len() {
            every[at] = KEYWORDS[at].1;
            at += 1;
        }
        every
    };

    /// Every known kind, in the order of the reference.
    pub fn all() -> impl Iterator<Item = InstructionKind> {
        KEYWORDS.iter().map(|&(_, kind)| kind)
    }

    /// The kind of a keyword in any case.
    pub fn from_keyword(word: &str) -> Self {
        KEYWORDS
            .iter()
            .find(|(keyword, _)| keyword.eq_ignore_ascii_case(word))
            .map_or(InstructionKind::Unknown, |&(_, kind)| kind)
    }

    /// The keyword in upper case; empty for [`InstructionKind::Unknown`].
    pub fn keyword(self) -> &'static str {
        KEYWORDS.iter().find(|&&(_, kind)| kind == self).map_or("", |&(keyword, _)| keyword)
    }

    /// The instruction adds a layer to the image (WORKDIR does when it creates the folder).
    pub fn makes_layer(self) -> bool {
        matches!(self, Self::Run | Self::Copy | Self::Add | Self::Workdir)
    }
}
