//! How many real RUN bodies the bash grammar reads whole.
//!
//! `DOCKERFILE_CORPUS=FOLDER cargo test -p layerwise-syntax --test bodies -- --nocapture` prints the
//! figure for the Dockerfiles of a folder, and each body that is not read. What no POSIX shell would
//! read is counted apart: bodies under another SHELL or on a Windows image, and templates.

use std::collections::HashMap;
use std::path::Path;

use syntax::ast::Instruction;
use syntax::shell::{Script, ShellDialect};
use syntax::{InstructionKind, Source};

/// What is asked of a corpus, in percent.
const WANTED: f64 = 99.5;

/// The Dockerfile that is always read.
const FIXTURE: &str = include_str!("bodies.Dockerfile");

#[derive(Default)]
struct Count {
    whole: usize,
    other_shell: usize,
    template: usize,
    broken: Vec<String>,
}

#[test]
fn nearly_every_body_is_read() {
    let mut count = Count::default();
    count.add("bodies.Dockerfile", FIXTURE);
    if let Some(corpus) = std::env::var_os("DOCKERFILE_CORPUS") {
        add_folder(&mut count, Path::new(&corpus));
    }
    for broken in &count.broken {
        println!("{broken}\n");
    }
    let read = count.whole + count.broken.len();
    let percent = 100.0 * count.whole as f64 / read as f64;
    println!("{percent:.2} % of {read} bodies for a POSIX shell are read whole");
    println!("apart: {} for another shell, {} templates", count.other_shell, count.template);
    assert!(read > 5 && percent >= WANTED, "{percent:.2} % of {read}");
}

fn add_folder(count: &mut Count, folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder of Dockerfiles") {
        let path = entry.expect("a readable folder").path();
        let bytes = std::fs::read(&path).expect("a readable file");
        count.add(&path.display().to_string(), &String::from_utf8_lossy(&bytes));
    }
}

impl Count {
    fn add(&mut self, name: &str, text: &str) {
        let source = Source::parse(text);
        let mut shells = Shells::default();
        for instruction in source.instructions() {
            shells.follow(instruction, source.escape());
            if instruction.kind() == InstructionKind::Run {
                self.add_body(name, instruction, &shells, source.escape());
            }
        }
    }

    fn add_body(&mut self, name: &str, run: Instruction<'_>, shells: &Shells, escape: char) {
        let Some(text) = run.shell_text(escape) else { return };
        if !shells.is_posix {
            self.other_shell += 1;
        } else if ["{{", "{%", "<%"].iter().any(|mark| text.text().contains(mark)) {
            self.template += 1;
        } else if Script::parse(&text).incomplete {
            self.broken.push(format!("{name}\n{}", text.text()));
        } else {
            self.whole += 1;
        }
    }
}

/// Whether the shell in force reads POSIX syntax; a stage has that of the stage it is built on.
#[derive(Default)]
struct Shells {
    is_posix: bool,
    stage: Option<String>,
    stages: HashMap<String, bool>,
}

impl Shells {
    fn follow(&mut self, instruction: Instruction<'_>, escape: char) {
        if let Some(image) = instruction.image() {
            let base = image.word.text().to_ascii_lowercase();
            let windows = ["windows", "nanoserver", "servercore"].iter().any(|sign| base.contains(sign));
            self.is_posix = *self.stages.get(&base).unwrap_or(&!(windows || escape == '`'));
            self.stage = instruction.stage_name().map(|name| name.text.to_ascii_lowercase());
        }
        if instruction.kind() == InstructionKind::Shell
            && let Some(array) = instruction.json_array()
        {
            let argv = array.strings().into_iter().map(|string| string.value).collect();
            self.is_posix = ShellDialect::from_argv(argv).is_posix();
        }
        if let Some(stage) = &self.stage {
            self.stages.insert(stage.clone(), self.is_posix);
        }
    }
}
