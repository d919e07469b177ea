//! The schema that editors share, as the check of what people wrote.

use std::fmt;
use std::sync::LazyLock;

use analysis::spelling::nearest;
use serde_json::{Map, Value};

/// The one description of every setting; editors read the same file.
static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../settings.schema.json");
    serde_json::from_str(text).expect("a test reads the embedded schema")
});

/// A setting that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// With dots between the levels.
    pub key: String,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// No such key.
    Unknown { nearest: Option<String> },
    /// A value that the key does not take; what it takes.
    Invalid { expected: String },
    /// A key that does not hold where it stands.
    Refused { why: &'static str },
}

impl Problem {
    pub fn invalid(key: &str, expected: impl Into<String>) -> Self {
        Self { key: key.to_owned(), kind: ProblemKind::Invalid { expected: expected.into() } }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ProblemKind::Unknown { nearest: Some(nearest) } => {
                write!(f, "unknown setting `{}`; did you mean `{nearest}`?", self.key)
            }
            ProblemKind::Unknown { nearest: None } => {
                write!(f, "unknown setting `{}`; it is ignored", self.key)
            }
            ProblemKind::Invalid { expected } => write!(f, "`{}` {expected}", self.key),
            ProblemKind::Refused { why } => write!(f, "`{}` is ignored here; {why}", self.key),
        }
    }
}

/// Removes what the schema does not know or allow.
pub fn prune(value: &mut Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !keep(value, &SCHEMA, "", &mut problems) {
        *value = Value::Object(Map::new());
    }
    problems
}

/// Whether a value fits; what does not fit inside of it is removed.
fn keep(value: &mut Value, schema: &Value, key: &str, problems: &mut Vec<Problem>) -> bool {
    if let Some(expected) = mismatch(value, schema) {
        problems.push(Problem::invalid(key, expected));
        return false;
    }
    if let Value::Object(table) = value {
        table.retain(|name, inner| keep_member(name, inner, schema, key, problems));
    }
    if let (Value::Array(items), Some(schema)) = (value, schema.get("items")) {
        items.retain_mut(|item| keep(item, schema, key, problems));
    }
    true
}

fn keep_member(
    name: &str,
    value: &mut Value,
    schema: &Value,
    key: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let path = if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    let known = schema.get("properties").and_then(Value::as_object);
    let others = schema.get("additionalProperties").filter(|it| it.is_object());
    // Editors send null for what is not set.
    if value.is_null() && known.is_some_and(|known| known.contains_key(name)) {
        return false;
    }
    match known.and_then(|known| known.get(name)).or(others) {
        Some(schema) => keep(value, schema, &path, problems),
        None => {
            let names = known.into_iter().flatten().map(|(name, _)| name.as_str());
            let nearest = nearest(name, names).map(|near| path[..path.len() - name.len()].to_owned() + near);
            problems.push(Problem { key: path, kind: ProblemKind::Unknown { nearest } });
            false
        }
    }
}

/// What the schema wants instead of this value; `None` where it fits.
fn mismatch(value: &Value, schema: &Value) -> Option<String> {
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        other => other.and_then(Value::as_str).into_iter().collect(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_a(value, name)) {
        let wanted: Vec<&str> =
            types.iter().filter(|name| **name != "null").map(|name| in_words(name)).collect();
        return Some(format!("must be {}", wanted.join(" or ")));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array).filter(|all| !all.contains(value)) {
        let choices: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
        return Some(format!("must be one of {}", choices.join(", ")));
    }
    let (number, bound) = (value.as_i64(), |name| schema.get(name).and_then(Value::as_i64));
    if let (Some(number), Some(least)) = (number, bound("minimum"))
        && number < least
    {
        return Some(format!("must be at least {least}"));
    }
    if let (Some(number), Some(most)) = (number, bound("maximum"))
        && number > most
    {
        return Some(format!("must be at most {most}"));
    }
    None
}

fn is_a(value: &Value, type_name: &str) -> bool {
    match type_name {
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn in_words(type_name: &str) -> &'static str {
    match type_name {
        "boolean" => "true or false",
        "string" => "a text",
        "integer" => "a whole number",
        "array" => "a list",
        _ => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    /// The defaults that the schema states, as one object.
    fn stated_defaults(schema: &Value) -> Value {
        if let Some(default) = schema.get("default") {
            return default.clone();
        }
        let properties = schema.get("properties").and_then(Value::as_object).expect("a table or a default");
        Value::Object(properties.iter().map(|(name, node)| (name.clone(), stated_defaults(node))).collect())
    }

    #[test]
    fn schema_and_struct_are_alike() {
        let written = serde_json::to_value(Settings::default()).expect("settings are JSON");
        assert_eq!(written, stated_defaults(&SCHEMA));
    }
}
