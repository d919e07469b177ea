import * as path from 'node:path';
import * as vscode from 'vscode';
import { reportPage } from '../sizes/measure';
import { fitPage } from '../sizes/page';

/** The size report of one Dockerfile beside its editor; one panel a file, renewed when it is saved. */
export class SizePanels implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();

  /** @param extension the folder of the extension */
  constructor(private readonly extension: vscode.Uri) {}

  async show(program: string, file: vscode.Uri): Promise<void> {
    const page = await pageFor(program, file);
    const panel = this.panels.get(file.toString()) ?? this.create(program, file);
    panel.webview.html = page;
    panel.reveal(undefined, true);
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private create(program: string, file: vscode.Uri): vscode.WebviewPanel {
    const title = `Layers: ${path.basename(file.fsPath)}`;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('layerwise.sizes', title, place, { enableScripts: true });
    const image = (name: string) => vscode.Uri.joinPath(this.extension, 'images', name);
    panel.iconPath = { light: image('layers-light.svg'), dark: image('layers-dark.svg') };
    const saved = vscode.workspace.onDidSaveTextDocument(async (document) => {
      if (document.uri.toString() !== file.toString()) return;
      panel.webview.html = await pageFor(program, file).catch(() => panel.webview.html);
    });
    panel.onDidDispose(() => {
      saved.dispose();
      this.panels.delete(file.toString());
    });
    this.panels.set(file.toString(), panel);
    return panel;
  }
}

async function pageFor(program: string, file: vscode.Uri): Promise<string> {
  return fitPage(await reportPage(program, file));
}
