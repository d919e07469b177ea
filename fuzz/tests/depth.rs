//! Texts that are nested without end: nobody writes them, but a stack that overflows ends the whole server,
//! and no guard catches that. Each target reads them on a stack of the size that the server's threads have.

use std::thread;

use fuzz::named;

/// A quarter of what tokio gives a blocking thread.
const STACK_BYTES: usize = 512 << 10;
/// Far more levels than fit on the stack where each takes a frame, and still read in a moment.
const LEVELS: usize = 2_500;

/// `open` and `close` around a core, as often as that.
fn nested(open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(LEVELS), close.repeat(LEVELS))
}

/// Runs a target over a text; a stack that overflows ends the test program.
fn survives(target: &'static str, input: &[u8]) {
    let run = named(target).expect("a target").run;
    let input = input.to_owned();
    let thread = thread::Builder::new().name(target.to_owned()).stack_size(STACK_BYTES);
    thread.spawn(move || run(&input)).expect("a thread").join().expect("the target holds");
}

fn dockerfiles() -> Vec<(&'static str, String)> {
    let marker = nested("(", "python_version > '3'", ")");
    vec![
        ("variables in ENV", format!("ENV X={}", nested("${a:-", "", "}"))),
        ("variables in FROM", format!("FROM {}", nested("${a:-", "", "}"))),
        ("variables in quotes", format!("LABEL a=\"{}\"", nested("${a:+", "x", "}"))),
        ("ONBUILD", nested("ONBUILD ", "RUN true", "")),
        ("arrays", format!("CMD {}", nested("[", "", "]"))),
        ("substitutions", format!("RUN {}", nested("$(", "a", ")"))),
        ("substitutions in quotes", format!("RUN {}", nested("echo \"$(", "", ")\""))),
        ("backquotes", format!("RUN {}", nested("`echo \\", "", "`"))),
        ("subshells", format!("RUN {}", nested("(", "a", ")"))),
        ("groups", format!("RUN {}", nested("{ ", "a;", "}"))),
        ("conditions", format!("RUN {}", nested("if a; then ", "b", "; fi"))),
        ("loops", format!("RUN {}", nested("while a; do ", "b", "; done"))),
        ("functions", format!("RUN {}", nested("f() { ", "b", "; }"))),
        ("negations", format!("RUN {}", nested("! ", "a", ""))),
        ("lists", format!("RUN {}", nested("a && ", "b", ""))),
        ("pipelines", format!("RUN {}", nested("a | ", "b", ""))),
        ("arithmetic", format!("RUN echo $(({}))", nested("(", "1", ")"))),
        ("shells", format!("RUN {}", nested("bash -c ", "x", ""))),
        ("markers", format!("RUN pip install \"torch; {marker}\"")),
        ("heredocs", format!("RUN {}\n", (0..LEVELS).map(|name| format!("<<E{name} ")).collect::<String>())),
        ("continuations", format!("RUN a {}b", "\\\n".repeat(LEVELS))),
    ]
}

#[test]
fn no_dockerfile_is_too_deep() {
    for (name, instruction) in dockerfiles() {
        println!("{name}");
        let text = format!("FROM debian:12\n{instruction}\n");
        for target in ["dockerfile", "formatting"] {
            survives(target, text.as_bytes());
        }
        // The cursor lies in the instruction.
        survives("cursor", &[text.as_bytes(), &[40, 0]].concat());
    }
}

#[test]
fn no_file_beside_one_is_too_deep() {
    let marker = nested("(", "python_version > '3'", ")");
    let (lists, tables) = (nested("[", "", "]"), nested("{a: ", "b", "}"));
    let tables_of_toml = nested("{a=", "1", "}");
    for (target, text) in [
        ("requirements", format!("torch ; {marker}")),
        ("context_files", format!("=== requirements.txt\ntorch ; {marker}\n")),
        ("context_files", format!("=== pyproject.toml\n[project]\ndependencies = {lists}\n")),
        ("context_files", format!("=== environment.yml\ndependencies: {lists}\n")),
        ("context_files", format!("=== Pipfile.lock\n{}", nested("{\"default\":", "1", "}"))),
        ("context_files", format!("=== requirements.txt\n{}", "-r requirements.txt\n".repeat(50))),
        ("context_files", format!("=== requirements.txt\n{}", "-c requirements.txt\n".repeat(50))),
        ("builds", format!("services: {lists}")),
        ("builds", format!("services: {tables}")),
        ("builds", format!("services:\n {}", nested("- ", "a", ""))),
        ("builds", format!("a = {}", nested("(", "1", ")"))),
        ("builds", format!("a = {}", nested("!", "true", ""))),
        ("builds", format!("a = {}", nested("1 + ", "1", ""))),
        ("builds", format!("a = {lists}")),
        ("builds", format!("a = \"{}\"", nested("${\"", "", "\"}"))),
        ("builds", nested("a {\n", "", "}\n")),
        ("builds", nested("{\"target\":", "1", "}")),
        ("hadolint_settings", format!("ignored: {lists}")),
        ("hadolint_settings", format!("override: {tables}")),
        ("settings", format!("a = {lists}")),
        ("settings", format!("a = {tables_of_toml}")),
        ("settings", format!("a{} = 1", nested(".a", "", ""))),
        ("settings", nested("{\"rules\":", "1", "}")),
        ("session", nested("[", "", "]")),
        ("registry_answers", nested("{\"config\":", "1", "}")),
        ("project_files", nested("<a>", "", "</a>")),
        ("repository_indexes", nested("<package>", "", "</package>")),
    ] {
        println!("{target}: {}", &text[..text.len().min(60)]);
        survives(target, text.as_bytes());
    }
}
