import * as vscode from 'vscode';
import type { Session } from '../session';
import { measure } from '../sizes/measure';
import { estimateText, type SizeReport } from '../sizes/report';

/**
 * The size of the whole image in the status bar.
 *
 * It comes from a `layerwise size` call when a Dockerfile is shown or saved, not from the language
 * server: the call is independent of the protocol, and the figure is that of the saved file, which
 * is what a build would read. Both count in the same way and share one cache, so that the figure is
 * that of the code lens.
 */
export class ImageSize implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('layerwise.imageSize', vscode.StatusBarAlignment.Right, 90);
  private readonly listeners: vscode.Disposable;
  /** Counts requests, so that a slow answer cannot overwrite a newer one. */
  private latest = 0;

  constructor(
    private readonly session: Session,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.item.name = 'Layerwise: image size';
    this.item.command = 'layerwise.showLayerSizes';
    this.listeners = vscode.Disposable.from(
      session.onStarted(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.workspace.onDidSaveTextDocument(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('layerwise')) void this.refresh();
      }),
    );
  }

  dispose(): void {
    this.listeners.dispose();
    this.item.dispose();
  }

  private async refresh(): Promise<void> {
    const request = ++this.latest;
    const file = shownDockerfile();
    const program = this.session.server?.path;
    if (file === undefined || program === undefined || !isWanted()) {
      this.item.hide();
      return;
    }
    try {
      const report = await measure(program, file);
      if (request === this.latest) this.show(report);
    } catch (error) {
      this.log.warn(`no image size for ${file.fsPath}: ${error instanceof Error ? error.message : error}`);
      if (request === this.latest) this.item.hide();
    }
  }

  private show(report: SizeReport): void {
    this.item.text = `$(layers) ${estimateText(report.image.bytes)}`;
    this.item.tooltip = tooltip(report);
    this.item.show();
  }
}

const isWanted = () => vscode.workspace.getConfiguration('layerwise').get('statusBar') === true;

function shownDockerfile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'dockerfile' && document.uri.scheme === 'file' ? document.uri : undefined;
}

function tooltip(report: SizeReport): vscode.MarkdownString {
  const rows = report.layers.map(
    (layer) => `| ${layer.line + 1} | ${layer.instruction} | ${estimateText(layer.bytes)} |`,
  );
  return new vscode.MarkdownString(
    [
      `**Image ${estimateText(report.image.bytes)}**, ${estimateText(report.image.compressed)} to download (${report.platform})`,
      '',
      '| Line | Layer | Size |',
      '| ---: | :--- | ---: |',
      ...rows,
      '',
      'Estimated from the saved file. Select to see every part.',
    ].join('\n'),
  );
}
