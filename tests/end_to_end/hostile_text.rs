//! Text of files on its way to terminals and Markdown.

use layerwise_tests::{Client, Folder, run, serve, uri_of};
use serde_json::json;

use crate::PROGRAM;

/// Escape sequences, other controls and an override of the direction, wherever a file can hold a text.
const HOSTILE: &str = "ARG A\u{1b}[31m=\u{1b}]0;x\u{7}\nFROM de\u{1b}[2Jbian:12\u{9b} AS st\u{1b}[1mage\u{202e}\n\
    FRM \u{1b}[5m\nRUN apt-get install cu\u{1b}[7mrl\u{8}\nRUN pip install to\u{1b}[4mrch==1\u{1b}\nCOPY --from=st\u{1b}x a\u{1b} b\n\
    ENV K\u{1b}=v SECRET\u{1b}=abc\nWORKDIR re\u{1b}l\nEXPOSE 99999\u{1b}\nLABEL a\u{1b}=b\nUSER \u{1b}\nSHELL [\"\u{1b}\"]\n";

#[test]
fn nothing_from_a_file_steers_the_terminal() {
    let name = "e\u{1b}[31mvil.Dockerfile";
    let settings = "\"\\u001b[31m\" = 1\n[rules]\n\"\\u001b[31mx\" = \"off\"\n";
    let folder = Folder::with(&[
        (name, HOSTILE),
        ("layerwise.toml", settings),
        (".hadolint.yaml", "ignored: [\"\\e[31m\"]\n"),
    ]);
    let missing = "no\u{1b}[31mthing";
    for arguments in [
        &["check", ".", "--offline", "--min-severity", "hint"][..],
        &["check", ".", "--offline", "--format", "github"],
        &["check", ".", "--offline", "--explain-env"],
        &["check", missing],
        &["size", name, "--offline"],
        &["size", name, "--offline", "--target", missing],
        &["fix", "--unsafe", "--offline", missing],
        &["parse", name],
        &["parse", "--format", "json", name],
        &["tags", "de\u{1b}[31mbian", "--offline"],
        &["tags", "registry.example/a\u{1b}:b", "--offline"],
        &["explain", missing],
        &["format", "--check", name],
        &["check", "--select", missing, name],
    ] {
        let output = run(PROGRAM, arguments, folder.path(), b"");
        let shown = format!("{}{}", output.stdout, output.stderr);
        assert!(!shown.chars().any(steers), "{arguments:?}: {shown:?}");
        assert!(!shown.is_empty() && output.code.is_some(), "{arguments:?}: {output:?}");
    }
}

fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}')
}

/// What a pipe gets to the letter, a terminal does not; what differs on a terminal is clean there as well.
#[test]
#[cfg(target_os = "linux")]
fn nothing_from_a_file_steers_a_real_terminal() {
    let name = "e\u{1b}[31mvil.Dockerfile";
    let folder = Folder::with(&[(name, HOSTILE)]);
    for arguments in [
        "fix --diff --unsafe --offline",
        "fix --stdout --unsafe --offline",
        "format --stdout",
        "check --offline --min-severity hint",
        "check --offline --explain-env",
        "size --offline",
        "parse",
    ] {
        let command = format!("'{PROGRAM}' {arguments} '{name}'");
        let output = run("script", &["-q", "-E", "never", "-c", &command, "/dev/null"], folder.path(), b"");
        if output.code != Some(0) && output.stderr.contains("unrecognized") {
            println!("skipped: this `script` opens no terminal without echo");
            return;
        }
        // The terminal ends its lines with a carriage return.
        let shown = output.stdout.replace("\r\n", "\n");
        assert!(!shown.chars().any(steers), "{arguments}: {shown:?}");
        assert!(shown.contains("vil.Dockerfile") || shown.contains("FROM"), "{arguments}: {shown:?}");
    }
    let letter = run(PROGRAM, &["fix", "--diff", "--unsafe", "--offline", name], folder.path(), b"");
    assert!(
        letter.stdout.contains("-FROM de\u{1b}[2Jbian") || letter.stdout.contains('\u{1b}'),
        "{letter:?}"
    );
}

/// What a registry says reaches a terminal without what steers it.
#[test]
fn nothing_from_a_registry_steers_the_terminal() {
    let address = serve(|target| {
        let tags = json!({"name": "a", "tags": ["1.0\u{1b}[31m", "2\u{9b}0", "3\u{202e}1", "latest"]});
        let message = json!({"errors": [{"code": "NO\u{1b}[5m", "message": "be\u{1b}]0;x\u{7}ll"}]});
        match target.contains("tags/list") {
            true => ("200 OK".to_owned(), tags.to_string()),
            false => ("404 No\u{1b}[31mt Found".to_owned(), message.to_string()),
        }
    });
    let image = format!("{}/a", address.trim_start_matches("http://"));
    let folder = Folder::with(&[("Dockerfile", &format!("FROM {image}:1\nRUN apt-get install -y curl\n"))]);
    for arguments in [
        &["tags", &image][..],
        &["tags", &image, "--format", "json"],
        &["check", "Dockerfile", "--min-severity", "hint"],
        &["size", "Dockerfile"],
        &["facts"],
    ] {
        let output = run(PROGRAM, arguments, folder.path(), b"");
        let shown = format!("{}{}", output.stdout, output.stderr);
        assert!(!shown.chars().any(steers), "{arguments:?}: {shown:?}");
        assert!(!shown.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn nothing_from_a_file_becomes_markdown() {
    let link = "[x](https://evil.example)";
    let text = format!(
        "# syntax=docker/dockerfile:1\n# {link} <img src=x>\nARG A=`{link}`<b>\nFROM debian:12 AS one\nENV E=\"{link}<script>``{link}\"\n\
         RUN pip install \"torch ; {link}\" && echo $E $A\nLABEL k=\"{link}\"\nCOPY {link} /x\nRUN --mount=type=secret,id={link} true\n"
    );
    let folder = Folder::with(&[("Dockerfile", &text)]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, &text);
    for (line, content) in text.lines().enumerate() {
        for character in 0..content.len() {
            let place =
                json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
            let hover = client.request("textDocument/hover", place);
            let page = hover["contents"]["value"].as_str().unwrap_or_default();
            let outside = without_code(page);
            assert!(
                !outside.contains("](https://evil") && !outside.contains("<script"),
                "{line}:{character}: {page}"
            );
        }
    }
}

/// A page without its code: what stands there is shown as it is.
fn without_code(page: &str) -> String {
    let (mut rest, mut found) = (page, String::new());
    while let Some(at) = rest.find('`') {
        found += &rest[..at];
        let ticks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let (fence, after) = (&rest[at..at + ticks], &rest[at + ticks..]);
        // The end is a run of as many ticks.
        let mut from = 0;
        rest = loop {
            let Some(end) = after[from..].find(fence).map(|end| from + end) else { return found + after };
            let run = after[end..].len() - after[end..].trim_start_matches('`').len();
            if run == ticks {
                break &after[end + ticks..];
            }
            from = end + run;
        };
    }
    found + rest
}
