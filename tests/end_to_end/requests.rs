//! One test a request, on a document that has something of everything.

use layerwise_tests::{Client, Folder, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;
use crate::scene::{self, Session};

const TEXT: &str = "\
ARG VERSION=12\n\
FROM debian:$VERSION AS base\n\
COPY data.txt /data/\n\
RUN <<EOF\n\
echo one\n\
EOF\n\
FROM base AS final\n\
COPY --from=base /data /data\n\
";

/// A session on [`TEXT`].
fn session() -> Session {
    session_with(json!({}))
}

fn session_with(capabilities: Value) -> Session {
    let files = [("data.txt", "1"), ("other/Dockerfile", "FROM a AS elsewhere\n")];
    Session::open(TEXT, &files, capabilities)
}

fn position_of(needle: &str) -> Value {
    scene::position_of(TEXT, needle)
}

fn lines(ranges: &Value, path: &[&str]) -> Vec<u64> {
    let line = |item: &Value| path.iter().fold(item, |item, key| &item[*key])["start"]["line"].as_u64();
    ranges.as_array().expect("a list").iter().filter_map(line).collect()
}

#[test]
fn definitions_lead_to_stages_variables_and_files() {
    let mut session = session();
    let stage = session.at("textDocument/definition", "base /data", json!({}));
    assert_eq!(stage["range"]["start"], json!({"line": 1, "character": 24}));
    let variable = session.at("textDocument/definition", "VERSION AS", json!({}));
    assert_eq!(variable["range"]["start"], json!({"line": 0, "character": 4}));
    let declaration = session.at("textDocument/declaration", "VERSION AS", json!({}));
    assert_eq!(declaration["range"], variable["range"]);
}

#[test]
fn clients_with_links_get_links() {
    let mut session = session_with(json!({"textDocument": {"definition": {"linkSupport": true}}}));
    let links = session.at("textDocument/definition", "base /data", json!({}));
    assert_eq!(links[0]["targetSelectionRange"]["start"], json!({"line": 1, "character": 24}));
}

#[test]
fn references_and_highlights_find_every_place() {
    let mut session = session();
    let all =
        session.at("textDocument/references", "base\n", json!({"context": {"includeDeclaration": true}}));
    assert_eq!(lines(&all, &["range"]), [1, 6, 7]);
    let uses =
        session.at("textDocument/references", "base\n", json!({"context": {"includeDeclaration": false}}));
    assert_eq!(lines(&uses, &["range"]), [6, 7]);
    let marked = session.at("textDocument/documentHighlight", "base\n", json!({}));
    assert_eq!(lines(&marked, &["range"]), [1, 6, 7]);
    let linked = session.at("textDocument/linkedEditingRange", "EOF", json!({}));
    assert_eq!(linked["ranges"].as_array().map(Vec::len), Some(2), "{linked}");
}

#[test]
fn rename_changes_every_place_or_says_why_not() {
    let mut session = session();
    let prepared = session.at("textDocument/prepareRename", "base\n", json!({}));
    assert_eq!(prepared["placeholder"], "base");
    let edit = session.at("textDocument/rename", "base\n", json!({"newName": "system"}));
    let edits = edit["changes"][&session.uri].as_array().expect("edits").clone();
    assert_eq!(edits.len(), 3);
    assert!(edits.iter().all(|edit| edit["newText"] == "system"));
    let params =
        json!({"textDocument": {"uri": session.uri}, "position": position_of("COPY"), "newName": "x"});
    let refused = session.client.exchange("textDocument/rename", params);
    assert_eq!(refused["error"]["code"], -32803, "{refused}");
}

#[test]
fn the_outline_has_stages_as_parents() {
    let mut flat = session();
    let symbols = flat.whole("textDocument/documentSymbol");
    assert!(symbols[0]["location"].is_object(), "{symbols}");
    let nested = json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut session = session_with(nested);
    let symbols = session.whole("textDocument/documentSymbol");
    let parents: Vec<&Value> = symbols
        .as_array()
        .expect("a list")
        .iter()
        .filter(|symbol| symbol["children"][0].is_object())
        .collect();
    assert_eq!(parents.len(), 2, "{symbols}");
}

#[test]
fn a_search_finds_stages_of_other_files() {
    let mut session = session();
    let found = session.client.request("workspace/symbol", json!({"query": "elsew"}));
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["location"]["uri"].as_str().is_some_and(|uri| uri.ends_with("/other/Dockerfile")));
}

#[test]
fn copies_follow_a_renamed_file() {
    let mut session = session_with(json!({"workspace": {
        "fileOperations": {"willRename": true}, "workspaceEdit": {"documentChanges": true},
    }}));
    session.folder.write("closed.Dockerfile", "FROM a\nADD ./data.txt /d\n");
    let place = |name: &str| uri_of(&session.folder.file(name));
    let files = json!([{"oldUri": place("data.txt"), "newUri": place("in/rows.txt")}]);
    let edit = session.client.request("workspace/willRenameFiles", json!({"files": files}));
    let changed = edit["documentChanges"].as_array().expect("a list");
    let told: Vec<_> = changed
        .iter()
        .map(|it| {
            (
                &it["textDocument"]["version"],
                &it["edits"][0]["newText"],
                it["edits"][0]["range"]["start"]["line"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [(&json!(1), &json!("in/rows.txt"), Some(2)), (&Value::Null, &json!("in/rows.txt"), Some(1))]
    );
    let outside = json!([{"oldUri": place("data.txt"), "newUri": "file:///elsewhere/data.txt"}]);
    assert_eq!(session.client.request("workspace/willRenameFiles", json!({"files": outside})), Value::Null);
}

#[test]
fn folds_selections_and_links() {
    let mut session = session();
    let folds = session.whole("textDocument/foldingRange");
    let starts: Vec<u64> =
        folds.as_array().expect("a list").iter().filter_map(|fold| fold["startLine"].as_u64()).collect();
    assert!(starts.contains(&1) && starts.contains(&3), "{folds}");
    let params = json!({"textDocument": {"uri": session.uri}, "positions": [position_of("one")]});
    let selection = session.client.request("textDocument/selectionRange", params);
    let depth = std::iter::successors(Some(&selection[0]), |range| range.get("parent")).count();
    assert!(depth >= 3, "{selection}");
    let links = session.whole("textDocument/documentLink");
    assert!(links.to_string().contains("hub.docker.com/_/debian"), "{links}");
}

#[test]
fn signatures_show_the_part_at_the_cursor() {
    let mut session = session();
    let help = session.at("textDocument/signatureHelp", "/data/\n", json!({}));
    assert!(help["signatures"][0]["label"].as_str().is_some_and(|label| label.starts_with("COPY")), "{help}");
    assert!(help["activeParameter"].is_u64(), "{help}");
}

#[test]
fn semantic_tokens_come_whole_in_part_and_as_changes() {
    let mut session = session();
    let whole = session.whole("textDocument/semanticTokens/full");
    let data = whole["data"].as_array().expect("numbers").clone();
    assert!(data.len() > 50 && data.len().is_multiple_of(5), "{}", data.len());
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
    let params = json!({"textDocument": {"uri": session.uri}, "range": range});
    let part = session.client.request("textDocument/semanticTokens/range", params);
    assert!(part["data"].as_array().is_some_and(|part| part.len() < data.len()), "{part}");

    let same = json!({"textDocument": {"uri": session.uri}, "previousResultId": whole["resultId"]});
    let nothing = session.client.request("textDocument/semanticTokens/full/delta", same);
    assert_eq!(nothing["edits"], json!([]), "{nothing}");
    let start = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    session.client.change(&session.uri.clone(), 2, start, "# a comment\n");
    let changed = json!({"textDocument": {"uri": session.uri}, "previousResultId": nothing["resultId"]});
    let edits = session.client.request("textDocument/semanticTokens/full/delta", changed);
    assert_eq!(edits["edits"].as_array().map(Vec::len), Some(1), "{edits}");
    let stale = json!({"textDocument": {"uri": session.uri}, "previousResultId": "nope"});
    let all = session.client.request("textDocument/semanticTokens/full/delta", stale);
    assert!(all["data"].is_array(), "{all}");
}

#[test]
fn formatting_of_the_document_a_range_and_a_line() {
    let mut session = session();
    let uri = session.uri.clone();
    let start = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}});
    session.client.change(&uri, 2, start, "arg  ");
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let document = json!({"uri": uri});
    let edits = session
        .client
        .request("textDocument/formatting", json!({"textDocument": document, "options": options}));
    assert!(edits.to_string().contains("ARG"), "{edits}");
    let elsewhere = json!({"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 4}});
    let params = json!({"textDocument": document, "options": options, "range": elsewhere});
    assert_eq!(session.client.request("textDocument/rangeFormatting", params), json!([]));
    let run = json!({"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}});
    session.client.change(&uri, 3, run, "RUN a \\\n\n");
    let position = json!({"line": 3, "character": 0});
    let params = json!({"textDocument": document, "options": options, "position": position, "ch": "\n"});
    let indent = session.client.request("textDocument/onTypeFormatting", params);
    assert_eq!(indent[0]["newText"], "    ", "{indent}");
}

#[test]
fn completion_offers_what_may_stand_here() {
    let mut session = session();
    let list = session.at("textDocument/completion", "base /data", json!({}));
    let labels: Vec<&str> =
        list["items"].as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect();
    assert!(labels.contains(&"base"), "{labels:?}");
}

#[test]
fn a_list_says_once_what_its_items_share() {
    let defaults = json!({"itemDefaults": ["commitCharacters", "editRange", "data"]});
    let capabilities = json!({"textDocument": {"completion": {"completionList": defaults}}});
    let text = "FROM nvidia/cuda:13\n";
    let (mut with, mut without) =
        (Session::open(text, &[], capabilities), Session::open(text, &[], json!({})));
    let ask = |session: &mut Session| {
        let list = session.at("textDocument/completion", "13", json!({}));
        let first = list["items"][0].clone();
        (list, first)
    };
    let ((list, short), (_, long)) = (ask(&mut with), ask(&mut without));
    assert_eq!(list["itemDefaults"]["editRange"], long["textEdit"]["range"], "{list}");
    assert_eq!(list["itemDefaults"]["data"], long["data"]);
    assert_eq!(short["textEditText"], long["textEdit"]["newText"]);
    assert!(short.get("textEdit").is_none() && short.get("data").is_none(), "{short}");
    assert!(long.get("textEditText").is_none(), "{long}");
    // The client puts the defaults back before it asks for more.
    let mut whole = short.clone();
    whole["data"] = list["itemDefaults"]["data"].clone();
    let resolved = with.client.request("completionItem/resolve", whole);
    let documentation = resolved["documentation"]["value"].as_str().expect("documentation");
    assert!(documentation.contains("CUDA"), "{documentation}");
}

#[test]
fn code_lenses_show_what_a_stage_comes_to() {
    let mut session = session();
    let lenses = session.whole("textDocument/codeLens");
    assert!(
        lenses
            .as_array()
            .is_some_and(|lenses| lenses.iter().all(|lens| lens["command"]["title"].is_string())),
        "{lenses}"
    );
}

#[test]
fn documents_that_are_not_open_have_no_answers() {
    let mut session = session();
    session.uri = "file:///nowhere/Dockerfile".to_owned();
    assert_eq!(session.at("textDocument/hover", "FROM", json!({})), Value::Null);
    assert_eq!(session.whole("textDocument/documentSymbol"), Value::Null);
}

#[test]
fn a_rule_is_switched_off_in_the_settings() {
    let capabilities = json!({"workspace": {"workspaceEdit": {
        "documentChanges": true, "resourceOperations": ["create"]}}});
    let folder = Folder::with(&[("Dockerfile", "")]);
    let uri = uri_of(&folder.file("Dockerfile"));
    let mut client = Client::initialized(PROGRAM, folder.path(), capabilities);
    client.open(&uri, "FROM debian:12\nRUN sudo true\n");
    let mut changes = || {
        let place = json!({"line": 1, "character": 5});
        let params = json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "only": ["quickfix"]}});
        let actions = client.request("textDocument/codeAction", params);
        let mut actions = actions.as_array().expect("a list").iter();
        let action = actions.find(|action| action["title"] == "Ignore sudo in layerwise.toml");
        action.expect("it is offered")["edit"]["documentChanges"].clone()
    };
    let created = changes();
    assert_eq!(created[0]["kind"], "create");
    assert_eq!(created[1]["edits"][0]["newText"], "[rules]\n\"sudo\" = \"off\"\n");
    folder.write("layerwise.toml", "[rules]\n");
    let edited = changes();
    assert_eq!(edited[0]["edits"][0]["range"]["start"], json!({"line": 1, "character": 0}));
    assert!(edited[0]["textDocument"]["uri"].as_str().is_some_and(|uri| uri.ends_with("/layerwise.toml")));
}

#[test]
fn positions_are_counted_as_was_agreed() {
    let text = "FROM a\nRUN echo 'ß€😀' $HOME\n";
    let offers = |names: &[&str]| json!({"general": {"positionEncodings": names}});
    for (capabilities, agreed, units) in [
        (json!({}), "utf-16", 4),
        (offers(&["utf-16"]), "utf-16", 4),
        (offers(&["utf-16", "utf-8"]), "utf-8", 9),
        (offers(&["utf-32"]), "utf-32", 3),
    ] {
        let (mut session, result) = Session::started(text, &[], capabilities);
        assert_eq!(result["capabilities"]["positionEncoding"], agreed);
        let start = "RUN echo '".len() + units + "' $".len();
        let params = json!({
            "textDocument": {"uri": session.uri},
            "position": {"line": 1, "character": start},
        });
        let hover = session.client.request("textDocument/hover", params);
        let (from, to) = (&hover["range"]["start"]["character"], &hover["range"]["end"]["character"]);
        assert_eq!((from, to), (&json!(start), &json!(start + "HOME".len())), "{agreed}: {hover}");
    }
}
