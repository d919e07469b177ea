//! A session on the example, from `initialize` to a clean exit.

use std::fs;

use layerwise_tests::{Client, Folder, example, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

const UNTIDY: &str = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n";

fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    json!({"start": {"line": from.0, "character": from.1}, "end": {"line": to.0, "character": to.1}})
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}

#[test]
fn the_example_is_read_and_the_session_ends_well() {
    let file = example("pytorch-training/Dockerfile");
    let folder = Folder::with(&[]);
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    let uri = uri_of(&file);
    client.open(&uri, &fs::read_to_string(&file).expect("the example"));
    let errors: Vec<Value> =
        client.diagnostics(&uri, 1).into_iter().filter(|found| found["severity"] == 1).collect();
    assert_eq!(errors, [] as [Value; 0]);
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn edits_change_diagnostics_and_fixes_apply() {
    let folder = Folder::with(&[("Dockerfile", UNTIDY)]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, UNTIDY);
    assert!(codes(&client.diagnostics(&uri, 1)).contains(&"apt-lists-kept"));

    let params = json!({
        "textDocument": {"uri": uri},
        "range": range((1, 0), (1, 45)),
        "context": {"diagnostics": [], "only": ["quickfix"]},
    });
    let actions = client.request("textDocument/codeAction", params);
    let lists = actions
        .as_array()
        .and_then(|actions| {
            actions.iter().find(|action| action["diagnostics"][0]["code"] == "apt-lists-kept")
        })
        .unwrap_or_else(|| panic!("no fix in {actions}"));
    let edit = &lists["edit"]["changes"][&uri][0];
    let text = edit["newText"].as_str().expect("a text");
    client.change(&uri, 2, edit["range"].clone(), text);
    assert!(!codes(&client.diagnostics(&uri, 2)).contains(&"apt-lists-kept"));
}

#[test]
fn fix_all_is_one_action() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, UNTIDY);
    let params = json!({
        "textDocument": {"uri": uri},
        "range": range((0, 0), (0, 0)),
        "context": {"diagnostics": [], "only": ["source.fixAll.layerwise"]},
    });
    let actions = client.request("textDocument/codeAction", params);
    assert_eq!(actions.as_array().map(Vec::len), Some(1), "{actions}");
    assert_eq!(actions[0]["kind"], "source.fixAll.layerwise");
    assert!(actions[0].to_string().contains("rm -rf /var/lib/apt/lists/*"), "{actions}");
}

#[test]
fn diagnostics_are_pulled_where_the_client_pulls() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({"textDocument": {"diagnostic": {}}}));
    client.open(&uri, UNTIDY);
    let full = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(full["kind"], "full");
    assert!(codes(full["items"].as_array().expect("a list")).contains(&"apt-lists-kept"));
    let again = json!({"textDocument": {"uri": uri}, "previousResultId": full["resultId"]});
    let unchanged = client.request("textDocument/diagnostic", again);
    assert_eq!(unchanged, json!({"kind": "unchanged", "resultId": full["resultId"]}));
}

#[test]
fn settings_come_through_every_door() {
    let folder = Folder::with(&[("layerwise.toml", "[rules]\napt-lists-kept = \"error\"\n")]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let severity = |diagnostics: Vec<Value>| {
        let found = diagnostics.into_iter().find(|it| it["code"] == "apt-lists-kept");
        found.map(|it| it["severity"].clone())
    };
    let mut client = Client::start(PROGRAM, folder.path());
    client.settings = json!({"rules": {"apt-lists-kept": "warning"}});
    let capabilities = json!({"workspace": {"configuration": true}});
    client.initialize(folder.path(), capabilities, json!({"offline": true, "ofline": 1}));
    let warning = client.notification("window/showMessage");
    assert!(
        warning["message"].as_str().is_some_and(|it| it.contains("did you mean `offline`?")),
        "{warning}"
    );
    client.open(&uri, UNTIDY);
    // The answer to workspace/configuration may come before or after the first look.
    let mut seen = severity(client.diagnostics(&uri, 1));
    if seen == Some(json!(1)) {
        seen = severity(client.diagnostics(&uri, 1));
    }
    assert_eq!(seen, Some(json!(2)));
    let settings = json!({"settings": {"layerwise": {"rules": {"apt-lists-kept": "off"}}}});
    client.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(severity(client.diagnostics(&uri, 1)), None);
}

#[test]
fn a_large_document_is_kept_in_step_but_not_analysed() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    let text = "RUN true # filler\n".repeat(300_000);
    client.open(&uri, &text);
    assert_eq!(codes(&client.diagnostics(&uri, 1)), ["file-too-large"]);
    client.change(&uri, 2, range((0, 0), (299_999, 0)), UNTIDY);
    assert!(codes(&client.diagnostics(&uri, 2)).contains(&"apt-lists-kept"));
}
