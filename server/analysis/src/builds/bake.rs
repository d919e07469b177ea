//! Bake files, in HCL or JSON: their targets, with variables at their defaults.

use std::collections::{BTreeMap, HashMap};

use hcl::eval::{Context, Evaluate};
use hcl::expr::{ObjectKey, TemplateExpr};
use hcl::{Expression, Value};

use super::{Build, is_local, nesting};

/// Targets that inherit from each other.
const MAX_INHERITED: usize = 16;

/// The attributes of one target.
type Target = HashMap<String, Expression>;

pub(super) fn read_hcl(file_name: &str, text: &str) -> Result<Vec<Build>, String> {
    if nesting::is_too_deep(text) {
        return Err("it nests too deep".to_owned());
    }
    let body =
        hcl::parse(text).map_err(|error| format!("it is no HCL: {}", first_line(&error.to_string())))?;
    let mut file = File::default();
    for block in body.blocks() {
        let Some(name) = block.labels().first().map(|label| label.as_str().to_owned()) else { continue };
        let attributes: Target =
            block.body.attributes().map(|it| (it.key.as_str().to_owned(), it.expr.clone())).collect();
        file.add(block.identifier.as_str(), name, attributes);
    }
    Ok(file.builds(file_name))
}

pub(super) fn read_json(file_name: &str, text: &str) -> Result<Vec<Build>, String> {
    let document: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let mut file = File::default();
    for kind in ["variable", "target"] {
        for (name, attributes) in document[kind].as_object().into_iter().flatten() {
            let attributes = attributes.as_object().into_iter().flatten();
            let attributes = attributes.map(|(key, value)| (key.clone(), expression(value))).collect();
            file.add(kind, name.clone(), attributes);
        }
    }
    Ok(file.builds(file_name))
}

/// The texts of JSON are templates, as those of HCL are.
fn expression(value: &serde_json::Value) -> Expression {
    match value {
        serde_json::Value::Null => Expression::Null,
        serde_json::Value::Bool(value) => Expression::Bool(*value),
        serde_json::Value::Number(number) => Expression::from(number.to_string()),
        serde_json::Value::String(text) if nesting::is_template_too_deep(text) => Expression::Null,
        serde_json::Value::String(text) => TemplateExpr::QuotedString(text.clone()).into(),
        serde_json::Value::Array(items) => Expression::Array(items.iter().map(expression).collect()),
        serde_json::Value::Object(members) => {
            let member = |(key, value): (&String, _)| (ObjectKey::from(key.as_str()), expression(value));
            Expression::Object(members.iter().map(member).collect())
        }
    }
}

#[derive(Default)]
struct File {
    targets: BTreeMap<String, Target>,
    variables: Context<'static>,
}

impl File {
    fn add(&mut self, kind: &str, name: String, mut attributes: Target) {
        match kind {
            "variable" => {
                // One without a default is the environment's, and left undefined.
                let value = attributes.remove("default").and_then(|it| it.evaluate(&self.variables).ok());
                if let (Some(value), Ok(name)) = (value, hcl::Identifier::new(name)) {
                    self.variables.declare_var(name, value);
                }
            }
            "target" => drop(self.targets.insert(name, attributes)),
            _ => {}
        }
    }

    fn builds(&self, file_name: &str) -> Vec<Build> {
        self.targets.keys().filter_map(|name| self.build(file_name, name)).collect()
    }

    fn build(&self, file_name: &str, name: &str) -> Option<Build> {
        let mut lineage = Vec::new();
        self.lineage(name, &mut lineage);
        let attribute = |key: &str| lineage.iter().find_map(|target| target.get(key));
        let text = |key: &str, default: &str| match attribute(key) {
            Some(expression) => self.text(expression),
            None => Some(default.to_owned()),
        };
        let context = text("context", ".").filter(|context| is_local(context))?;
        if attribute("dockerfile-inline").is_some() {
            return None;
        }
        let pairs = |key: &str| {
            let mut pairs = BTreeMap::new();
            for expression in lineage.iter().filter_map(|target| target.get(key)) {
                self.pairs(expression, &mut pairs);
            }
            pairs
        };
        Some(Build {
            origin: format!("{file_name}, target {name}"),
            context,
            dockerfile: text("dockerfile", "Dockerfile")?,
            arguments: pairs("args"),
            target: attribute("target").and_then(|expression| self.text(expression)),
            contexts: pairs("contexts")
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
        })
    }

    /// A target, and those that it inherits from, the last named first.
    fn lineage<'f>(&'f self, name: &str, found: &mut Vec<&'f Target>) {
        let Some(target) = self.targets.get(name).filter(|_| found.len() < MAX_INHERITED) else { return };
        found.push(target);
        if let Some(Expression::Array(parents)) = target.get("inherits") {
            parents.iter().rev().filter_map(|it| self.text(it)).for_each(|it| self.lineage(&it, found));
        }
    }

    /// Adds what is not there yet. A value that the file alone does not give is `None`.
    fn pairs(&self, expression: &Expression, pairs: &mut BTreeMap<String, Option<String>>) {
        let Expression::Object(members) = expression else { return };
        for (key, value) in members {
            let name = match key {
                ObjectKey::Identifier(name) => Some(name.as_str().to_owned()),
                ObjectKey::Expression(key) => self.text(key),
                _ => None,
            };
            if let Some(name) = name {
                pairs.entry(name).or_insert_with(|| self.text(value));
            }
        }
    }

    fn text(&self, expression: &Expression) -> Option<String> {
        match expression.evaluate(&self.variables).ok()? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HCL: &str = r#"
variable "CUDA" { default = "12.4.1" }
variable "FROM_OUTSIDE" {}
group "default" { targets = ["train"] }
target "common" {
  context = "."
  args = { BASE = "nvidia/cuda:${CUDA}-base-ubuntu22.04", JOBS = 4 }
}
target "train" {
  inherits = ["common"]
  dockerfile = "gpu.Dockerfile"
  target = "final"
  args = { JOBS = "8", KEY = FROM_OUTSIDE, NOW = timestamp() }
  contexts = { data = "./data" }
}
target "far" { context = "https://example.com/x.git" }
"#;

    fn pairs(build: &Build) -> Vec<(&str, Option<&str>)> {
        build.arguments.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect()
    }

    #[test]
    fn targets_are_read_with_what_they_inherit() {
        let found = read_hcl("docker-bake.hcl", HCL).expect("HCL");
        let names: Vec<&str> = found.iter().map(|build| build.origin.as_str()).collect();
        assert_eq!(names, ["docker-bake.hcl, target common", "docker-bake.hcl, target train"]);
        let base = Some("nvidia/cuda:12.4.1-base-ubuntu22.04");
        assert_eq!(pairs(&found[1]), [("BASE", base), ("JOBS", Some("8")), ("KEY", None), ("NOW", None)]);
        assert_eq!(found[1].dockerfile, "gpu.Dockerfile");
        assert_eq!(found[1].target.as_deref(), Some("final"));
        assert_eq!(found[1].contexts["data"], "./data");
    }

    #[test]
    fn json_says_the_same() {
        let text = r#"{"variable": {"V": {"default": "12"}}, "target": {"a": {"args": {"B": "debian:${V}", "C": null}}}}"#;
        let found = read_json("docker-bake.json", text).expect("JSON");
        assert_eq!(pairs(&found[0]), [("B", Some("debian:12")), ("C", None)]);
        assert_eq!((found[0].context.as_str(), found[0].dockerfile.as_str()), (".", "Dockerfile"));
    }

    #[test]
    fn broken_deep_and_circular_files_do_no_harm() {
        assert!(read_hcl("docker-bake.hcl", "target \"a\" {").is_err());
        assert!(read_hcl("docker-bake.hcl", &format!("a = {}", "[".repeat(100_000))).is_err());
        assert!(read_json("docker-bake.json", "[").is_err());
        let circle = "target \"a\" { inherits = [\"b\"] }\ntarget \"b\" { inherits = [\"a\"] }";
        assert_eq!(read_hcl("docker-bake.hcl", circle).map(|found| found.len()), Ok(2));
    }
}
