import * as vscode from 'vscode';
import { Client } from './client/client';
import { findServer, ServerProblem, type Server } from './server/find';
import { ServerStatus } from './views/serverStatus';

const INSTALL_PAGE = 'https://github.com/layerwise/layerwise#install';

/** At most one server for the window; everything that needs its program asks here. */
export class Session implements vscode.Disposable {
  private client: Client | undefined;
  private found: Server | undefined;
  private queue: Promise<void> = Promise.resolve();
  private readonly started = new vscode.EventEmitter<void>();
  private readonly status = new ServerStatus();

  /** Fires when a server has started, also after a restart. */
  readonly onStarted = this.started.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The program that answers, if one was found. */
  get server(): Server | undefined {
    return this.found;
  }

  /** Starts the server, or starts it anew. Calls made meanwhile wait their turn. */
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.replace());
    return this.queue;
  }

  async dispose(): Promise<void> {
    await this.queue;
    await this.stop();
    this.started.dispose();
    this.status.dispose();
  }

  private async replace(): Promise<void> {
    await this.stop();
    this.status.starting();
    try {
      const server = await findServer(this.context);
      this.log.info(`running ${server.path} ${server.version} (${server.origin})`);
      this.client = new Client(this.context, server, this.log);
      await this.client.start();
      this.found = server;
      this.status.running(server);
      this.started.fire();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(message);
      this.status.failed(message);
      void this.explain(message, error instanceof ServerProblem);
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.found = undefined;
    await client?.dispose();
  }

  private async explain(message: string, isAboutProgram: boolean): Promise<void> {
    const choices = isAboutProgram ? ['Open Settings', 'How to Install', 'Show Log'] : ['Show Log'];
    const choice = await vscode.window.showErrorMessage(`Layerwise: ${message}`, ...choices);
    if (choice === 'Show Log') this.log.show();
    if (choice === 'How to Install') await vscode.env.openExternal(vscode.Uri.parse(INSTALL_PAGE));
    if (choice === 'Open Settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'layerwise.path');
    }
  }
}
