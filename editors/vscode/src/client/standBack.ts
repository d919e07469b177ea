import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { takenFeatures, type Feature } from './peers';

/** Whether another extension answers `feature`, and the person lets it. */
function isLeft(feature: Feature): boolean {
  const mode = vscode.workspace.getConfiguration('layerwise').get('standBack');
  if (mode !== 'auto') return false;
  return takenFeatures((id) => vscode.extensions.getExtension(id) !== undefined).has(feature);
}

/** Instruction keywords are what every Dockerfile server completes. */
function withoutKeywords(items: vscode.CompletionItem[]): vscode.CompletionItem[] {
  return items.filter((item) => item.kind !== vscode.CompletionItemKind.Keyword);
}

/** A hover over the first word of a line documents an instruction, as every server does. */
function isKeywordHover(document: vscode.TextDocument, position: vscode.Position): boolean {
  const before = document.lineAt(position.line).text.slice(0, position.character);
  return /^\s*[A-Za-z]*$/.test(before);
}

/** Drops the answers that another active Dockerfile server gives already. */
export const standBack: Middleware = {
  async provideCompletionItem(document, position, context, token, next) {
    const answer = await next(document, position, context, token);
    if (!answer || !isLeft('completion')) return answer;
    if (Array.isArray(answer)) return withoutKeywords(answer);
    return new vscode.CompletionList(withoutKeywords(answer.items), answer.isIncomplete ?? false);
  },
  provideHover(document, position, token, next) {
    if (isLeft('hover') && isKeywordHover(document, position)) return null;
    return next(document, position, token);
  },
  provideSignatureHelp: (document, position, context, token, next) =>
    isLeft('signature') ? null : next(document, position, context, token),
  provideDocumentSymbols: (document, token, next) => (isLeft('symbols') ? [] : next(document, token)),
  provideFoldingRanges: (document, context, token, next) =>
    isLeft('folding') ? [] : next(document, context, token),
  provideDocumentHighlights: (document, position, token, next) =>
    isLeft('highlight') ? [] : next(document, position, token),
  provideDefinition: (document, position, token, next) =>
    isLeft('definition') ? [] : next(document, position, token),
  prepareRename: (document, position, token, next) =>
    isLeft('rename') ? null : next(document, position, token),
  provideRenameEdits: (document, position, name, token, next) =>
    isLeft('rename') ? null : next(document, position, name, token),
  provideDocumentLinks: (document, token, next) => (isLeft('links') ? [] : next(document, token)),
  provideDocumentFormattingEdits: (document, options, token, next) =>
    isLeft('formatting') ? [] : next(document, options, token),
  provideDocumentRangeFormattingEdits: (document, range, options, token, next) =>
    isLeft('formatting') ? [] : next(document, range, options, token),
  provideOnTypeFormattingEdits: (document, position, typed, options, token, next) =>
    isLeft('formatting') ? [] : next(document, position, typed, options, token),
  provideDocumentSemanticTokens: (document, token, next) =>
    isLeft('semanticTokens') ? null : next(document, token),
  provideDocumentSemanticTokensEdits: (document, previous, token, next) =>
    isLeft('semanticTokens') ? null : next(document, previous, token),
  provideDocumentRangeSemanticTokens: (document, range, token, next) =>
    isLeft('semanticTokens') ? null : next(document, range, token),
};
