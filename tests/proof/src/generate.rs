//! Random RUN instructions from a grammar of commands that change, or show, the state of a shell.

use fastrand::Rng;

/// Commands that show state: what a neighbour left behind ends up in `/log`.
const SHOW: [&str; 28] = [
    "pwd >> /log",
    "echo \"$X:$Y:$Z\" >> /log",
    "echo \"[$IFS]\" >> /log",
    "umask >> /log",
    "echo \"$-\" >> /log",
    "echo \"$#:$*\" >> /log",
    "echo \"${OLDPWD-unset}\" >> /log",
    "echo $? >> /log",
    "tool >> /log",
    "ulimit -n >> /log",
    "echo *.txt >> /log",
    "f >> /log",
    "cat /etc/hosts >> /log",
    "ls /dev/shm >> /log",
    "echo $LINENO >> /log",
    "echo \"${_##*/}\" >> /log",
    "touch mine.txt",
    "env | grep -c '^Y=' >> /log || true",
    "set | grep -c '^X=' >> /log || true",
    "echo $((n + 1)) >> /log",
    "command -v g >> /log || echo none >> /log",
    "echo visible",
    "echo $(false; echo on) >> /log",
    "echo ${Y+set} >> /log",
    "( echo kept >&3 ) 2> /dev/null && echo open >> /log || echo closed >> /log",
    "test -e a.txt && test -e b.txt",
    "shopt -q nullglob 2> /dev/null && echo null >> /log || echo plain >> /log",
    "[ \"$-\" ] && [ \"${-#*e}\" = \"$-\" ] && echo lax >> /log || echo strict >> /log",
];

/// Commands that change state.
const CHANGE: [&str; 54] = [
    "X=1",
    "export Y=2",
    "X=3 true",
    "X=4 :",
    "X=5 export Y",
    "unset X",
    "cd /tmp",
    "mkdir -p sub && cd sub",
    "cd ..",
    "touch a.txt b.txt",
    "rm -rf sub",
    "rm -rf /w",
    "cd / && rm -rf w",
    "umask 027",
    "set -e",
    "set -f",
    "set -u",
    "set -- a b",
    "IFS=:",
    "f() { echo f; }",
    "trap 'echo bye >> /log' EXIT",
    "exec > /out",
    "exit 0",
    "false",
    "read L < /log",
    ": ${Z:=5}",
    "echo $((n=7)) > /dev/null",
    "ulimit -n 100",
    ". /etc/env.sh",
    "eval 'X=9'",
    "ln -sf bash /bin/sh",
    "echo 10.0.0.1 h >> /etc/hosts",
    "touch /dev/shm/x",
    "printf '#!/bin/dash\\necho new\\n' > /usr/local/bin/tool && chmod +x /usr/local/bin/tool",
    "cp /usr/bin/tool /usr/local/bin/ && sed -i s/old/copied/ /usr/local/bin/tool",
    "mkdir -p /opt/x && chmod 700 /opt/x",
    "chown 1000:1000 /tmp",
    "alias g=true",
    "for i in 1 2; do X=$i; done",
    "if test -f a.txt; then X=yes; else X=no; fi",
    "true",
    "test -d /opt",
    "echo data > /data",
    "readonly R=1",
    "hash -r",
    "exec 3> /three",
    "return 0",
    "set -x",
    "set +e",
    "shopt -s nullglob",
    "set -o noglob",
    "false || true",
    "test -f nothing",
    "export X",
];

/// Shells under which the instructions run.
const SHELLS: [&str; 6] = [
    "",
    "SHELL [\"/bin/bash\", \"-c\"]\n",
    "SHELL [\"/bin/bash\", \"-e\", \"-c\"]\n",
    "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n",
    "SHELL [\"/bin/ash\", \"-c\"]\n",
    "SHELL [\"/bin/sh\", \"-ec\"]\n",
];

/// Operators, some of them across lines.
const OPERATORS: [&str; 8] =
    [" && ", " && ", " && \\\n    ", " \\\n  && ", " && \\\n  # inside\n  ", "; ", "; \\\n\t", " || "];

/// What may stand between two RUN instructions without a say in the build.
const GAPS: [&str; 8] = [
    "",
    "",
    "",
    "\n",
    "# a note\n",
    "\n# a note\n\n# another\n",
    "LABEL a=b\n",
    "EXPOSE 80\n# a note\nCMD [\"x\"]\n",
];

/// How the text is written: as it is, with another escape character, with other line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    Plain,
    Backtick,
    CarriageReturns,
}

/// A Dockerfile whose RUN instructions are kept apart, for shrinking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub shell: &'static str,
    pub workdir: &'static str,
    pub spelling: Spelling,
    /// What stands before each RUN.
    pub gaps: Vec<&'static str>,
    pub flag: &'static str,
    /// Each script as the commands and operators that make it.
    pub runs: Vec<Vec<String>>,
}

impl Case {
    pub fn random(rng: &mut Rng) -> Self {
        let count = rng.usize(2..5);
        Self {
            shell: SHELLS[rng.usize(..SHELLS.len())],
            workdir: ["/w", "/w/deep", "/"][rng.usize(..3)],
            spelling: match rng.usize(..10) {
                0 => Spelling::Backtick,
                1 => Spelling::CarriageReturns,
                _ => Spelling::Plain,
            },
            gaps: (0..count).map(|_| GAPS[rng.usize(..GAPS.len())]).collect(),
            flag: if rng.usize(..12) == 0 { "--network=default " } else { "" },
            runs: (0..count).map(|_| script(rng)).collect(),
        }
    }

    pub fn dockerfile(&self) -> String {
        let run =
            |(script, gap): (&Vec<String>, &&str)| format!("{gap}RUN {}{}\n", self.flag, script.concat());
        let runs: String = self.runs.iter().zip(&self.gaps).map(run).collect();
        let text = format!("FROM base\n{}WORKDIR {}\n{runs}", self.shell, self.workdir);
        match self.spelling {
            Spelling::Plain => text,
            Spelling::Backtick => format!("# escape=`\n{}", text.replace("\\\n", "`\n")),
            Spelling::CarriageReturns => text.replace('\n', "\r\n"),
        }
    }

    /// Smaller cases: plainly written, one RUN less, or one command less.
    pub fn smaller(&self) -> Vec<Self> {
        let without_run = (0..self.runs.len()).filter(|_| self.runs.len() > 2).map(|at| {
            let mut case = self.clone();
            case.runs.remove(at);
            case.gaps.remove(at);
            case
        });
        let plainer = std::iter::once(Self {
            spelling: Spelling::Plain,
            gaps: vec![""; self.runs.len()],
            flag: "",
            ..self.clone()
        })
        .filter(|case| case != self);
        let without_command =
            self.runs.iter().enumerate().filter(|(_, run)| run.len() > 1).flat_map(|(at, run)| {
                // Commands stand at even places, the operators between them at odd ones.
                (0..run.len()).step_by(2).map(move |command| {
                    let mut case = self.clone();
                    let first = command.saturating_sub(1);
                    case.runs[at].drain(first..(first + 2).min(run.len()));
                    case
                })
            });
        plainer.chain(without_run).chain(without_command).collect()
    }
}

/// Commands at even places, operators at odd ones.
fn script(rng: &mut Rng) -> Vec<String> {
    // A background list races with what follows, so it writes nothing and stands alone.
    if rng.usize(..40) == 0 {
        return vec!["sleep 0.01 &".to_owned()];
    }
    let mut parts = vec![command(rng, 0)];
    // As the official images write them: `set -e; a; b`.
    let is_strict = rng.usize(..6) == 0;
    if is_strict {
        parts = vec!["set -e".to_owned()];
    }
    for _ in 0..rng.usize(..4) {
        if is_strict && rng.usize(..4) > 0 {
            parts.extend(["; ".to_owned(), command(rng, 0)]);
            continue;
        }
        parts.push(OPERATORS[rng.usize(..OPERATORS.len())].to_owned());
        parts.push(command(rng, 0));
    }
    if rng.usize(..80) == 0 {
        return vec!["<<EOF\ntouch /heredoc\nEOF".to_owned()];
    }
    if rng.usize(..12) == 0 {
        parts.push([";", " # note", "; # note"][rng.usize(..3)].to_owned());
    }
    parts
}

fn command(rng: &mut Rng, depth: usize) -> String {
    let simple = |rng: &mut Rng| {
        let pool: &[&str] = if rng.bool() { &SHOW } else { &CHANGE };
        pool[rng.usize(..pool.len())].to_owned()
    };
    if depth > 1 {
        return simple(rng);
    }
    match rng.usize(..16) {
        0 => format!("( {} )", command(rng, depth + 1)),
        1 => format!("{{ {}; }}", command(rng, depth + 1)),
        2 => format!("! {}", simple(rng)),
        3 => format!("{} | cat > /piped", simple(rng)),
        4 => format!("if test -d /opt; then {}; fi", command(rng, depth + 1)),
        5 => format!("X=$({})", simple(rng)),
        _ => simple(rng),
    }
}
