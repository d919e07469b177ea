//! Between the crates' types and those of the protocol.

use std::collections::HashMap;
use std::path::PathBuf;

use analysis::lint::{Finding, FindingTag, Severity};
use syntax::{Applicability, Fix, Position as TextPosition, PositionRange, TextEdit};
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, CodeDescription, Diagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, DocumentChanges, Location, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit as LspEdit, Uri,
    WorkspaceEdit,
};

use super::capabilities::ClientSupport;
use super::snapshot::Snapshot;

/// Name that diagnostics carry as their source.
pub const SOURCE: &str = "layerwise";

/// The annotation of edits that are no safe fix.
const UNSAFE: &str = "unsafe";

/// The path of a file's address; `None` for documents that are no files.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    uri.to_file_path().filter(|_| is_file).map(std::borrow::Cow::into_owned)
}

pub fn position(position: TextPosition) -> Position {
    Position { line: position.line, character: position.character }
}

pub fn text_position(position: Position) -> TextPosition {
    TextPosition { line: position.line, character: position.character }
}

pub fn range(range: PositionRange) -> Range {
    Range { start: position(range.start), end: position(range.end) }
}

pub fn text_range(range: Range) -> PositionRange {
    PositionRange { start: text_position(range.start), end: text_position(range.end) }
}

pub fn edits(snapshot: &Snapshot, edits: &[TextEdit]) -> Vec<LspEdit> {
    edits
        .iter()
        .map(|edit| LspEdit { range: snapshot.range(edit.range), new_text: edit.new_text.clone() })
        .collect()
}

/// Edits of one document, with its version where the client checks it.
pub fn workspace_edit(snapshot: &Snapshot, edits: Vec<LspEdit>) -> WorkspaceEdit {
    let (uri, version) = (snapshot.uri.clone(), Some(snapshot.version));
    joint_edit(snapshot.client, vec![DocumentEdit { uri, version, edits }])
}

/// Edits of a document. Documents that are not open have no version.
pub struct DocumentEdit {
    pub uri: Uri,
    pub version: Option<i32>,
    pub edits: Vec<LspEdit>,
}

/// Edits of several documents, with their versions where the client checks them.
pub fn joint_edit(client: ClientSupport, documents: Vec<DocumentEdit>) -> WorkspaceEdit {
    if !client.versioned_edits {
        let changes = documents.into_iter().map(|document| (document.uri, document.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let versioned = |DocumentEdit { uri, version, edits }| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    };
    let edits = documents.into_iter().map(versioned).collect();
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() }
}

/// The edits of a fix. One that may change what the build leaves behind is shown before it is applied,
/// where the client can do that.
pub fn fix_edit(snapshot: &Snapshot, fix: &Fix) -> WorkspaceEdit {
    let edit = workspace_edit(snapshot, edits(snapshot, fix.edits()));
    match fix.applicability {
        Applicability::Unsafe if snapshot.client.annotated_edits => to_confirm(edit, &fix.title),
        _ => edit,
    }
}

/// Every edit carries one annotation, which asks for a look at it.
fn to_confirm(mut edit: WorkspaceEdit, title: &str) -> WorkspaceEdit {
    let Some(DocumentChanges::Edits(documents)) = &mut edit.document_changes else { return edit };
    let annotated = |edit: OneOf<LspEdit, AnnotatedTextEdit>| match edit {
        OneOf::Left(text_edit) => {
            OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: UNSAFE.to_owned() })
        }
        annotated => annotated,
    };
    for document in documents {
        document.edits = std::mem::take(&mut document.edits).into_iter().map(annotated).collect();
    }
    let annotation = ChangeAnnotation {
        label: title.to_owned(),
        needs_confirmation: Some(true),
        description: Some("May change what the build leaves behind".to_owned()),
    };
    edit.change_annotations = Some(HashMap::from([(UNSAFE.to_owned(), annotation)]));
    edit
}

pub fn diagnostic(snapshot: &Snapshot, finding: &Finding) -> Diagnostic {
    Diagnostic {
        range: snapshot.range(finding.range),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        code_description: finding.url().parse().ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: related(snapshot, finding),
        tags: finding.tag.map(|tag| vec![diagnostic_tag(tag)]),
        data: None,
    }
}

fn related(snapshot: &Snapshot, finding: &Finding) -> Option<Vec<DiagnosticRelatedInformation>> {
    if !snapshot.client.related_information || finding.related.is_empty() {
        return None;
    }
    let one = |(range, message): &(syntax::TextRange, String)| DiagnosticRelatedInformation {
        location: Location { uri: snapshot.uri.clone(), range: snapshot.range(*range) },
        message: message.clone(),
    };
    Some(finding.related.iter().map(one).collect())
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

fn diagnostic_tag(tag: FindingTag) -> DiagnosticTag {
    match tag {
        FindingTag::Unnecessary => DiagnosticTag::UNNECESSARY,
        FindingTag::Deprecated => DiagnosticTag::DEPRECATED,
    }
}
