import * as vscode from 'vscode';
import {
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
} from 'vscode-languageclient/node';
import type { Server } from '../server/find';
import { lenses } from './lenses';
import { explicitSettings, sharedKeys } from './settings';
import { standBack } from './standBack';

/** The running language server, with settings that follow the person's changes. */
export class Client implements vscode.Disposable {
  private readonly keys: string[];
  private readonly client: LanguageClient;
  private readonly listener: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, server: Server, log: vscode.LogOutputChannel) {
    this.keys = sharedKeys(context.extension);
    const command: ServerOptions = { command: server.path, args: ['lsp'] };
    this.client = new LanguageClient('layerwise', 'Layerwise', command, this.options(log));
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('layerwise')) void this.sendSettings();
    });
  }

  start(): Promise<void> {
    return this.client.start();
  }

  /** Ends the server in an orderly way; safe to call when it never started. */
  async dispose(): Promise<void> {
    this.listener.dispose();
    await this.client.dispose().catch(() => undefined);
  }

  private options(log: vscode.LogOutputChannel): LanguageClientOptions {
    return {
      documentSelector: [
        { language: 'dockerfile', scheme: 'file' },
        { language: 'dockerfile', scheme: 'untitled' },
      ],
      initializationOptions: explicitSettings(this.keys),
      outputChannel: log,
      middleware: { ...standBack, ...lenses, workspace: this.configuration() },
    };
  }

  private configuration(): NonNullable<Middleware['workspace']> {
    return {
      configuration: (params) =>
        params.items.map((item) => {
          const scope = item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri);
          return item.section === 'layerwise' ? explicitSettings(this.keys, scope) : null;
        }),
      // The library would send defaults too; `sendSettings` sends what the person set.
      didChangeConfiguration: () => Promise.resolve(),
    };
  }

  private async sendSettings(): Promise<void> {
    if (!this.client.isRunning()) return;
    const settings = { layerwise: explicitSettings(this.keys) };
    await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
  }
}
