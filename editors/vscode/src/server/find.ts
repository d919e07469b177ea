import * as vscode from 'vscode';
import { locate, type Candidate } from './locate';
import { run } from './run';
import { isOlder, MINIMUM_SERVER, parseVersion } from './version';

export interface Server extends Candidate {
  version: string;
}

/** Why no server can be started, in words for the person. */
export class ServerProblem extends Error {}

/** The server to run, checked by `layerwise --version`. @throws ServerProblem */
export async function findServer(context: vscode.ExtensionContext): Promise<Server> {
  const found = locate({
    setting: vscode.workspace.getConfiguration('layerwise').get<string | null>('path') ?? undefined,
    extension: context.extensionPath,
    searchPath: process.env['PATH'] ?? '',
    windows: process.platform === 'win32',
  });
  if (found === undefined) {
    throw new ServerProblem(
      'The layerwise program was not found on PATH, and this package carries none. ' +
        'Install it, or say where it is in the setting layerwise.path.',
    );
  }
  return { ...found, version: await checkedVersion(found) };
}

async function checkedVersion(found: Candidate): Promise<string> {
  const source = found.origin === 'setting' ? ' (setting layerwise.path)' : '';
  const where = `${found.path}${source}`;
  const output = await run(found.path, ['--version']).catch((error: Error) => {
    throw new ServerProblem(`${where} cannot be run: ${error.message}. Check that the file exists and is a program.`);
  });
  const version = parseVersion(output.stdout);
  if (version === undefined) {
    throw new ServerProblem(`${where} is not Layerwise: it does not answer --version as Layerwise does.`);
  }
  if (isOlder(version, MINIMUM_SERVER)) {
    throw new ServerProblem(
      `${where} is version ${version}, and this extension needs ${MINIMUM_SERVER} or newer. Update it.`,
    );
  }
  return version;
}
