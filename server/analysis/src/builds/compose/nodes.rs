//! Parts of a compose file: maps with merge keys, lists of pairs, scalars.

use std::collections::BTreeMap;

use yaml_rust2::Yaml;
use yaml_rust2::yaml::Hash;

use crate::builds::interpolation::interpolate;

/// Merge keys (`<<`) followed into each other.
const MAX_MERGES: usize = 8;

type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// `NAME: value` or `- NAME=value`; a name alone takes its value from the environment of the build.
pub(super) fn pairs(node: Option<&Yaml>, environment: Environment<'_>) -> BTreeMap<String, Option<String>> {
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
pub(super) fn get<'y>(node: &'y Yaml, key: &str) -> Option<&'y Yaml> {
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

pub(super) fn scalar(node: &Yaml) -> Option<String> {
    match node {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}
