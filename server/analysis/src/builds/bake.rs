//! Bake files, in HCL or JSON: their targets, with variables at their defaults.

mod evaluate;
mod functions;

use std::collections::{BTreeMap, HashMap};

use hcl::eval::Context;
use hcl::expr::{ObjectKey, TemplateExpr};
use hcl::{Expression, Value};

use self::evaluate::{Evaluator, Function, text_of};
use self::functions::declare;
use super::{Beside, Build, bounded, is_local, nesting};

/// Targets that inherit from each other.
const MAX_INHERITED: usize = 16;
/// Targets that one with a matrix stands for.
const MAX_COMBINATIONS: usize = 64;

const OVERRIDE: &str = "docker-bake.override.hcl";
const MAIN: &str = "docker-bake.hcl";

/// The attributes of one target.
type Target = HashMap<String, Expression>;

pub(super) fn read_hcl(file_name: &str, text: &str, beside: &Beside<'_>) -> Result<Vec<Build>, String> {
    // The override is read with the file that it overrides.
    if file_name == OVERRIDE && (beside.file)(MAIN).is_some() {
        return Ok(Vec::new());
    }
    let mut file = File::default();
    file.add_hcl(text)?;
    if let Some(over) = (beside.file)(OVERRIDE).filter(|_| file_name == MAIN) {
        file.add_hcl(&over)?;
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

struct File {
    targets: BTreeMap<String, Target>,
    evaluator: Evaluator,
    variables: Context<'static>,
}

impl Default for File {
    fn default() -> Self {
        let mut variables = Context::new();
        declare(&mut variables);
        Self { targets: BTreeMap::new(), evaluator: Evaluator::default(), variables }
    }
}

impl File {
    fn add_hcl(&mut self, text: &str) -> Result<(), String> {
        if nesting::is_too_deep(text) {
            return Err("it nests too deep".to_owned());
        }
        let body =
            hcl::parse(text).map_err(|error| format!("it is no HCL: {}", first_line(&error.to_string())))?;
        for block in body.blocks() {
            let Some(name) = block.labels().first().map(|label| label.as_str().to_owned()) else { continue };
            let attributes: Target =
                block.body.attributes().map(|it| (it.key.as_str().to_owned(), it.expr.clone())).collect();
            self.add(block.identifier.as_str(), name, attributes);
        }
        Ok(())
    }

    fn add(&mut self, kind: &str, name: String, mut attributes: Target) {
        match kind {
            "variable" => {
                // One without a default is the environment's, and left undefined.
                let default = attributes.remove("default");
                let value = default.and_then(|it| self.evaluator.value(&it, &self.variables));
                if let (Some(value), Ok(name)) = (value, hcl::Identifier::new(name)) {
                    self.variables.declare_var(name, value);
                }
            }
            "function" => {
                let function = Function::of(&attributes).map(|function| (name, function));
                self.evaluator.functions.extend(function);
            }
            "target" => override_target(self.targets.entry(name).or_default(), attributes),
            _ => {}
        }
    }

    fn builds(&self, file_name: &str) -> Vec<Build> {
        let of_target = |(name, target): (&String, &Target)| {
            // Without a matrix a target is called as its block is.
            let own = target.get("name").filter(|_| target.contains_key("matrix")).cloned();
            let name = name.clone();
            self.combinations(target).into_iter().filter_map(move |scope| {
                let called =
                    own.as_ref().and_then(|own| self.text(own, &scope)).unwrap_or_else(|| name.clone());
                self.build(format!("{file_name}, target {called}"), &name, &scope)
            })
        };
        bounded(self.targets.iter().flat_map(of_target))
    }

    /// The variables of each target that a target with a matrix stands for.
    fn combinations(&self, target: &Target) -> Vec<Context<'static>> {
        let mut scopes = vec![self.variables.clone()];
        let Some(Expression::Object(matrix)) = target.get("matrix") else { return scopes };
        for (key, values) in matrix {
            let Some(name) = self.evaluator.key(key, &self.variables) else { continue };
            let Ok(name) = hcl::Identifier::new(name) else { continue };
            let Some(Value::Array(values)) = self.evaluator.value(values, &self.variables) else {
                continue;
            };
            let with = |scope: &Context<'static>, value: &Value| {
                let mut scope = scope.clone();
                scope.declare_var(name.clone(), value.clone());
                scope
            };
            let all = scopes.iter().flat_map(|scope| values.iter().map(move |value| (scope, value)));
            scopes = all.take(MAX_COMBINATIONS).map(|(scope, value)| with(scope, value)).collect();
        }
        scopes
    }

    fn build(&self, origin: String, name: &str, scope: &Context<'_>) -> Option<Build> {
        let mut lineage = Vec::new();
        self.lineage(name, scope, &mut lineage);
        let attribute = |key: &str| lineage.iter().find_map(|target| target.get(key));
        let text = |key: &str, default: &str| match attribute(key) {
            Some(expression) => self.text(expression, scope),
            None => Some(default.to_owned()),
        };
        let context = text("context", ".").filter(|context| is_local(context))?;
        if attribute("dockerfile-inline").is_some() {
            return None;
        }
        let pairs = |key: &str| {
            let mut pairs = BTreeMap::new();
            for expression in lineage.iter().filter_map(|target| target.get(key)) {
                self.pairs(expression, scope, &mut pairs);
            }
            pairs
        };
        Some(Build {
            origin,
            context,
            dockerfile: text("dockerfile", "Dockerfile")?,
            arguments: pairs("args"),
            target: attribute("target").and_then(|expression| self.text(expression, scope)),
            contexts: pairs("contexts")
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
        })
    }

    /// A target, and those that it inherits from, the last named first.
    fn lineage<'f>(&'f self, name: &str, scope: &Context<'_>, found: &mut Vec<&'f Target>) {
        let Some(target) = self.targets.get(name).filter(|_| found.len() < MAX_INHERITED) else { return };
        found.push(target);
        if let Some(Expression::Array(parents)) = target.get("inherits") {
            let parents = parents.iter().rev().filter_map(|parent| self.text(parent, scope));
            parents.for_each(|parent| self.lineage(&parent, scope, found));
        }
    }

    /// Adds what is not there yet. A value that the file alone does not give is `None`.
    fn pairs(
        &self,
        expression: &Expression,
        scope: &Context<'_>,
        pairs: &mut BTreeMap<String, Option<String>>,
    ) {
        let Expression::Object(members) = expression else { return };
        for (key, value) in members {
            if let Some(name) = self.evaluator.key(key, scope) {
                pairs.entry(name).or_insert_with(|| self.text(value, scope));
            }
        }
    }

    fn text(&self, expression: &Expression, scope: &Context<'_>) -> Option<String> {
        text_of(&self.evaluator.value(expression, scope)?)
    }
}

/// What a later block says about a target replaces what an earlier one said; maps are merged.
fn override_target(target: &mut Target, later: Target) {
    for (key, new) in later {
        match (target.get_mut(&key), new) {
            (Some(Expression::Object(old)), Expression::Object(new)) => old.extend(new),
            (_, new) => drop(target.insert(key, new)),
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

    fn beside(
        file_name: &str,
        text: &str,
        file: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Vec<Build>, String> {
        read_hcl(file_name, text, &Beside { environment: &|_| None, file })
    }

    fn alone(text: &str) -> Result<Vec<Build>, String> {
        beside(MAIN, text, &|_| None)
    }

    fn pairs(build: &Build) -> Vec<(&str, Option<&str>)> {
        build.arguments.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect()
    }

    #[test]
    fn targets_are_read_with_what_they_inherit() {
        let found = alone(HCL).expect("HCL");
        let names: Vec<&str> = found.iter().map(|build| build.origin.as_str()).collect();
        assert_eq!(names, ["docker-bake.hcl, target common", "docker-bake.hcl, target train"]);
        let base = Some("nvidia/cuda:12.4.1-base-ubuntu22.04");
        assert_eq!(pairs(&found[1]), [("BASE", base), ("JOBS", Some("8")), ("KEY", None), ("NOW", None)]);
        assert_eq!(found[1].dockerfile, "gpu.Dockerfile");
        assert_eq!(found[1].target.as_deref(), Some("final"));
        assert_eq!(found[1].contexts["data"], "./data");
    }

    #[test]
    fn a_matrix_stands_for_many_targets() {
        let text = r#"
target "app" {
  name = "app-${flavour}-${replace(python, ".", "-")}"
  matrix = { flavour = ["cpu", "gpu"], python = ["3.11", "3.12"] }
  dockerfile = "${flavour}.Dockerfile"
  args = { PYTHON = python, FLAVOUR = upper(flavour), GPU = flavour == "gpu" ? "yes" : "no" }
}"#;
        let found = alone(text).expect("HCL");
        let mut shown =
            found.iter().map(|build| (build.origin.as_str(), build.dockerfile.as_str(), pairs(build)));
        assert_eq!(
            shown.next_back(),
            Some((
                "docker-bake.hcl, target app-gpu-3-12",
                "gpu.Dockerfile",
                vec![("FLAVOUR", Some("GPU")), ("GPU", Some("yes")), ("PYTHON", Some("3.12"))]
            ))
        );
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn functions_of_the_language_and_of_the_file_are_called() {
        let text = r#"
function "image" {
  params = [name, tag]
  result = "${registry()}/${lower(name)}:${tag != "" ? tag : "latest"}"
}
function "registry" {
  params = []
  result = "own.example"
}
function "endless" {
  params = [x]
  result = endless(x)
}
target "a" {
  args = {
    A = image("Tool", "")
    B = "FROM ${image("x", 1)}"
    C = join(",", concat(["a"], split(" ", "b c")))
    D = coalesce("", trimprefix("v1.2", "v"))
    E = endless("x")
    F = sha256("x")
  }
}"#;
        let found = alone(text).expect("HCL");
        assert_eq!(
            pairs(&found[0]),
            [
                ("A", Some("own.example/tool:latest")),
                ("B", Some("FROM own.example/x:1")),
                ("C", Some("a,b,c")),
                ("D", Some("1.2")),
                ("E", None),
                ("F", None),
            ]
        );
    }

    #[test]
    fn an_override_file_is_merged_into_the_main_one() {
        let main = "target \"a\" {\n args = { A = \"1\", B = \"1\" }\n target = \"t\"\n}";
        let over = "target \"a\" {\n args = { B = \"2\" }\n target = \"u\"\n}";
        let file = |name: &str| match name {
            MAIN => Some(main.to_owned()),
            OVERRIDE => Some(over.to_owned()),
            _ => None,
        };
        let found = beside(MAIN, main, &file).expect("HCL");
        assert_eq!(pairs(&found[0]), [("A", Some("1")), ("B", Some("2"))]);
        assert_eq!((found.len(), found[0].target.as_deref()), (1, Some("u")));
        assert_eq!(beside(OVERRIDE, over, &file), Ok(Vec::new()));
    }

    /// Each of these would take ages or gigabytes.
    #[test]
    fn values_and_work_are_bounded() {
        let twice: String = (1..60)
            .map(|at| format!("variable \"V{at}\" {{ default = \"${{V{}}}${{V{}}}\" }}\n", at - 1, at - 1))
            .collect();
        let text = format!(
            "variable \"V0\" {{ default = \"x\" }}\n{twice}target \"a\" {{ args = {{ A = V59, B = V3 }} }}"
        );
        assert_eq!(pairs(&alone(&text).expect("HCL")[0]), [("A", None), ("B", Some("xxxxxxxx"))]);
        let calls = "function \"f\" {\n params = [x]\n result = \"${f(x)}${f(x)}${f(x)}\"\n}\ntarget \"a\" { args = { A = f(1), B = 2 } }";
        assert_eq!(pairs(&alone(calls).expect("HCL")[0])[0], ("A", None));
        let loops = "target \"a\" { args = { A = join(\"\", [for x in [1, 2] : x]) } }";
        assert_eq!(pairs(&alone(loops).expect("HCL")[0]), [("A", None)]);
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
        assert!(alone("target \"a\" {").is_err());
        assert!(alone(&format!("a = {}", "[".repeat(100_000))).is_err());
        assert!(read_json("docker-bake.json", "[").is_err());
        let circle = "target \"a\" { inherits = [\"b\"] }\ntarget \"b\" { inherits = [\"a\"] }";
        assert_eq!(alone(circle).map(|found| found.len()), Ok(2));
    }
}
