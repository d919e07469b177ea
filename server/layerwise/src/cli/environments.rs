//! `layerwise check --explain-env`: what each stage holds at its end, with reasons.

use analysis::Analysis;

use crate::text::printable;

/// One block for each stage, one line for each thing that is known.
pub fn render(analysis: &Analysis<'_>, file: &str) -> String {
    let mut text = String::new();
    let file = printable(file);
    for stage in &analysis.model.stages {
        let Some(walked) = analysis.environments().stage(stage.index) else { continue };
        text.push_str(&format!("{file}: stage {}\n", printable(&stage.label())));
        let lines = walked.end().explain();
        if lines.is_empty() {
            text.push_str("  nothing is known of this base image\n");
        }
        for line in lines {
            text.push_str(&format!("  {:<13} {}: {}\n", line.subject, line.value, line.reason));
        }
    }
    text
}
