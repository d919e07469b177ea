//! The protocol's types, and whether a message fits them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// Types of the protocol in the shape of its metaModel; `LAYERWISE_METAMODEL` names another file.
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let text = match std::env::var("LAYERWISE_METAMODEL") {
        Ok(path) => std::fs::read_to_string(path).expect("LAYERWISE_METAMODEL names a readable file"),
        Err(_) => include_str!("../protocol/model.json").to_owned(),
    };
    Model::parse(&text)
});

/// What a test says where a message does not fit: the way to the value, and what was expected there.
pub type Misfit = String;
type Fits = Result<(), Misfit>;

/// Checks an answer to a request of this method.
///
/// # Errors
/// Where the answer is not what the protocol allows.
pub fn check_answer(method: &str, answer: &Value) -> Fits {
    if let Some(error) = answer.get("error") {
        return check_error(error);
    }
    let result = answer.get("result").ok_or("an answer has a result or an error")?;
    match MODEL.messages.get(method) {
        Some(message) => MODEL.check(result, &message["result"], &format!("{method}: result")),
        None => Err(format!("{method} is no request of the protocol, and was not refused")),
    }
}

/// Errors are JSON-RPC's, so the metaModel does not have them.
fn check_error(error: &Value) -> Fits {
    fits(is_base(&error["code"], "integer"), &error["code"], "integer", "error.code")?;
    fits(error["message"].is_string(), &error["message"], "string", "error.message")
}

/// Checks a notification or request of the server.
///
/// # Errors
/// Where the message is not what the protocol allows, or not a server's to send.
pub fn check_sent(message: &Value) -> Fits {
    let method = message["method"].as_str().ok_or("the method is a text")?;
    let known = MODEL.messages.get(method).ok_or(format!("{method} is no method of the protocol"))?;
    if known["messageDirection"] == "clientToServer" {
        return Err(format!("{method} is not a server's to send"));
    }
    let params = &message["params"];
    if let Some(kind) = known.get("params") {
        MODEL.check(params, kind, &format!("{method}: params"))?;
    }
    match method {
        "client/registerCapability" => check_registrations(params),
        "$/progress" => MODEL.check(&params["value"], &work_done(), "$/progress: params.value"),
        _ => Ok(()),
    }
}

/// The options of a registration are those of its method.
fn check_registrations(params: &Value) -> Fits {
    params["registrations"].as_array().into_iter().flatten().try_for_each(|registration| {
        let method = registration["method"].as_str().unwrap_or_default();
        match MODEL.messages.get(method).and_then(|message| message.get("registrationOptions")) {
            Some(kind) => MODEL.check(&registration["registerOptions"], kind, method),
            None => Err(format!("{method} cannot be registered")),
        }
    })
}

fn work_done() -> Value {
    let names = ["WorkDoneProgressBegin", "WorkDoneProgressReport", "WorkDoneProgressEnd"];
    json!({"kind": "or", "items": names.map(reference)})
}

fn reference(name: &str) -> Value {
    json!({"kind": "reference", "name": name})
}

struct Model {
    /// Requests and notifications by method.
    messages: HashMap<String, Value>,
    /// Structures, enumerations and aliases by name.
    types: HashMap<String, Value>,
}

impl Model {
    fn parse(text: &str) -> Self {
        let mut model: Value = serde_json::from_str(text).expect("the model is JSON");
        let mut by = |lists: &[&str], key: &str| -> HashMap<String, Value> {
            let items = lists.iter().flat_map(|list| match model[*list].take() {
                Value::Array(items) => items,
                other => panic!("the model has a list of {list}, not {other}"),
            });
            items.map(|item| (item[key].as_str().expect("a name").to_owned(), item)).collect()
        };
        Self {
            messages: by(&["requests", "notifications"], "method"),
            types: by(&["structures", "enumerations", "typeAliases"], "name"),
        }
    }

    /// Whether a value is of a type. `path` leads to the value.
    fn check(&self, value: &Value, kind: &Value, path: &str) -> Fits {
        let items = || kind["items"].as_array().into_iter().flatten();
        match kind["kind"].as_str().unwrap_or_default() {
            "base" => fits(is_base(value, text(&kind["name"])), value, text(&kind["name"]), path),
            "stringLiteral" => fits(*value == kind["value"], value, text(&kind["value"]), path),
            "reference" => self.check_named(value, text(&kind["name"]), path),
            "array" => self.check_elements(value, |_| &kind["element"], path),
            "tuple" => self.check_elements(value, |at| &kind["items"][at], path),
            "map" => self.check_map(value, &kind["value"], path),
            "literal" => self.check_object(value, &[&kind["value"]], path),
            "and" => {
                let parts: Vec<&Value> = items().filter_map(|it| self.types.get(text(&it["name"]))).collect();
                self.check_object(value, &parts, path)
            }
            "or" => self.check_choice(value, items(), path),
            other => Err(format!("{path}: the model has an unknown kind of type: {other}")),
        }
    }

    fn check_named(&self, value: &Value, name: &str, path: &str) -> Fits {
        if matches!(name, "LSPAny" | "LSPObject" | "LSPArray") {
            return Ok(());
        }
        let known = self.types.get(name).ok_or(format!("the model has no type {name}"))?;
        if let Some(values) = known["values"].as_array() {
            let is_listed = values.iter().any(|it| it["value"] == *value);
            let is_open = known["supportsCustomValues"] == true;
            let fitting = is_listed || is_open && is_base(value, text(&known["type"]["name"]));
            return fits(fitting, value, name, path);
        }
        if known.get("properties").is_none() {
            return self.check(value, &known["type"], path); // an alias
        }
        self.check_object(value, &[known], path)
    }

    /// Closed: what the structures do not name is a misfit.
    fn check_object(&self, value: &Value, structures: &[&Value], path: &str) -> Fits {
        let mut properties = Map::new();
        structures.iter().for_each(|structure| self.collect(structure, &mut properties));
        let Value::Object(members) = value else { return Err(misfit(value, "an object", path)) };
        if let Some(name) = members.keys().find(|name| !properties.contains_key(*name)) {
            return Err(format!("{path}: the protocol has no property {name} here"));
        }
        properties.iter().try_for_each(|(name, property)| match members.get(name) {
            Some(member) => self.check(member, &property["type"], &format!("{path}.{name}")),
            None if property["optional"] == true => Ok(()),
            None => Err(format!("{path}: {name} is missing")),
        })
    }

    /// The properties of a structure, inherited ones too.
    fn collect(&self, structure: &Value, properties: &mut Map<String, Value>) {
        for list in ["extends", "mixins"] {
            for parent in structure[list].as_array().into_iter().flatten() {
                if let Some(parent) = self.types.get(text(&parent["name"])) {
                    self.collect(parent, properties);
                }
            }
        }
        for property in structure["properties"].as_array().into_iter().flatten() {
            properties.insert(text(&property["name"]).to_owned(), property.clone());
        }
    }

    fn check_elements<'k>(&self, value: &Value, kind: impl Fn(usize) -> &'k Value, path: &str) -> Fits {
        let Value::Array(elements) = value else { return Err(misfit(value, "a list", path)) };
        elements
            .iter()
            .enumerate()
            .try_for_each(|(at, element)| self.check(element, kind(at), &format!("{path}[{at}]")))
    }

    fn check_map(&self, value: &Value, kind: &Value, path: &str) -> Fits {
        let Value::Object(members) = value else { return Err(misfit(value, "a table", path)) };
        members.iter().try_for_each(|(name, member)| self.check(member, kind, &format!("{path}[{name:?}]")))
    }

    fn check_choice<'k>(&self, value: &Value, kinds: impl Iterator<Item = &'k Value>, path: &str) -> Fits {
        let mut misfits = Vec::new();
        for kind in kinds {
            match self.check(value, kind, path) {
                Ok(()) => return Ok(()),
                Err(misfit) => misfits.push(misfit),
            }
        }
        Err(misfits.join("; and "))
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn is_base(value: &Value, name: &str) -> bool {
    let within = |least: i64| value.as_i64().is_some_and(|it| (least..=i64::from(i32::MAX)).contains(&it));
    match name {
        "string" | "RegExp" => value.is_string(),
        "URI" | "DocumentUri" => value.as_str().is_some_and(|it| it.contains(':')),
        "integer" => within(i64::from(i32::MIN)),
        "uinteger" => within(0),
        "decimal" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn fits(fitting: bool, value: &Value, wanted: &str, path: &str) -> Fits {
    if fitting { Ok(()) } else { Err(misfit(value, wanted, path)) }
}

fn misfit(value: &Value, wanted: &str, path: &str) -> Misfit {
    let found: String = value.to_string().chars().take(80).collect();
    format!("{path}: {wanted} expected, found {found}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(method: &str, result: Value) -> Fits {
        check_answer(method, &json!({"jsonrpc": "2.0", "id": 1, "result": result}))
    }

    #[test]
    fn what_the_protocol_allows_fits() {
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 4}});
        let contents = json!({"kind": "markdown", "value": "x"});
        for (method, result) in [
            ("textDocument/hover", Value::Null),
            ("textDocument/hover", json!({"contents": contents})),
            ("textDocument/hover", json!({"contents": contents, "range": range})),
            ("textDocument/hover", json!({"contents": ["a", {"language": "sh", "value": "b"}]})),
            ("textDocument/semanticTokens/full", json!({"data": [0, 0, 4, 1, 0]})),
            ("textDocument/rename", json!({"changes": {"file:///a": [{"range": range, "newText": ""}]}})),
            ("textDocument/diagnostic", json!({"kind": "unchanged", "resultId": "1"})),
            ("shutdown", Value::Null),
        ] {
            assert_eq!(answer(method, result.clone()), Ok(()), "{method} {result}");
        }
    }

    #[test]
    fn what_it_does_not_allow_is_told_with_the_way_to_it() {
        let hover = "textDocument/hover";
        for (method, result, expected) in [
            (hover, json!({}), "result: contents is missing"),
            (hover, json!({"contents": "x", "rang": 1}), "the protocol has no property rang here"),
            (hover, json!({"contents": "x", "range": null}), "result.range: an object expected, found null"),
            (hover, json!({"contents": 7}), "result.contents: string expected, found 7"),
            (hover, json!([]), "result: an object expected, found []"),
            (
                "textDocument/semanticTokens/full",
                json!({"data": [-1]}),
                "data[0]: uinteger expected, found -1",
            ),
            ("textDocument/diagnostic", json!({"kind": "full", "items": [{}]}), "message is missing"),
            ("textDocument/foldingRange", json!([{"startLine": 1}]), "result[0]: endLine is missing"),
            ("textDocument/unheardOf", json!(1), "no request of the protocol"),
        ] {
            let misfit = answer(method, result.clone()).err().unwrap_or_default();
            assert!(misfit.contains(expected), "{result}: {misfit:?}");
        }
    }

    #[test]
    fn what_servers_send_is_checked_with_its_options() {
        let registration = |method: &str, options: Value| {
            let one = json!({"id": "1", "method": method, "registerOptions": options});
            check_sent(&json!({"method": "client/registerCapability", "params": {"registrations": [one]}}))
        };
        let watchers = json!({"watchers": [{"globPattern": "**/x"}]});
        assert_eq!(registration("workspace/didChangeWatchedFiles", watchers), Ok(()));
        assert!(registration("workspace/didChangeWatchedFiles", json!({"watcher": []})).is_err());
        assert!(registration("textDocument/publishDiagnostics", json!({})).is_err());
        let progress = |value: Value| {
            check_sent(&json!({"method": "$/progress", "params": {"token": 1, "value": value}}))
        };
        assert_eq!(progress(json!({"kind": "report", "percentage": 5})), Ok(()));
        assert!(progress(json!({"kind": "begin"})).is_err());
        assert!(check_sent(&json!({"method": "textDocument/didOpen", "params": {}})).is_err());
    }
}
