//! The server advertises only what it does: every capability has a row here that uses it, so that one
//! without a row fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use layerwise_tests::{Client, Folder, LIMIT, serve, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;
use crate::scene::{Session, line_range};

/// Something of everything that tokens, links, folds and actions are made for.
const TEXT: &str = "\
# syntax=docker/dockerfile:1
ARG VERSION=12
FROM debian:$VERSION AS base
COPY --link data.txt /data/
RUN apt-get update && apt-get install -y curl
RUN echo \"$HOME\" 1 && \\
    ls
RUN <<EOF
echo one
EOF
EXPOSE 80/tcp
FROM base AS final
RUN --mount=type=cache,target=/x ls
# The end
STOPSIGNAL SIGTERM
";

/// Uses one capability: the session, and the value that was advertised.
type Use = fn(&mut Session, &Value);

const USES: &[(&str, Use)] = &[
    ("positionEncoding", |_, encoding| assert_eq!(*encoding, "utf-16")),
    ("textDocumentSync.openClose", open_and_close),
    ("textDocumentSync.change", change),
    ("textDocumentSync.save", save),
    ("codeActionProvider.codeActionKinds", each_kind_of_action),
    ("completionProvider.triggerCharacters", each_completion_trigger),
    ("completionProvider.resolveProvider", resolve),
    ("signatureHelpProvider.triggerCharacters", each_signature_trigger),
    ("hoverProvider", |session, _| answers(&session.at("textDocument/hover", "EXPOSE", json!({})))),
    ("definitionProvider", |session, _| answers(&at_stage(session, "definition", json!({})))),
    ("declarationProvider", |session, _| answers(&at_stage(session, "declaration", json!({})))),
    ("referencesProvider", |session, _| {
        let context = json!({"context": {"includeDeclaration": true}});
        answers(&at_stage(session, "references", context));
    }),
    ("documentHighlightProvider", |session, _| answers(&at_stage(session, "documentHighlight", json!({})))),
    ("linkedEditingRangeProvider", |session, _| {
        answers(&session.at("textDocument/linkedEditingRange", "EOF", json!({}))["ranges"]);
    }),
    ("renameProvider.prepareProvider", |session, _| {
        answers(&at_stage(session, "prepareRename", json!({})));
        answers(&at_stage(session, "rename", json!({"newName": "x"}))["changes"]);
    }),
    ("documentSymbolProvider", |session, _| answers(&session.whole("textDocument/documentSymbol"))),
    ("workspaceSymbolProvider", |session, _| {
        answers(&session.client.request("workspace/symbol", json!({"query": "final"})));
    }),
    ("foldingRangeProvider", |session, _| answers(&session.whole("textDocument/foldingRange"))),
    ("selectionRangeProvider", |session, _| {
        let positions = json!({"positions": [{"line": 4, "character": 6}]});
        answers(&session.whole_with("textDocument/selectionRange", positions));
    }),
    ("documentLinkProvider", |session, _| answers(&session.whole("textDocument/documentLink"))),
    ("semanticTokensProvider.legend.tokenTypes", each_token_type),
    ("semanticTokensProvider.legend.tokenModifiers", each_token_modifier),
    ("semanticTokensProvider.range", |session, _| {
        let range = json!({"range": line_range(1, 3)});
        answers(&session.whole_with("textDocument/semanticTokens/range", range)["data"]);
    }),
    ("semanticTokensProvider.full.delta", tokens_as_a_change),
    ("documentFormattingProvider", |session, _| {
        session.replace("from   a\n");
        answers(&session.whole_with("textDocument/formatting", json!({"options": options()})));
    }),
    ("documentRangeFormattingProvider", |session, _| {
        session.replace("from   a\n");
        let range = json!({"options": options(), "range": line_range(0, 1)});
        answers(&session.whole_with("textDocument/rangeFormatting", range));
    }),
    ("documentOnTypeFormattingProvider.firstTriggerCharacter", |session, character| {
        let more = json!({"options": options(), "ch": character});
        let text = "FROM a\nRUN b \\\n<CURSOR>\n";
        answers(&session.at_cursor("textDocument/onTypeFormatting", text, more));
    }),
    ("inlayHintProvider.resolveProvider", |session, _| {
        let hints = session.whole_with("textDocument/inlayHint", json!({"range": line_range(0, 20)}));
        answers(&session.client.request("inlayHint/resolve", hints[0].clone())["tooltip"]);
    }),
    ("codeLensProvider", |session, _| answers(&session.whole("textDocument/codeLens"))),
    ("diagnosticProvider.identifier", |session, _| {
        answers(&session.whole("textDocument/diagnostic")["items"]);
    }),
    ("executeCommandProvider.commands", each_command),
    ("workspace.workspaceFolders.supported", folders_come_and_go),
    ("workspace.workspaceFolders.changeNotifications", folders_come_and_go),
    ("workspace.fileOperations.willRename.filters", |session, _| {
        let place = |name: &str| uri_of(&session.folder.file(name));
        let files = json!({"files": [{"oldUri": place("data.txt"), "newUri": place("rows.txt")}]});
        answers(&session.client.request("workspace/willRenameFiles", files)["changes"]);
    }),
];

/// A session of a client that asks for diagnostics, or waits to be told of them.
fn opened(asks: bool) -> (Session, Value) {
    let mut able = json!({"workspace": {"fileOperations": {"willRename": true}}});
    if asks {
        able["textDocument"] = json!({"diagnostic": {}});
    }
    let files = [("data.txt", "1"), ("sub/a.txt", "2")];
    let (session, mut result) = Session::started(TEXT, &files, able);
    (session, result["capabilities"].take())
}

#[test]
fn every_capability_is_used_and_answered() {
    let (_, capabilities) = opened(true);
    let mut advertised = Vec::new();
    leaves(&capabilities, String::new(), &mut advertised);
    for (path, _) in &advertised {
        assert!(USES.iter().any(|(used, _)| used == path), "{path} is advertised; add a row that uses it");
    }
    for (path, exercise) in USES {
        let value = advertised.iter().find_map(|(advertised, value)| (advertised == path).then_some(value));
        let value = value.unwrap_or_else(|| panic!("{path} is not advertised"));
        println!("{path}");
        exercise(&mut opened(path.starts_with("diagnosticProvider")).0, value);
    }
}

/// What is said to be there, by its path. `false` and null say that something is not, but a table that
/// holds nothing else says that the thing itself is.
fn leaves(value: &Value, path: String, found: &mut Vec<(String, Value)>) {
    let before = found.len();
    for (name, member) in value.as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        leaves(member, path, found);
    }
    if found.len() == before && !matches!(value, Value::Null | Value::Bool(false)) {
        found.push((path, value.clone()));
    }
}

/// The answer says something.
#[track_caller]
fn answers(answer: &Value) {
    let is_empty = match answer {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        other => other.is_null(),
    };
    assert!(!is_empty, "nothing was answered: {answer}");
}

fn items(list: &Value) -> &Vec<Value> {
    list.as_array().unwrap_or_else(|| panic!("a list expected, found {list}"))
}

fn options() -> Value {
    json!({"tabSize": 4, "insertSpaces": true})
}

/// Asks about a stage where it is used.
fn at_stage(session: &mut Session, request: &str, more: Value) -> Value {
    session.at(&format!("textDocument/{request}"), "base AS final", more)
}

fn open_and_close(session: &mut Session, _: &Value) {
    assert!(!session.client.diagnostics(&session.uri, 1).is_empty());
    session.client.notify("textDocument/didClose", json!({"textDocument": {"uri": session.uri}}));
    let cleared = session.client.notification("textDocument/publishDiagnostics");
    assert_eq!(cleared["diagnostics"], json!([]));
}

fn change(session: &mut Session, kind: &Value) {
    assert_eq!(*kind, 2, "changes come as pieces");
    session.client.change(&session.uri, 2, line_range(2, 4), "FROM debian:12 AS other\n");
    let list =
        session.at("textDocument/references", "base AS", json!({"context": {"includeDeclaration": true}}));
    assert_eq!(list, json!([]), "the stage is gone");
}

/// What was saved beside the document is read again.
fn save(session: &mut Session, _: &Value) {
    session.client.diagnostics(&session.uri, 1);
    session.folder.write("layerwise.toml", "[rules]\napt-lists-kept = \"error\"\n");
    session.client.notify("textDocument/didSave", json!({"textDocument": {"uri": session.uri}}));
    let is_error = |it: &Value| it["code"] == "apt-lists-kept" && it["severity"] == 1;
    while !session.client.diagnostics(&session.uri, 1).iter().any(is_error) {}
}

fn each_kind_of_action(session: &mut Session, kinds: &Value) {
    for kind in items(kinds).iter().filter_map(Value::as_str) {
        let more = json!({"range": line_range(4, 5), "context": {"diagnostics": [], "only": [kind]}});
        let actions = session.whole_with("textDocument/codeAction", more);
        answers(&actions);
        let is_of_kind = |action: &Value| action["kind"].as_str().is_some_and(|it| it.starts_with(kind));
        assert!(items(&actions).iter().all(is_of_kind), "{kind}: {actions}");
    }
}

fn each_completion_trigger(session: &mut Session, characters: &Value) {
    for character in items(characters) {
        let text = match character.as_str().expect("a character") {
            "@" => {
                digest_of_a_tag();
                continue;
            }
            ":" => "FROM nvidia/cuda:<CURSOR>",
            "/" => "FROM a\nCOPY sub/<CURSOR>",
            "=" => "FROM a AS x\nFROM b\nCOPY --from=<CURSOR>",
            "," => "FROM a\nRUN --mount=type=cache,<CURSOR>",
            "$" => "ARG A=1\nFROM a:$<CURSOR>",
            "{" => "ARG A=1\nFROM a:${<CURSOR>}",
            "-" => "FROM a\nCOPY -<CURSOR>",
            "#" => "#<CURSOR>",
            other => panic!("no example for {other}"),
        };
        let context = json!({"context": {"triggerKind": 2, "triggerCharacter": character}});
        let start = Instant::now();
        // The build context is listed behind.
        while items(&session.at_cursor("textDocument/completion", text, context.clone())["items"]).is_empty()
        {
            assert!(character == "/" && start.elapsed() < LIMIT, "nothing is offered after {text}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The one command asks the registry again; a session with nothing to ask about takes it as well.
fn each_command(session: &mut Session, commands: &Value) {
    assert_eq!(*commands, json!(["layerwise.facts.refresh"]));
    let execute = |client: &mut Client, command: &str| {
        client.exchange("workspace/executeCommand", json!({"command": command}))
    };
    assert_eq!(execute(&mut session.client, "layerwise.facts.refresh")["result"], Value::Null);
    assert_eq!(execute(&mut session.client, "rm")["error"]["code"], -32602);
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let endpoint = serve(move |target| {
        let is_list = target.contains("tags/list");
        let answer = if is_list { counted.fetch_add(1, Ordering::SeqCst) + 1 } else { 0 };
        ("200 OK".to_owned(), format!(r#"{{"tags":["{answer}.0"]}}"#))
    });
    let (mut client, place) = open_with_registry(&endpoint, "FROM own.example/a:");
    offered(&mut client, &place, "1.0");
    execute(&mut client, "layerwise.facts.refresh");
    offered(&mut client, &place, "2.0");
}

/// A session over one line, and the place at its end.
fn open_with_registry(endpoint: &str, text: &str) -> (Client, Value) {
    let folder = Folder::with(&[("Dockerfile", text)]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::start(PROGRAM, folder.path());
    let options = json!({"registries": {"own.example": {"endpoint": endpoint}}});
    client.initialize(folder.path(), json!({}), options);
    client.open(&uri, text);
    (client, json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": text.len()}}))
}

/// Waits until the first completion has this label.
fn offered(client: &mut Client, place: &Value, label: &str) {
    let start = Instant::now();
    while client.request("textDocument/completion", place.clone())["items"][0]["label"] != label {
        assert!(start.elapsed() < LIMIT, "{label} is not offered");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The smallest image: its configuration, the digest of that, and the digest of its manifest.
const CONFIGURATION: &str = r#"{"architecture":"amd64","os":"linux"}"#;
const CONFIGURATION_DIGEST: &str = "sha256:9d99a75171aea000c711b34c0e5e3f28d3d537dd99d110eafbfbc2bd8e52c2bf";
const MANIFEST_DIGEST: &str = "sha256:746149bd040cb1d72951d8d48cda127c207afbe17ffc8fcc793124006084f144";

fn smallest_image(target: &str) -> (String, String) {
    if target.contains("/blobs/") {
        return ("200 OK".to_owned(), CONFIGURATION.to_owned());
    }
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let config = format!(
        r#"{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{CONFIGURATION_DIGEST}","size":{}}}"#,
        CONFIGURATION.len()
    );
    let manifest = format!(r#"{{"schemaVersion":2,"mediaType":"{kind}","config":{config},"layers":[]}}"#);
    (format!("200 OK\r\nContent-Type: {kind}"), manifest)
}

/// Only a registry knows digests.
fn digest_of_a_tag() {
    let endpoint = serve(smallest_image);
    let (mut client, place) = open_with_registry(&endpoint, "FROM own.example/a:1@");
    offered(&mut client, &place, MANIFEST_DIGEST);
}

fn resolve(session: &mut Session, _: &Value) {
    let list = session.at_cursor("textDocument/completion", "FROM a\nRUN --<CURSOR>", json!({}));
    let item = session.client.request("completionItem/resolve", list["items"][0].clone());
    assert!(item["documentation"]["value"].is_string(), "{item}");
}

fn each_signature_trigger(session: &mut Session, characters: &Value) {
    for character in items(characters) {
        let text = match character.as_str().expect("a character") {
            " " => "FROM a\nCOPY <CURSOR>",
            "," => "FROM a\nRUN --mount=type=cache,<CURSOR>",
            other => panic!("no example for {other}"),
        };
        answers(&session.at_cursor("textDocument/signatureHelp", text, json!({}))["signatures"]);
    }
}

/// Type and modifiers of each token.
fn tokens(session: &mut Session) -> Vec<(u64, u64)> {
    let whole = session.whole("textDocument/semanticTokens/full");
    let numbers: Vec<u64> = items(&whole["data"]).iter().filter_map(Value::as_u64).collect();
    numbers.chunks(5).map(|token| (token[3], token[4])).collect()
}

fn each_token_type(session: &mut Session, names: &Value) {
    let tokens = tokens(session);
    for (kind, name) in (0..).zip(items(names)) {
        assert!(tokens.iter().any(|token| token.0 == kind), "no token is a {name}");
    }
}

fn each_token_modifier(session: &mut Session, names: &Value) {
    let used = tokens(session).iter().fold(0, |used, token| used | token.1);
    assert_eq!(used, (1 << items(names).len()) - 1, "each of {names} is used");
}

fn tokens_as_a_change(session: &mut Session, _: &Value) {
    let whole = session.whole("textDocument/semanticTokens/full");
    session.replace(&TEXT.replace("EXPOSE 80", "EXPOSE 80 81"));
    let previous = json!({"previousResultId": whole["resultId"]});
    answers(&session.whole_with("textDocument/semanticTokens/full/delta", previous)["edits"]);
}

fn folders_come_and_go(session: &mut Session, _: &Value) {
    let other = Folder::with(&[("Dockerfile", "FROM a AS elsewhere\n")]);
    let folder = json!([{"uri": uri_of(other.path()), "name": "other"}]);
    let mut found_after = |added: &Value, removed: &Value| {
        let event = json!({"event": {"added": added, "removed": removed}});
        session.client.notify("workspace/didChangeWorkspaceFolders", event);
        session.client.request("workspace/symbol", json!({"query": "elsewhere"}))
    };
    answers(&found_after(&folder, &json!([])));
    assert_eq!(found_after(&json!([]), &folder), json!([]));
}
