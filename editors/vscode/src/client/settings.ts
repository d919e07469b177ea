import * as vscode from 'vscode';
import { nest, type Settings } from './nest';

const GENERATED_GROUP = 'layerwise.analysis';

interface Group {
  id?: string;
  properties: Record<string, unknown>;
}

/** The names (without `layerwise.`) of the settings that the server knows. */
export function sharedKeys(extension: vscode.Extension<unknown>): string[] {
  const groups: Group[] = extension.packageJSON.contributes.configuration;
  const shared = groups.find((group) => group.id === GENERATED_GROUP);
  return Object.keys(shared?.properties ?? {}).map((key) => key.slice('layerwise.'.length));
}

/**
 * What the person set for `scope`, as the server takes it.
 *
 * Defaults are left out: they would win over the project's layerwise.toml.
 */
export function explicitSettings(keys: string[], scope?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration('layerwise', scope);
  const chosen = keys.filter((key) => isSet(configuration.inspect(key)));
  const settings = nest(chosen.map((key) => [key, configuration.get(key)]));
  // Nobody has vouched for this folder: its files shall not decide which hosts are asked.
  return vscode.workspace.isTrusted ? settings : { ...settings, offline: true };
}

function isSet(values: ReturnType<vscode.WorkspaceConfiguration['inspect']>): boolean {
  const levels = [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue];
  return levels.some((value) => value !== undefined);
}
