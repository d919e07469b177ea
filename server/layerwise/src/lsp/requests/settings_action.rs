//! "Ignore in the settings": a rule switched off in the project's `layerwise.toml`.

use std::path::{Path, PathBuf};

use analysis::lint::Finding;
use syntax::lines::Lines;
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CreateFile, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::super::convert;
use super::super::snapshot::Snapshot;
use crate::settings::{SETTINGS_FILE, settings_file_for, turn_off};

/// One action for each rule, or id of another tool, among these findings.
pub fn actions(snapshot: &Snapshot, findings: &[&Finding], roots: &[PathBuf]) -> Vec<CodeAction> {
    let Some(path) = convert::path_of(&snapshot.uri) else { return Vec::new() };
    let Some(file) = SettingsFile::of(&path, roots) else { return Vec::new() };
    let mut named: Vec<&str> = Vec::new();
    let mut actions = Vec::new();
    for finding in findings {
        let name = finding.foreign_id.as_deref().unwrap_or(finding.code);
        if named.contains(&name) {
            continue;
        }
        named.push(name);
        actions.extend(file.switched_off(snapshot, name).map(|edit| CodeAction {
            title: format!("Ignore {name} in {SETTINGS_FILE}"),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![convert::diagnostic(snapshot, finding)]),
            edit: Some(edit),
            ..CodeAction::default()
        }));
    }
    actions
}

/// The file that holds for a Dockerfile, as it is on disk.
struct SettingsFile {
    uri: Uri,
    /// `None` where there is none yet.
    text: Option<String>,
}

impl SettingsFile {
    /// The one that is read, else a new one in the workspace folder that holds the Dockerfile.
    fn of(dockerfile: &Path, roots: &[PathBuf]) -> Option<Self> {
        let folder = dockerfile.parent()?;
        if let Some(path) = settings_file_for(folder) {
            let text = std::fs::read_to_string(&path).ok()?;
            return Some(Self { uri: Uri::from_file_path(path)?, text: Some(text) });
        }
        let root =
            roots.iter().filter(|root| folder.starts_with(root)).max_by_key(|root| root.as_os_str().len());
        let path = root.map_or(folder, PathBuf::as_path).join(SETTINGS_FILE);
        Some(Self { uri: Uri::from_file_path(path)?, text: None })
    }

    fn switched_off(&self, snapshot: &Snapshot, name: &str) -> Option<WorkspaceEdit> {
        let text = self.text.as_deref().unwrap_or_default();
        let edit = turn_off(text, name)?;
        let range = Lines::of(text).position_range(text, edit.range, snapshot.client.encoding);
        let edit = TextEdit { range: convert::range(range), new_text: edit.new_text };
        if self.text.is_some() {
            let edits = vec![edit];
            let document = convert::DocumentEdit { uri: self.uri.clone(), version: None, edits };
            return Some(convert::joint_edit(snapshot.client, vec![document]));
        }
        snapshot.client.creates_files.then(|| self.created_with(edit))
    }

    fn created_with(&self, edit: TextEdit) -> WorkspaceEdit {
        let create = CreateFile { uri: self.uri.clone(), options: None, annotation_id: None };
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: None };
        let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
        let operations = vec![
            DocumentChangeOperation::Op(ResourceOp::Create(create)),
            DocumentChangeOperation::Edit(edit),
        ];
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(operations)),
            ..WorkspaceEdit::default()
        }
    }
}
