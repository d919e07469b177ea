import * as path from 'node:path';
import * as vscode from 'vscode';
import { complaint, run } from '../server/run';
import { parseReport, type SizeReport } from './report';

/** The sizes of the image that the saved file builds: what the server's hints say of it, from the same cache. */
export async function measure(program: string, file: vscode.Uri): Promise<SizeReport> {
  return parseReport(await report(program, file, ['--format', 'json', ...network(file)]));
}

/** The size report as one self-contained page. */
export function reportPage(program: string, file: vscode.Uri): Promise<string> {
  return report(program, file, ['--format', 'html', ...network(file)]);
}

/** The server asks the network unless told not to; reports that do not would show other figures than its hints. */
function network(file: vscode.Uri): string[] {
  const offline = vscode.workspace.getConfiguration('layerwise', file).get<boolean>('offline') === true;
  return offline || !vscode.workspace.isTrusted ? ['--offline'] : [];
}

async function report(program: string, file: vscode.Uri, options: string[]): Promise<string> {
  const { folder, name } = place(file);
  const output = await run(program, ['size', name, ...options], folder);
  if (output.code !== 0) throw new Error(complaint(output));
  return output.stdout;
}

/** A folder to run in and the file's name from there: reports show the name that they were given. */
function place(file: vscode.Uri): { folder: string; name: string } {
  const workspace = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? path.dirname(file.fsPath);
  return { folder: workspace, name: path.relative(workspace, file.fsPath) };
}
