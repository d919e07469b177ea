use std::sync::mpsc;

use analysis::facts::ScriptDialect;

use super::find::find;
use super::*;

fn script(text: &str) -> ShellScript {
    ShellScript { dialect: ScriptDialect::Dash, text: text.to_owned() }
}

fn codes(answer: &Fact<[ScriptComment]>) -> Vec<u32> {
    answer.value().map_or(Vec::new(), |comments| comments.iter().map(|comment| comment.code).collect())
}

/// The real program; tests of it are skipped where it is not installed.
fn real() -> Option<PathBuf> {
    let found = find(None).ok();
    if found.is_none() {
        eprintln!("skipped: shellcheck not found");
    }
    found
}

#[test]
fn a_waiting_asker_gets_the_answer() {
    let Some(program) = real() else { return };
    let shellcheck = Shellcheck::new(program, None).expect("a folder");
    let script = script("rm $(cat x)\n");
    let answer = shellcheck.comments(&script);
    assert_eq!(codes(&answer), [2046]);
    let range = answer.value().expect("an answer")[0].range.clone();
    assert_eq!(&script.text[range], "$(cat x)");
}

#[test]
fn an_editor_is_told_when_the_answer_is_there() {
    let Some(program) = real() else { return };
    let (sender, told) = mpsc::channel();
    let on_change: OnChange = Arc::new(move || sender.send(()).unwrap_or_default());
    let shellcheck = Shellcheck::new(program, Some(on_change)).expect("a folder");
    let script = script("rm $(cat x)\n");
    assert_eq!(shellcheck.comments(&script), Fact::Pending);
    told.recv_timeout(Duration::from_secs(60)).expect("it is told");
    assert_eq!(codes(&shellcheck.comments(&script)), [2046]);
}

/// Programs that are not shellcheck, as shell scripts: what they do must end soon and say why.
#[cfg(unix)]
mod impostors {
    use std::process::Command;
    use std::time::Instant;

    use super::*;

    fn answer_of(body: &str, input: &str) -> (Fact<[ScriptComment]>, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("shellcheck");
        // Written by another process: while a test beside this one starts a program, that would hold our
        // file open for writing, and then it cannot be run.
        let write = r#"printf '#!/bin/sh\n%s\n' "$1" >"$0" && chmod +x "$0""#;
        let written = Command::new("sh").args(["-c", write]).arg(&program).arg(body).status();
        assert!(written.is_ok_and(|status| status.success()));
        let shellcheck = Shellcheck::new(program, None).expect("a folder");
        (shellcheck.comments(&script(input)), folder)
    }

    fn failure(answer: &Fact<[ScriptComment]>) -> &str {
        match answer {
            Fact::Unavailable(Unavailable::Failed(why)) => why,
            other => panic!("no failure: {other:?}"),
        }
    }

    #[test]
    fn one_that_hangs_is_stopped() {
        let before = Instant::now();
        let (answer, _folder) = answer_of("exec sleep 600", "true\n");
        assert_eq!(failure(&answer), "it took more than 5 seconds");
        assert!(before.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn one_that_never_stops_talking_is_stopped() {
        let (answer, _folder) = answer_of("exec yes", "true\n");
        assert_eq!(failure(&answer), "it says more than a megabyte");
    }

    #[test]
    fn one_that_does_not_listen_is_no_obstacle() {
        let (answer, _folder) = answer_of(r#"echo '{"comments":[]}'"#, &"# long\n".repeat(60_000));
        assert_eq!(codes(&answer), [0; 0]);
        assert!(answer.value().is_some());
    }

    #[test]
    fn it_stands_in_an_empty_folder_and_gets_no_options_of_its_own() {
        let body = r#"n=$(ls -A | wc -l); echo "{\"comments\":[{\"line\":1,\"endLine\":1,\"column\":1,
            \"endColumn\":1,\"level\":\"info\",\"code\":$n,\"message\":\"$PWD $* ${SHELLCHECK_OPTS-none}\"}]}""#;
        let (answer, _folder) = answer_of(body, "true\n");
        let comments = answer.value().expect("an answer");
        assert_eq!(comments[0].code, 0, "files in the folder");
        let message = &comments[0].message;
        assert!(message.contains("/layerwise-"), "{message}");
        assert!(message.ends_with("--norc --format=json1 --severity=style --shell=dash - none"), "{message}");
    }
}
