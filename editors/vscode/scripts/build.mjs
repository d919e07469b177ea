// Bundles the extension into dist/extension.js; with --tests, each test into dist-test/.

import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  logLevel: 'warning',
};

if (process.argv.includes('--tests')) {
  const tests = readdirSync(`${root}/test`).filter((name) => name.endsWith('.test.ts'));
  await build({ ...common, entryPoints: tests.map((name) => `test/${name}`), outdir: 'dist-test' });
} else {
  const minify = !process.argv.includes('--debug');
  await build({
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    minify,
    sourcemap: minify ? false : 'inline',
  });
}
