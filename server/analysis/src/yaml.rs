//! YAML out of people's projects, bounded: a few lines of aliases to aliases can stand for terabytes.

use std::collections::HashMap;

use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::{Yaml, YamlLoader};

/// Values in one file, each alias counted as what it stands for.
const MAX_VALUES: u64 = 50_000;
/// Lists and maps inside of each other.
const MAX_DEPTH: usize = 64;

/// Reads the first document; null where there is none.
///
/// # Errors
/// In one line, where the text is no YAML or stands for too much.
pub fn load(text: &str) -> Result<Yaml, String> {
    measure(text)?;
    let documents = YamlLoader::load_from_str(text).map_err(|error| format!("it is no YAML: {error}"))?;
    Ok(documents.into_iter().next().unwrap_or(Yaml::Null))
}

/// Counts what a text stands for without making it.
fn measure(text: &str) -> Result<(), String> {
    let mut parser = Parser::new(text.chars());
    // Anchor and values so far of each list and map that is open, and of those that were anchored.
    let mut open: Vec<(usize, u64)> = Vec::new();
    let mut anchored: HashMap<usize, u64> = HashMap::new();
    loop {
        let (event, _) = parser.next_token().map_err(|error| format!("it is no YAML: {error}"))?;
        let (anchor, values) = match event {
            Event::StreamEnd => return Ok(()),
            Event::Alias(anchor) => (0, anchored.get(&anchor).copied().unwrap_or(1)),
            Event::Scalar(_, _, anchor, _) => (anchor, 1),
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((anchor, 1));
                if open.len() > MAX_DEPTH {
                    return Err(format!("it has more than {MAX_DEPTH} levels"));
                }
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().unwrap_or_default(),
            _ => continue,
        };
        anchored.insert(anchor, values);
        let sum = open.last_mut().map_or(values, |(_, sum)| {
            *sum = sum.saturating_add(values);
            *sum
        });
        if sum > MAX_VALUES {
            return Err(format!("it has more than {MAX_VALUES} values"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn aliases_of_aliases_are_counted_before_they_are_made() {
        let mut text = "a0: &a0 x\n".to_owned();
        for level in 1..40 {
            let of = level - 1;
            let _ = writeln!(text, "a{level}: &a{level} [*a{of}, *a{of}, *a{of}, *a{of}]");
        }
        assert_eq!(load(&text), Err("it has more than 50000 values".to_owned()));
        assert!(load("a: &a [1, 2]\nb: *a\n").is_ok_and(|yaml| yaml["b"][1].as_i64() == Some(2)));
    }

    #[test]
    fn deep_and_broken_texts_are_refused() {
        assert!(load(&"[".repeat(10_000)).is_err());
        assert!(load("a: [").is_err());
        assert_eq!(load(""), Ok(Yaml::Null));
    }
}
