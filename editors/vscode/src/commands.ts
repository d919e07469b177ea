import * as vscode from 'vscode';
import { RulePages } from './rules/rulePage';
import type { Session } from './session';
import { SizePanels } from './views/sizePanel';

/** What the command palette, the editor's title and the walkthrough offer. */
export function registerCommands(
  extension: vscode.Uri,
  session: Session,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const panels = new SizePanels(extension);
  const pages = new RulePages();
  const register = (name: string, action: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`layerwise.${name}`, reporting(log, action));
  return vscode.Disposable.from(
    panels,
    pages,
    register('restart', () => session.restart()),
    register('showLog', () => log.show()),
    register('showLayerSizes', (file?: vscode.Uri) => panels.show(programOf(session), file ?? activeFile())),
    register('fixAll', fixAll),
    register('refreshFacts', () => refreshFacts(session)),
    register('openRulePage', (code?: string) => pages.open(programOf(session), code)),
  );
}

/** Shows a failure to the person instead of losing it in a rejected promise. */
function reporting(log: vscode.LogOutputChannel, action: (...args: never[]) => unknown) {
  return async (...args: never[]) => {
    try {
      return await action(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.error(message);
      void vscode.window.showErrorMessage(`Layerwise: ${message}`);
      return undefined;
    }
  };
}

function programOf(session: Session): string {
  const program = session.server?.path;
  if (program === undefined) throw new Error('the server is not running; see the log for the reason.');
  return program;
}

function activeFile(): vscode.Uri {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'dockerfile') throw new Error('open a Dockerfile first.');
  if (document.uri.scheme !== 'file') throw new Error('save the file first; sizes depend on its folder.');
  return document.uri;
}

/** The server's own command; the client library registers it under this name while the server runs. */
async function refreshFacts(session: Session): Promise<void> {
  programOf(session);
  await vscode.commands.executeCommand('layerwise.facts.refresh');
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.sourceAction', {
    kind: 'source.fixAll.layerwise',
    apply: 'first',
  });
}
