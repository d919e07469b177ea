import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { Session } from './session';
import { ImageSize } from './views/imageSize';

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Layerwise', { log: true });
  session = new Session(context, log);
  const current = session;
  context.subscriptions.push(
    log,
    new ImageSize(current, log),
    registerCommands(context.extensionUri, current, log),
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('layerwise.path')) void current.restart();
    }),
  );
  // Not awaited: the editor need not wait for a process to start.
  void current.restart();
}

export async function deactivate(): Promise<void> {
  await session?.dispose();
  session = undefined;
}
