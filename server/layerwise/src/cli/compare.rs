//! Two size reports layer by layer: what stayed, what came, what went.

use analysis::size::{Estimate, LayerEstimate, SizeReport};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A report with the text of each layer's instruction, in the same order.
#[derive(Debug)]
pub struct Measured {
    pub report: SizeReport,
    pub texts: Vec<String>,
}

/// A layer with the text of its instruction.
#[derive(Debug, Clone, Copy)]
pub struct Side<'r> {
    pub layer: &'r LayerEstimate,
    pub text: &'r str,
}

/// A layer before and after; at least one of them is there.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    pub before: Option<Side<'r>>,
    pub after: Option<Side<'r>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The instruction reads the same; its size may differ all the same.
    Same,
    Changed,
    Added,
    Removed,
}

impl Row<'_> {
    pub fn kind(&self) -> Kind {
        match (self.before, self.after) {
            (Some(before), Some(after)) if before.text == after.text => Kind::Same,
            (Some(_), Some(_)) => Kind::Changed,
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
        }
    }

    /// Bytes on disk that the layer has gained; `None` where that is not known.
    pub fn change(&self) -> Option<i64> {
        let size = |side: Option<Side<'_>>| side.map_or(Estimate::exact(0), |side| side.layer.bytes);
        let (before, after) = (size(self.before), size(self.after));
        // What is unknown on both sides in the same way cancels out.
        let cancels = self.kind() == Kind::Same && before == after;
        if cancels { Some(0) } else { Some(whole(after)?.checked_sub(whole(before)?)?) }
    }
}

/// The best figure, where no part is missing from it.
fn whole(estimate: Estimate) -> Option<i64> {
    estimate.high.and(estimate.best).and_then(|bytes| i64::try_from(bytes).ok())
}

/// Pairs the layers of two reports by their instructions.
pub fn rows<'r>(before: &'r Measured, after: &'r Measured) -> Vec<Row<'r>> {
    let ops = capture_diff_slices(Algorithm::Myers, &before.texts, &after.texts);
    ops.iter().flat_map(|op| rows_of(op, &sides(before), &sides(after))).collect()
}

fn rows_of<'r>(op: &DiffOp, before: &[Side<'r>], after: &[Side<'r>]) -> Vec<Row<'r>> {
    let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
    (0..old.len().max(new.len()))
        .map(|index| Row { before: old.get(index).copied(), after: new.get(index).copied() })
        .collect()
}

fn sides(measured: &Measured) -> Vec<Side<'_>> {
    let layers = measured.report.layers.iter().zip(&measured.texts);
    layers.map(|(layer, text)| Side { layer, text }).collect()
}

/// What the image has gained, in bytes on disk; `None` where that is not known.
pub fn total_change(rows: &[Row<'_>]) -> Option<i64> {
    rows.iter().map(Row::change).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(text, bytes)`; no bytes are unknown ones.
    fn measured(layers: &[(&str, Option<u64>)]) -> Measured {
        let unknown = Estimate { low: None, best: None, high: None, ..Estimate::exact(0) };
        let layer = |bytes: Option<u64>| LayerEstimate {
            instruction: 0,
            line: 0,
            keyword: "RUN",
            stage: "0".to_owned(),
            bytes: bytes.map_or(unknown, Estimate::exact),
            compressed: unknown,
            parts: Vec::new(),
            notes: Vec::new(),
        };
        let report = SizeReport {
            platform: "linux/amd64".to_owned(),
            target: "0".to_owned(),
            bytes: unknown,
            compressed: unknown,
            layers: layers.iter().map(|(_, bytes)| layer(*bytes)).collect(),
            notes: Vec::new(),
        };
        Measured { report, texts: layers.iter().map(|(text, _)| (*text).to_owned()).collect() }
    }

    #[test]
    fn layers_are_paired_by_what_they_say() {
        let before =
            measured(&[("FROM a", Some(10)), ("RUN x", None), ("RUN y", Some(5)), ("RUN z", Some(1))]);
        let after = measured(&[
            ("FROM a", Some(10)),
            ("RUN x", None),
            ("RUN y2", Some(3)),
            ("RUN z", Some(1)),
            ("RUN w", Some(4)),
        ]);
        let rows = rows(&before, &after);
        let told: Vec<_> = rows.iter().map(|row| (row.kind(), row.change())).collect();
        let same = (Kind::Same, Some(0));
        assert_eq!(told, [same, same, (Kind::Changed, Some(-2)), same, (Kind::Added, Some(4))]);
        assert_eq!(total_change(&rows), Some(2));
    }

    #[test]
    fn a_change_to_or_from_the_unknown_is_unknown() {
        let (known, unknown) = (measured(&[("RUN a", Some(1))]), measured(&[("RUN b", None)]));
        let rows = rows(&known, &unknown);
        assert_eq!((rows[0].kind(), rows[0].change()), (Kind::Changed, None));
        assert_eq!(total_change(&rows), None);
        let gone = measured(&[]);
        let rows = super::rows(&known, &gone);
        assert_eq!((rows[0].kind(), rows[0].change()), (Kind::Removed, Some(-1)));
    }
}
