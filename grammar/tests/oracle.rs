//! Every fixture, instruction by instruction, against BuildKit's own parser.
//!
//! The parser comes in the Python package `dockerfile`; where that is missing the test says so and
//! passes. `PYTHON` names the interpreter, `DOCKERFILE_CORPUS` a folder of further files.

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use support::{children, damage, instructions, joined};
use tree_sitter::Node;

#[derive(Debug, Deserialize)]
struct Answer {
    path: String,
    #[serde(default)]
    instructions: Vec<Instruction>,
    error: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Instruction {
    keyword: String,
    start: usize,
    end: usize,
    flags: Vec<String>,
    heredocs: Vec<String>,
    contents: Vec<String>,
    json: bool,
}

#[test]
fn agrees_with_buildkit() {
    let Some(answers) = ask_buildkit() else { return };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for answer in &answers {
        let text = std::fs::read(&answer.path).expect("the oracle has just read it");
        let tree = support::parse(&text);
        if let Some(damage) = damage(&tree) {
            wrong.push(format!("{}: {damage}", answer.path));
        }
        if answer.error.is_some() {
            continue;
        }
        let escape = escape_character(&text);
        let ours: Vec<_> =
            instructions(&tree).into_iter().map(|node| describe(node, &text, escape)).collect();
        compared += answer.instructions.len();
        if let Some(difference) = first_difference(&ours, &answer.instructions) {
            wrong.push(format!("{}: {difference}", answer.path));
        }
    }
    println!("{} files, {compared} instructions compared, {} files differ", answers.len(), wrong.len());
    assert!(compared > 100, "the fixtures hold more than {compared} instructions");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `None`, with a word of why, where the package is not installed.
fn ask_buildkit() -> Option<Vec<Answer>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle.py");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let child = Command::new(&python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: `{python}` does not run");
        return None;
    };
    let mut stdin = child.stdin.take().expect("piped above");
    let names: String = support::fixtures().iter().map(|path| format!("{}\n", path.display())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    let output = child.wait_with_output().expect("the script ends when its input does");
    let _ = writer.join(); // the script may end before it has read everything
    if output.status.code() == Some(3) {
        println!("skipped: {}", String::from_utf8_lossy(&output.stderr).trim());
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("the script writes ASCII");
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect())
}

fn first_difference(ours: &[Instruction], theirs: &[Instruction]) -> Option<String> {
    if let Some((ours, theirs)) = ours.iter().zip(theirs).find(|(ours, theirs)| ours != theirs) {
        return Some(format!("\n  ours   {ours:?}\n  theirs {theirs:?}"));
    }
    (ours.len() != theirs.len())
        .then(|| format!("{} instructions, BuildKit has {}", ours.len(), theirs.len()))
}

fn escape_character(text: &[u8]) -> char {
    let text = String::from_utf8_lossy(text);
    let directives = text.lines().take_while(|line| line.trim_start().starts_with('#'));
    let escapes = directives.filter_map(|line| {
        let (name, value) = line.trim_start().trim_start_matches('#').split_once('=')?;
        name.trim().eq_ignore_ascii_case("escape").then(|| value.trim().starts_with('`'))
    });
    if escapes.last() == Some(true) { '`' } else { '\\' }
}

fn describe(node: Node, text: &[u8], escape: char) -> Instruction {
    let mut inner = node;
    while let Some(trigger) = inner.child_by_field_name("trigger") {
        inner = trigger;
    }
    let keyword =
        node.child_by_field_name("keyword").or(node.named_child(0)).expect("every instruction has one");
    let word = joined(keyword, text, escape).to_lowercase();
    let flags = children(node).filter(|child| child.kind().ends_with("flag"));
    // The package drops the heredocs of a trigger; the line numbers still tell of them.
    let top = if inner == node { Some(node) } else { None };
    let redirects = top.map(|node| descendants(node, "heredoc_redirect")).unwrap_or_default();
    let blocks = top.map(|node| descendants(node, "heredoc_block")).unwrap_or_default();
    Instruction {
        keyword: word.split_ascii_whitespace().next().unwrap_or_default().to_owned(),
        start: node.start_position().row,
        end: node.end_position().row,
        flags: flags.map(|flag| unquoted(&joined(flag, text, escape), escape)).collect(),
        heredocs: redirects.into_iter().map(|redirect| delimiter(redirect, text, escape)).collect(),
        contents: blocks.into_iter().map(|block| body(block, text)).collect(),
        json: !descendants(inner, "json_array").is_empty(),
    }
}

fn descendants<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    for child in children(node) {
        if child.kind() == kind {
            found.push(child);
        } else {
            found.extend(descendants(child, kind));
        }
    }
    found
}

fn delimiter(redirect: Node, text: &[u8], escape: char) -> String {
    let node = redirect.child_by_field_name("delimiter").expect("a marker has one");
    unquoted(&joined(node, text, escape), '\\')
}

fn body(block: Node, text: &[u8]) -> String {
    let body = block.child_by_field_name("body").map(|body| &text[body.byte_range()]);
    String::from_utf8_lossy(body.unwrap_or_default()).into_owned()
}

/// Without quotes and the escapes before other characters.
fn unquoted(text: &str, escape: char) -> String {
    let mut result = String::new();
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(ch) = characters.next() {
        if ch == escape {
            result.extend(characters.next());
        } else if quote == Some(ch) {
            quote = None;
        } else if quote.is_none() && (ch == '"' || ch == '\'') {
            quote = Some(ch);
        } else {
            result.push(ch);
        }
    }
    result
}
