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

/// Opens the example; its address and text.
fn example_session(folder: &Folder) -> (Client, String, String) {
    let file = example("pytorch-training/Dockerfile");
    let text = fs::read_to_string(&file).expect("the example");
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    let uri = uri_of(&file);
    client.open(&uri, &text);
    (client, uri, text)
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

#[test]
fn tags_complete_newest_first_and_replace_the_whole_tag() {
    let folder = Folder::with(&[]);
    let (mut client, uri, _) = example_session(&folder);
    let mut tags_at = |typed: &str| {
        let cursor = "FROM nvidia/cuda:".len() + typed.len();
        let list = client.request("textDocument/completion", at(&uri, 0, cursor as u32));
        assert_eq!(list["isIncomplete"], true, "there are more tags than one list holds");
        let mut items = list["items"].as_array().expect("a list").clone();
        items.sort_by_key(|item| item["sortText"].as_str().map(str::to_owned));
        items
    };
    let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
    let newest = tags_at("");
    assert!(newest.len() >= 100 && label(&newest[0]).starts_with("13."), "{}", newest[0]);
    let sorted = tags_at("11.8");
    assert!(label(&sorted[0]).starts_with("11.8"), "{}", sorted[0]);
    assert!(sorted.iter().any(|item| label(item) == "11.8.0-cudnn8-runtime-ubuntu22.04"));
    let end = "FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04".len() as u32;
    assert_eq!(sorted[0]["textEdit"]["range"], range((0, "FROM nvidia/cuda:".len() as u32), (0, end)));
    let resolved = client.request("completionItem/resolve", sorted[0].clone());
    let page = resolved["documentation"]["value"].as_str().expect("documentation");
    assert!(page.contains("CUDA"), "{page}");
}

#[test]
fn hovers_explain_the_base_image_and_instructions() {
    let folder = Folder::with(&[]);
    let (mut client, uri, _) = example_session(&folder);
    let image = client.request("textDocument/hover", at(&uri, 0, 20));
    let page = image["contents"]["value"].as_str().expect("a page");
    assert!(page.contains("cuDNN") && page.contains("22.04"), "{page}");
    let instruction = client.request("textDocument/hover", at(&uri, 4, 2));
    assert!(instruction["contents"]["value"].as_str().is_some_and(|page| page.contains("WORKDIR")));
}

#[test]
fn layers_show_their_sizes() {
    let folder = Folder::with(&[]);
    let (mut client, uri, text) = example_session(&folder);
    let lines = text.lines().count() as u32;
    let params = json!({"textDocument": {"uri": uri}, "range": range((0, 0), (lines, 0))});
    // The build context is listed behind: COPY has its size when that is done.
    let mut hints = client.request("textDocument/inlayHint", params.clone());
    let start = std::time::Instant::now();
    while hints.as_array().map_or(0, Vec::len) < 4 && start.elapsed() < layerwise_tests::LIMIT {
        std::thread::sleep(std::time::Duration::from_millis(20));
        hints = client.request("textDocument/inlayHint", params.clone());
    }
    let hints = hints.as_array().expect("a list").clone();
    let run = hints.iter().find(|hint| hint["position"]["line"] == 11).expect("a hint behind the RUN");
    let label = run["label"].as_str().expect("a text");
    assert!(label.ends_with("GB"), "torch 1.13.1 and its CUDA wheels take gigabytes: {label}");
    let resolved = client.request("inlayHint/resolve", run.clone());
    let tooltip = resolved["tooltip"]["value"].as_str().expect("a tooltip");
    assert!(tooltip.contains("torch"), "{tooltip}");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"layerwise": {"offline": true, "hints": {"layer-size": false}}}}),
    );
    assert_eq!(client.request("textDocument/inlayHint", params), json!([]));
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
fn merges_are_offered_on_every_run_of_a_group() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), json!({}));
    client.open(&uri, "FROM debian:12\nRUN make a\nRUN make b\nRUN make c\n");
    for line in 1..=3 {
        let params = json!({
            "textDocument": {"uri": uri},
            "range": range((line, 1), (line, 1)),
            "context": {"diagnostics": []},
        });
        let actions = client.request("textDocument/codeAction", params);
        let actions = actions.as_array().expect("actions");
        let titled = |title: &str| actions.iter().filter(|it| it["title"] == title).collect::<Vec<_>>();
        let whole = titled("Merge 3 RUN instructions");
        assert_eq!(whole.len(), 1, "line {line}: {actions:?}");
        assert_eq!(whole[0]["kind"], if line == 2 { "quickfix" } else { "refactor.rewrite" });
        let pair = titled("Merge with the previous RUN");
        assert_eq!(pair.len(), usize::from(line > 1), "line {line}");
        assert!(pair.iter().all(|it| it["kind"] == "refactor.rewrite"));
    }
}

#[test]
fn unsafe_edits_are_shown_before_they_are_applied() {
    let folder = Folder::with(&[("a.txt", "numpy\n")]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let shows = json!({"workspace": {"workspaceEdit": {
        "documentChanges": true, "changeAnnotationSupport": {"groupsOnLabel": true},
    }}});
    let mut client = Client::initialized(PROGRAM, folder.path(), shows);
    client.open(&uri, "FROM debian:12\nRUN make a\nRUN make b\nCOPY . .\nRUN pip install -r a.txt\n");
    let mut edit = |line: u32, title: &str| {
        let params = json!({
            "textDocument": {"uri": uri},
            "range": range((line, 1), (line, 1)),
            "context": {"diagnostics": []},
        });
        let actions = client.request("textDocument/codeAction", params);
        let found = actions.as_array().and_then(|all| all.iter().find(|it| it["title"] == title));
        found.unwrap_or_else(|| panic!("no {title} in {actions}"))["edit"].clone()
    };
    let copy = edit(3, "Copy a.txt before the install, the rest after it");
    let name = copy["documentChanges"][0]["edits"][0]["annotationId"].as_str().expect("an annotation");
    assert_eq!(copy["changeAnnotations"][name]["needsConfirmation"], true);
    let merge = edit(2, "Merge 2 RUN instructions");
    assert!(merge["changeAnnotations"].is_null() && merge["documentChanges"].is_array(), "{merge}");
}

#[test]
fn a_devel_image_is_offered_two_stages_or_told_why_not() {
    let folder = Folder::with(&[]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let title = "Make a two-stage build: build on devel, ship on runtime";
    let confirms = json!({"documentChanges": true, "changeAnnotationSupport": {"groupsOnLabel": true}});
    for (run, shows_disabled, reason) in [
        ("make", true, None),
        ("./build.sh", true, Some("line 3 runs build.sh, and whether that compiles is not known")),
        ("./build.sh", false, None),
    ] {
        let shows = json!({
            "workspace": {"workspaceEdit": confirms},
            "textDocument": {"codeAction": {"disabledSupport": shows_disabled}},
        });
        let mut client = Client::initialized(PROGRAM, folder.path(), shows);
        client.open(&uri, &format!("FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nWORKDIR /app\nRUN {run}\n"));
        let params = json!({
            "textDocument": {"uri": uri},
            "range": range((0, 8), (0, 8)),
            "context": {"diagnostics": [], "only": ["refactor"]},
        });
        let actions = client.request("textDocument/codeAction", params);
        let all = actions.as_array().expect("actions");
        let found = all.iter().find(|it| it["title"].as_str().is_some_and(|it| it.starts_with(title)));
        let Some(action) = found else {
            assert!(!shows_disabled, "{actions}");
            continue;
        };
        assert_eq!(action["disabled"]["reason"].as_str(), reason, "{action}");
        assert_eq!(action["edit"].is_null(), reason.is_some(), "{action}");
        let annotations = action["edit"]["changeAnnotations"].as_object();
        let confirmed = annotations.is_some_and(|all| all.values().all(|it| it["needsConfirmation"] == true));
        assert_eq!(confirmed, reason.is_none(), "{action}");
    }
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
    let items = full["items"].as_array().expect("a list");
    assert!(codes(items).contains(&"apt-lists-kept"));
    for item in items {
        let page = format!("/docs/rules/{}.md", item["code"].as_str().expect("a code"));
        let link = item["codeDescription"]["href"].as_str().expect("a link to the rule's page");
        assert!(link.ends_with(&page), "{link}");
    }
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
    const LINES: u32 = 1_200_000; // 20 MB
    let text = "RUN true # filler\n".repeat(LINES as usize);
    client.open(&uri, &text);
    let found = client.diagnostics(&uri, 1);
    assert_eq!(codes(&found), ["file-too-large"]);
    assert!(found[0]["message"].as_str().is_some_and(|it| it.contains("not analysed")), "{found:?}");
    let start = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}});
    assert_eq!(client.request("textDocument/hover", start), Value::Null);
    // An edit in the middle, then the rest goes: what is left shows that each was applied.
    client.change(&uri, 2, range((LINES / 2, 0), (LINES / 2, 0)), UNTIDY);
    client.change(&uri, 3, range((LINES / 2 + 2, 0), (LINES + 2, 0)), "");
    client.change(&uri, 4, range((0, 0), (LINES / 2, 0)), "");
    let left = client.diagnostics(&uri, 4);
    let lists = left.iter().find(|found| found["code"] == "apt-lists-kept");
    assert_eq!(lists.map(|found| &found["range"]["start"]["line"]), Some(&json!(1)), "{left:?}");
}
