import * as vscode from 'vscode';
import type { Server } from '../server/find';

/** The server's state, in the language status of Dockerfiles. */
export class ServerStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('layerwise.server', { language: 'dockerfile' });

  constructor() {
    this.item.name = 'Layerwise server';
  }

  starting(): void {
    this.show('Layerwise is starting', '', vscode.LanguageStatusSeverity.Information, true);
  }

  running(server: Server): void {
    const origin = { setting: 'from the setting', bundled: 'comes with the extension', PATH: 'from PATH' };
    const detail = `${server.version}, ${origin[server.origin]}`;
    this.show('Layerwise', detail, vscode.LanguageStatusSeverity.Information);
    this.item.command = { command: 'layerwise.restart', title: 'Restart' };
  }

  failed(message: string): void {
    this.show('Layerwise is not running', message, vscode.LanguageStatusSeverity.Error);
    this.item.command = { command: 'layerwise.showLog', title: 'Show Log' };
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.item.busy = busy;
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
  }
}
