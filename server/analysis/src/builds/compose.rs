//! Compose files: the `build` of each service.

use std::collections::BTreeMap;

use yaml_rust2::Yaml;
use yaml_rust2::yaml::Hash;

use super::interpolation::interpolate;
use super::{Build, is_local};
use crate::yaml;

/// Merge keys (`<<`) followed into each other.
const MAX_MERGES: usize = 8;

type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

pub(super) fn read(file_name: &str, text: &str, environment: Environment<'_>) -> Result<Vec<Build>, String> {
    let document = yaml::load(text)?;
    let services = document["services"].as_hash().cloned().unwrap_or_default();
    let build = |(name, service): (&Yaml, &Yaml)| {
        let origin = format!("{file_name}, service {}", name.as_str()?);
        read_build(origin, get(service, "build")?, environment)
    };
    Ok(services.iter().filter_map(build).collect())
}

fn read_build(origin: String, build: &Yaml, environment: Environment<'_>) -> Option<Build> {
    let text = |key: &str| interpolate(&scalar(get(build, key)?)?, environment);
    let context = match build {
        Yaml::String(context) => interpolate(context, environment)?,
        _ if get(build, "dockerfile_inline").is_some() => return None,
        _ if get(build, "context").is_none() => ".".to_owned(),
        _ => text("context")?,
    };
    let dockerfile = match get(build, "dockerfile") {
        Some(_) => text("dockerfile")?,
        None => "Dockerfile".to_owned(),
    };
    let contexts = pairs(get(build, "additional_contexts"), environment);
    is_local(&context).then(|| Build {
        origin,
        context,
        dockerfile,
        arguments: pairs(get(build, "args"), environment),
        target: text("target"),
        contexts: contexts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    })
}

/// `NAME: value` or `- NAME=value`; a name alone takes its value from the environment of the build.
fn pairs(node: Option<&Yaml>, environment: Environment<'_>) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    match node {
        Some(Yaml::Array(items)) => {
            for item in items.iter().filter_map(Yaml::as_str) {
                let (name, value) =
                    item.split_once('=').map_or((item, None), |(name, value)| (name, Some(value)));
                found.insert(name.to_owned(), value.and_then(|value| interpolate(value, environment)));
            }
        }
        Some(Yaml::Hash(map)) => collect(map, environment, &mut found, MAX_MERGES),
        _ => {}
    }
    found
}

/// A map's pairs, its own before those that it merges.
fn collect(
    map: &Hash,
    environment: Environment<'_>,
    found: &mut BTreeMap<String, Option<String>>,
    merges: usize,
) {
    for (key, value) in map {
        let Some(name) = key.as_str().filter(|name| *name != "<<") else { continue };
        let value = scalar(value).and_then(|text| interpolate(&text, environment));
        found.entry(name.to_owned()).or_insert(value);
    }
    if merges > 0 {
        merged(map).for_each(|map| collect(map, environment, found, merges - 1));
    }
}

/// The value of a key, also of one that is merged in.
fn get<'y>(node: &'y Yaml, key: &str) -> Option<&'y Yaml> {
    fn find<'y>(map: &'y Hash, key: &Yaml, merges: usize) -> Option<&'y Yaml> {
        let own = map.get(key).filter(|value| !value.is_null());
        own.or_else(|| merged(map).filter(|_| merges > 0).find_map(|map| find(map, key, merges - 1)))
    }
    find(node.as_hash()?, &Yaml::String(key.to_owned()), MAX_MERGES)
}

/// The maps that `<<` names.
fn merged(map: &Hash) -> impl Iterator<Item = &Hash> {
    let node = map.get(&Yaml::String("<<".to_owned()));
    let many = node.and_then(Yaml::as_vec).into_iter().flatten();
    node.into_iter().chain(many).filter_map(Yaml::as_hash)
}

fn scalar(node: &Yaml) -> Option<String> {
    match node {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builds(text: &str) -> Vec<Build> {
        read("compose.yaml", text, &|name| (name == "TAG").then(|| "12.4.1".to_owned())).expect("YAML")
    }

    #[test]
    fn services_are_read_with_their_arguments() {
        let found = builds(
            "services:\n  train:\n    build:\n      context: .\n      dockerfile: gpu.Dockerfile\n      target: final\n      \
             args:\n        BASE: nvidia/cuda:${TAG}\n        JOBS: 4\n        TOKEN:\n  \
             web:\n    build: ./web\n  db:\n    image: postgres\n  \
             far:\n    build: https://example.com/x.git\n",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].origin, "compose.yaml, service train");
        assert_eq!((found[0].context.as_str(), found[0].dockerfile.as_str()), (".", "gpu.Dockerfile"));
        assert_eq!(found[0].target.as_deref(), Some("final"));
        assert_eq!(found[0].arguments["BASE"].as_deref(), Some("nvidia/cuda:12.4.1"));
        assert_eq!(found[0].arguments["JOBS"].as_deref(), Some("4"));
        assert_eq!(found[0].arguments["TOKEN"], None);
        assert_eq!((found[1].context.as_str(), found[1].dockerfile.as_str()), ("./web", "Dockerfile"));
    }

    #[test]
    fn lists_and_merged_maps_are_read() {
        let found = builds(
            "x-build: &build\n  context: .\n  args: &args {A: '1', B: '2'}\nservices:\n  a:\n    build:\n      \
             <<: *build\n      target: t\n  b:\n    build:\n      context: .\n      args: {<<: *args, B: '3'}\n  \
             c:\n    build:\n      context: .\n      args: ['A=x=y', B]\n",
        );
        let arguments = |at: usize| -> Vec<(&str, Option<&str>)> {
            found[at].arguments.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect()
        };
        assert_eq!(arguments(0), [("A", Some("1")), ("B", Some("2"))]);
        assert_eq!(arguments(1), [("A", Some("1")), ("B", Some("3"))]);
        assert_eq!(arguments(2), [("A", Some("x=y")), ("B", None)]);
    }

    #[test]
    fn what_is_no_compose_file_has_no_builds() {
        for text in ["", "services:\n", "services: [a]\n", "a: 1\n", "services:\n  a: 1\n"] {
            assert_eq!(builds(text), [], "{text}");
        }
        assert!(read("compose.yaml", "a: [", &|_| None).is_err());
    }
}
