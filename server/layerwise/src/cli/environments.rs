//! `layerwise check --explain-env`: what each stage holds at its end, with reasons.

use analysis::Analysis;
use analysis::environment::explain_stage;

use crate::text::printable;

/// One block for each stage, one line for each thing that is known.
pub fn render(analysis: &Analysis<'_>, file: &str) -> String {
    let mut text = String::new();
    let file = printable(file);
    for stage in &analysis.model.stages {
        text.push_str(&format!("{file}: stage {}\n", printable(&stage.label())));
        let lines = explain_stage(analysis, stage);
        if lines.is_empty() {
            text.push_str("  nothing is known of this base image\n");
        }
        for line in lines {
            let (value, reason) = (printable(&line.value), printable(&line.reason));
            text.push_str(&format!("  {:<13} {value}: {reason}\n", line.subject));
        }
    }
    text
}
