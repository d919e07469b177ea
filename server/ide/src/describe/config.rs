//! What an image's configuration and manifest say beyond its settings: layers, labels, ports, triggers.

use analysis::facts::{ImageDetails, LayerSize};
use analysis::size::human;

use super::Facts;
use crate::markdown::code;

/// Layers that are named: the largest ones.
const MAX_LAYERS: usize = 4;
/// Labels that are named; those of the OCI come first.
const MAX_LABELS: usize = 6;
/// Characters of a value.
const MAX_VALUE: usize = 60;

pub(super) fn add(details: &ImageDetails, facts: &mut Facts) {
    let config = &details.config;
    facts.add_known("Largest layers", layers(&details.layers));
    facts.add_known("Labels", labels(&config.labels));
    let ports = config.exposed_ports.iter().map(|port| code(port)).collect::<Vec<_>>().join(", ");
    facts.add_known("Exposes", Some(ports).filter(|ports| !ports.is_empty()));
    let triggers = config.onbuild.iter().map(|trigger| code(&short(trigger))).collect::<Vec<_>>().join(", ");
    facts.add_known("Triggers (ONBUILD)", Some(triggers).filter(|triggers| !triggers.is_empty()));
    facts.add_known("Created", config.created.as_deref().and_then(|time| time.get(..10)).map(code));
}

/// The largest layers with the instructions that made them, where the history tells.
fn layers(layers: &[LayerSize]) -> Option<String> {
    let mut told: Vec<(&LayerSize, &str)> =
        layers.iter().filter_map(|layer| Some((layer, layer.created_by.as_deref()?))).collect();
    told.sort_by_key(|(layer, _)| std::cmp::Reverse(layer.bytes_compressed));
    let line = |(layer, step): &(&LayerSize, &str)| {
        format!("{} {}", human(layer.bytes_compressed), code(&short(instruction(step))))
    };
    let shown: Vec<String> = told.iter().take(MAX_LAYERS).map(line).collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// A step of the history without what the builder puts around it.
fn instruction(step: &str) -> &str {
    let step = step.trim_end_matches("# buildkit").trim();
    let fronts = ["/bin/sh -c #(nop)", "RUN /bin/sh -c", "/bin/sh -c"];
    fronts.iter().find_map(|front| step.strip_prefix(front)).map_or(step, str::trim)
}

fn labels(labels: &std::collections::BTreeMap<String, String>) -> Option<String> {
    let mut told: Vec<(&String, &String)> = labels.iter().collect();
    told.sort_by_key(|(name, _)| !name.starts_with("org.opencontainers."));
    let shown: Vec<String> =
        told.iter().take(MAX_LABELS).map(|(name, value)| code(&short(&format!("{name}={value}")))).collect();
    let more = told.len().saturating_sub(MAX_LABELS);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!shown.is_empty()).then(|| shown.join(", ") + &rest)
}

/// One line of bounded length.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
