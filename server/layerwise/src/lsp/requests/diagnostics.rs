//! Diagnostics, pushed and pulled.

use std::hash::{DefaultHasher, Hash, Hasher};

use tower_lsp::ls_types::{
    Diagnostic, DiagnosticSeverity, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, NumberOrString, Range, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::super::convert;
use super::super::snapshot::Snapshot;
use crate::workspace::MAX_BYTES;

/// The findings of a document.
pub fn compute(snapshot: &Snapshot) -> Vec<Diagnostic> {
    snapshot.analysis().findings().iter().map(|finding| convert::diagnostic(snapshot, finding)).collect()
}

/// What is said about a document that is not analysed.
pub fn too_large() -> Diagnostic {
    Diagnostic {
        range: Range::default(),
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String("file-too-large".to_owned())),
        source: Some(convert::SOURCE.to_owned()),
        message: format!(
            "the file is larger than {} MB and is not analysed; a Dockerfile is never that large",
            MAX_BYTES >> 20
        ),
        ..Diagnostic::default()
    }
}

/// The answer to a pull: only an id where nothing changed since the answer that the client has.
pub fn report(items: Vec<Diagnostic>, previous: Option<&str>) -> DocumentDiagnosticReportResult {
    let result_id = id_of(&items);
    let report = if previous == Some(result_id.as_str()) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items,
            },
        })
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// Equal for equal diagnostics, so nothing needs to be remembered.
fn id_of(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    for item in items {
        let range = item.range;
        (range.start.line, range.start.character, range.end.line, range.end.character).hash(&mut hasher);
        item.message.hash(&mut hasher);
        format!("{:?}{:?}", item.severity, item.code).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
