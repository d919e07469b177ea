// Makes the npm archives of a release.
//
//   node pack.mjs OUT linux-x64=PATH/layerwise win32-x64=PATH/layerwise.exe ...
//
// Writes one archive a platform into OUT, and the package `layerwise` that chooses among them.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const main = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

function fail(message) {
  console.error(`pack: ${message}`);
  process.exit(2);
}

function manifest(platform, program) {
  const [os, cpu] = platform.split('-');
  return {
    name: `@layerwise/${platform}`,
    version: main.version,
    description: `The program of layerwise for ${platform}.`,
    license: main.license,
    repository: main.repository,
    os: [os],
    cpu: [cpu],
    files: [program],
    preferUnplugged: true,
  };
}

function pack(folder, out) {
  // npm is a batch file on Windows, and those need a shell.
  const shell = process.platform === 'win32';
  execFileSync('npm', ['pack', '--pack-destination', out], { cwd: folder, stdio: 'inherit', shell });
}

function packPlatform(platform, binary, out) {
  if (!(`@layerwise/${platform}` in main.optionalDependencies)) fail(`unknown platform ${platform}`);
  const program = platform.startsWith('win32') ? 'layerwise.exe' : 'layerwise';
  const folder = mkdtempSync(join(tmpdir(), 'layerwise-npm-'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(platform, program), null, 2)}\n`);
  copyFileSync(binary, join(folder, program));
  chmodSync(join(folder, program), 0o755);
  pack(folder, out);
  rmSync(folder, { recursive: true });
}

const [target, ...binaries] = process.argv.slice(2);
if (target === undefined || binaries.length === 0) fail('usage: pack.mjs OUT PLATFORM=PROGRAM...');
const out = resolve(target);
mkdirSync(out, { recursive: true });
for (const pair of binaries) {
  const [platform, binary] = pair.split('=');
  if (binary === undefined) fail(`${pair} is not PLATFORM=PROGRAM`);
  packPlatform(platform, binary, out);
}
pack(here, out);
