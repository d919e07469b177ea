// Packages the extension for one platform, with the server inside.
//
//   npm run package -- --target linux-x64 --binary ../../target/release/layerwise
//   npm run package                       without a server: it is then found by setting or on PATH
//
// --target   one of the platforms below, as VS Code names them
// --binary   the server built for that platform
// --out      the file to write (default: layerwise-TARGET-VERSION.vsix here)

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}bin`;

function fail(message) {
  console.error(`package: ${message}`);
  process.exit(2);
}

function options() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { target: text, binary: text, out: text } });
  const { target, binary } = values;
  if ((target === undefined) !== (binary === undefined)) {
    fail('--target and --binary belong together; leave out both for a package without a server');
  }
  if (target !== undefined && !TARGETS.includes(target)) {
    fail(`unknown target ${target}; choose one of ${TARGETS.join(', ')}`);
  }
  if (binary !== undefined && !existsSync(binary)) fail(`${binary} does not exist; build the server first`);
  return values;
}

/** Puts the server where the extension looks for it, and nothing else beside it. */
function placeServer(target, binary) {
  rmSync(bin, { recursive: true, force: true });
  if (binary === undefined) return;
  mkdirSync(bin);
  const name = target.startsWith('win32') ? 'layerwise.exe' : 'layerwise';
  copyFileSync(binary, `${bin}/${name}`);
  chmodSync(`${bin}/${name}`, 0o755);
}

const { target, binary, out } = options();
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const file = resolve(out ?? `${root}layerwise-${target ?? 'universal'}-${version}.vsix`);
placeServer(target, binary);
const vsce = [`${root}node_modules/@vscode/vsce/vsce`, 'package', '--no-dependencies', '--out', file];
// Relative links in the README start in this folder, not at the repository's top.
const pages = 'https://github.com/layerwise/layerwise';
vsce.push('--baseContentUrl', `${pages}/blob/HEAD/editors/vscode`, '--baseImagesUrl', `${pages}/raw/HEAD/editors/vscode`);
if (target !== undefined) vsce.push('--target', target);
const run = (args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
run([`${root}scripts/settings.mjs`, '--check']);
run([`${root}scripts/build.mjs`]);
run(vsce);
