import * as vscode from 'vscode';
import { complaint, run } from '../server/run';

const SCHEME = 'layerwise-rule';

interface Rule {
  code: string;
  category: string;
  summary: string;
}

/** Pages of rules as read-only Markdown documents, `layerwise-rule:CODE.md`. */
export class RulePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private program = '';

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return answer(this.program, ['explain', uri.path.replace(/\.md$/, '')]);
  }

  /** Shows the page of `code`, or of a rule that the person picks. */
  async open(program: string, code?: string): Promise<void> {
    this.program = program;
    const chosen = code ?? (await pick(program));
    if (chosen === undefined) return;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `${chosen}.md` });
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** Offers the rules that found something on the cursor's line first, then all others. */
async function pick(program: string): Promise<string | undefined> {
  const rules: Rule[] = JSON.parse(await answer(program, ['rules', '--format', 'json']));
  const here = codesAtCursor();
  const items = rules
    .map((rule) => ({ label: rule.code, description: rule.category, detail: rule.summary }))
    .sort((left, right) => Number(here.has(right.label)) - Number(here.has(left.label)));
  const options = { placeHolder: 'Rule to explain', matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

function codesAtCursor(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return new Set();
  const line = editor.selection.active.line;
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((diagnostic) => diagnostic.range.start.line <= line && line <= diagnostic.range.end.line);
  return new Set(found.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
}

async function answer(program: string, args: string[]): Promise<string> {
  const output = await run(program, args);
  if (output.code !== 0) throw new Error(complaint(output));
  return output.stdout;
}
