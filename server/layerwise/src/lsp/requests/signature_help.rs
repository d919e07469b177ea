//! Signature help.

use ide::signature_help::{Parameter, Signature, signature_help};
use tower_lsp::ls_types::{
    Documentation, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, Position, SignatureHelp,
    SignatureInformation,
};

use super::super::snapshot::Snapshot;

/// How what is being written at a position is written.
pub fn help(snapshot: &Snapshot, position: Position) -> Option<SignatureHelp> {
    let offset = snapshot.offset(position);
    let found = signature_help(snapshot.analysis(), offset)?;
    let active = found.active.and_then(|active| u32::try_from(active).ok());
    let signature = information(&found, active);
    Some(SignatureHelp { signatures: vec![signature], active_signature: Some(0), active_parameter: active })
}

fn information(found: &Signature, active: Option<u32>) -> SignatureInformation {
    let parameters = found.parameters.iter().map(|parameter| ParameterInformation {
        label: label(&found.label, parameter),
        documentation: markdown(&parameter.documentation),
    });
    SignatureInformation {
        label: found.label.clone(),
        documentation: markdown(&found.documentation),
        parameters: Some(parameters.collect()),
        active_parameter: active,
    }
}

/// Offsets count UTF-16 here whatever was negotiated.
fn label(label: &str, parameter: &Parameter) -> ParameterLabel {
    let units = |bytes: usize| label[..bytes].encode_utf16().count() as u32;
    ParameterLabel::LabelOffsets([units(parameter.range.start), units(parameter.range.end)])
}

fn markdown(text: &str) -> Option<Documentation> {
    let value = text.to_owned();
    (!text.is_empty())
        .then_some(Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }))
}
