import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';

export type Origin = 'setting' | 'bundled' | 'PATH';

export interface Candidate {
  path: string;
  origin: Origin;
}

export interface SearchPlaces {
  /** The setting `layerwise.path`, when it is set. */
  setting?: string | undefined;
  /** The folder of the extension, where a platform package has `bin/`. */
  extension: string;
  /** The value of the environment variable PATH. */
  searchPath: string;
  windows: boolean;
}

/**
 * Where the server is: the setting, else the one in the package, else the first on PATH.
 *
 * A setting that names no program is returned as it is, so that the message can name it;
 * falling back silently would run another version than the one asked for.
 */
export function locate(places: SearchPlaces): Candidate | undefined {
  const program = places.windows ? 'layerwise.exe' : 'layerwise';
  if (places.setting) return { path: expandHome(places.setting), origin: 'setting' };
  const bundled = path.join(places.extension, 'bin', program);
  if (isProgram(bundled)) return { path: bundled, origin: 'bundled' };
  const found = places.searchPath
    .split(places.windows ? ';' : ':')
    // A relative entry would let an opened folder supply the program.
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, program))
    .find(isProgram);
  return found === undefined ? undefined : { path: found, origin: 'PATH' };
}

function expandHome(file: string): string {
  return file === '~' || file.startsWith('~/') ? path.join(homedir(), file.slice(1)) : file;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
